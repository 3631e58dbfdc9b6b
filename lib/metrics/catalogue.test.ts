import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkMetric,
  comparedMetrics,
  comparedMetricsDependingOn,
  newestSchema,
  summarizedMetrics,
} from "./catalogue.js";

// What readers of older files and the texts of warnings rely on: written out here, so that a change of the catalogue is seen.

test("the compared metrics are those of speed, in this order", () => {
  assert.deepEqual(comparedMetrics, [
    ...["timeToFirstTokenMs", "timeToFirstAnswerTokenMs", "latencyMs", "responseTimeMs", "interTokenLatencyMs"],
    ...["worstGapMs", "tokensPerSecond", "tokensPerSecondEndToEnd", "charactersPerSecond"],
  ]);
});

test("a summary has a distribution of each of these, in this order", () => {
  assert.deepEqual(summarizedMetrics, [
    ...["timeToFirstTokenMs", "timeToFirstAnswerTokenMs", "latencyMs", "responseTimeMs", "scheduleLagMs"],
    ...["interTokenLatencyMs", "worstGapMs", "tokensPerSecond", "tokensPerSecondEndToEnd", "charactersPerSecond"],
    "outputTokens",
  ]);
});

test("which metrics a longer answer, a longer prompt, other tokens and another delivery change", () => {
  const lengths = ["latencyMs", "responseTimeMs", "tokensPerSecondEndToEnd"];
  assert.deepEqual(comparedMetricsDependingOn("answer-length"), lengths);
  assert.deepEqual(comparedMetricsDependingOn("prompt"), [
    "timeToFirstTokenMs",
    "timeToFirstAnswerTokenMs",
    ...lengths,
  ]);
  const rates = ["interTokenLatencyMs", "tokensPerSecond", "tokensPerSecondEndToEnd"];
  assert.deepEqual(comparedMetricsDependingOn("token-counts"), rates);
  assert.deepEqual(comparedMetricsDependingOn("delivery"), [
    ...["interTokenLatencyMs", "worstGapMs", "tokensPerSecond", "charactersPerSecond"],
  ]);
});

test("the newest form of sealed files is that of the newest metric", () => {
  assert.equal(newestSchema, 4);
});

test("a metric that is not compared is refused by name", () => {
  checkMetric("compareTargets", "charactersPerSecond");
  assert.throws(
    () => checkMetric("compareTargets", "scheduleLagMs" as never),
    /compareTargets expected metric to be one of timeToFirstTokenMs, .*, got "scheduleLagMs"/,
  );
  assert.throws(() => checkMetric("x", "toString" as never), RangeError);
});
