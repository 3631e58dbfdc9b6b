import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream, oneByOne } from "../../../tests/support/metrics/decode/streams.js";
import { comparedMetrics } from "../../metrics/catalogue.js";
import { limitsText } from "./load-words.js";
import { axisUnit } from "./metric-words.js";
import { percentileFigure } from "./percentile-figure.js";

test("times from a second on are drawn in seconds, rates always in their unit", () => {
  assert.deepEqual(axisUnit("latencyMs", [999]), { unit: "ms", divisor: 1 });
  assert.deepEqual(axisUnit("latencyMs", [5, 1000]), { unit: "s", divisor: 1000 });
  assert.deepEqual(axisUnit("charactersPerSecond", [5000]), { unit: "characters/s", divisor: 1 });
});

test("the percentile figure follows each metric of speed, and a rate in its own unit", () => {
  const trials = [exampleStream(oneByOne(11), { outputTokens: 11 })];
  for (const metric of comparedMetrics) assert.equal(percentileFigure(trials, { metric }).name, "percentile", metric);
  const { layout } = percentileFigure(trials, { metric: "charactersPerSecond", percentile: "median" });
  assert.match(JSON.stringify(layout), /median of visible text rate \(characters\/s\)/);
});

test("a limit of a rate is the least, in words", () => {
  const text = "latency within 2 s, visible text rate at least 20 characters/s";
  assert.equal(limitsText({ latencyMs: 2000, charactersPerSecond: 20 }), text);
});
