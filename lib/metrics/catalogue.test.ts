import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkMetric,
  comparedMetrics,
  comparedMetricsDependingOn,
  type MetricName,
  metricNames,
  newestSchema,
  sinceSchema,
  summarizedMetrics,
} from "./catalogue.js";
import type { Dependence } from "./metric.js";

// What readers of older files and the texts of warnings rely on: written out here for the metrics of summarySchema 4, so that a change
// of one of them is seen and a new one needs no line here.

const isSealed = (name: MetricName) => sinceSchema(name) <= 4;
const changedBy = (what: Dependence) => comparedMetricsDependingOn(what).filter(isSealed);

test("the compared metrics are those of speed, in this order", () => {
  assert.deepEqual(comparedMetrics.filter(isSealed), [
    ...["timeToFirstTokenMs", "timeToFirstAnswerTokenMs", "latencyMs", "responseTimeMs", "interTokenLatencyMs"],
    ...["worstGapMs", "tokensPerSecond", "tokensPerSecondEndToEnd", "charactersPerSecond"],
  ]);
});

test("a summary has a distribution of each of these, in this order", () => {
  assert.deepEqual(summarizedMetrics.filter(isSealed), [
    ...["timeToFirstTokenMs", "timeToFirstAnswerTokenMs", "latencyMs", "responseTimeMs", "scheduleLagMs"],
    ...["interTokenLatencyMs", "worstGapMs", "tokensPerSecond", "tokensPerSecondEndToEnd", "charactersPerSecond"],
    "outputTokens",
  ]);
});

test("which metrics a longer answer, a longer prompt, other tokens and another delivery change", () => {
  const lengths = ["latencyMs", "responseTimeMs", "tokensPerSecondEndToEnd"];
  assert.deepEqual(changedBy("answer-length"), lengths);
  assert.deepEqual(changedBy("prompt"), ["timeToFirstTokenMs", "timeToFirstAnswerTokenMs", ...lengths]);
  const rates = ["interTokenLatencyMs", "tokensPerSecond", "tokensPerSecondEndToEnd"];
  assert.deepEqual(changedBy("token-counts"), rates);
  assert.deepEqual(changedBy("delivery"), [
    ...["interTokenLatencyMs", "worstGapMs", "tokensPerSecond", "charactersPerSecond"],
  ]);
});

test("the newest form of sealed files is that of the newest metric", () => {
  assert.equal(sinceSchema("charactersPerSecond"), 4);
  assert.equal(
    newestSchema,
    metricNames.map(sinceSchema).reduce((most, since) => Math.max(most, since)),
  );
});

test("a metric that is not compared is refused by name", () => {
  checkMetric("compareTargets", "charactersPerSecond");
  assert.throws(
    () => checkMetric("compareTargets", "scheduleLagMs" as never),
    /compareTargets expected metric to be one of timeToFirstTokenMs, .*, got "scheduleLagMs"/,
  );
  assert.throws(() => checkMetric("x", "toString" as never), RangeError);
});
