import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison } from "../../metrics/comparison.js";
import { comparisonFigure } from "./comparison-figure.js";
import { effectRows } from "./effect-rows.js";

const made = (over: Partial<Comparison> = {}): Comparison => ({
  kind: "comparison",
  metric: "latencyMs",
  baseline: "q8_0",
  candidate: "q4_0",
  n: 24,
  pairs: 48,
  baselineMedian: 500,
  candidateMedian: 400,
  ratio: 0.8,
  changePercent: -20,
  interval: { low: 0.75, high: 0.85 },
  confidence: 0.95,
  p: 0.001,
  pAdjusted: 0.001,
  adjustedFor: 1,
  effectSize: -1,
  noiseThreshold: 0.02,
  drift: null,
  verdict: "faster",
  reasons: [],
  ...over,
});

test("a comparison is one row: its effect, its interval, its cases and its verdict", () => {
  assert.deepEqual(effectRows([made()]), [
    {
      label: "latency",
      ratio: 0.8,
      low: 0.75,
      high: 0.85,
      n: 24,
      betterWhen: "lower",
      verdict: "faster",
    },
  ]);
});

test("of rates more is better, and an unknown interval stays unknown", () => {
  const [row] = effectRows([made({ metric: "tokensPerSecond", interval: null, verdict: "no-difference-seen" })]);
  assert.deepEqual(
    [row?.label, row?.betterWhen, row?.low, row?.high, row?.verdict],
    ["decode rate", "higher", null, null, "no difference seen"],
  );
});

test("what several tests together do not see is not called better for its own interval, and the caption says why", () => {
  const unseen = made({ p: 0.03, pAdjusted: 0.09, adjustedFor: 3, verdict: "no-difference-seen" });
  const figure = comparisonFigure(effectRows([unseen, made({ metric: "timeToFirstTokenMs" })]));
  assert.equal(figure.layout.title.text, "Of 2 effects 1 better, 1 not clear of the noise");
  assert.match(figure.caption, /latency: no difference seen once p is adjusted for 3 comparisons\./);
  const small = made({ ratio: 0.99, interval: { low: 0.985, high: 0.995 }, verdict: "no-difference-seen" });
  assert.equal(effectRows([small])[0]?.verdict, "a difference smaller than the 2 % that counts");
});

test("the candidate is named only where there are several", () => {
  const rows = effectRows([made(), made({ candidate: "f16" })]);
  assert.deepEqual(
    rows.map(({ label }) => label),
    ["q4_0: latency", "f16: latency"],
  );
});

test("an effect whose arms cannot be compared keeps its numbers, and no picture calls it better", () => {
  const rows = effectRows([made({ verdict: "not-comparable", reasons: ["answers differ in length", "drift"] })]);
  assert.deepEqual(
    [rows[0]?.isRefused, rows[0]?.ratio, rows[0]?.verdict],
    [true, 0.8, "not comparable, answers differ in length"],
  );
  const figure = (verdict: Comparison["verdict"]) =>
    comparisonFigure(effectRows([made({ verdict }), made({ verdict, metric: "timeToFirstTokenMs" })])).layout.title
      .text;
  assert.match(figure("faster"), /2 better/);
  assert.doesNotMatch(figure("not-comparable"), /[12] better/);
});
