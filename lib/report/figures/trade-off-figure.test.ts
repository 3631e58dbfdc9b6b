import assert from "node:assert/strict";
import { test } from "node:test";
import { type Estimate, type TradeOffPoint, tradeOffFigure } from "./trade-off-figure.js";

const trace = (figure: { data: readonly Readonly<Record<string, unknown>>[] }, name: string) =>
  figure.data.find((one) => one.name === name);

const between = (low: number, high: number): Estimate => ({ value: (low + high) / 2, low, high });
const point = (target: string, speed: Estimate, quality: Estimate): TradeOffPoint => ({
  target,
  speed,
  quality,
  n: 24,
});
const titleOf = (points: readonly TradeOffPoint[], options = {}) =>
  tradeOffFigure(points, options).layout.title.text.replaceAll("<br>", " ");

const f16 = point("f16", between(900, 1000), between(0.9, 0.99));
const q8 = point("q8_0", between(880, 980), between(0.88, 0.98));
const q4 = point("q4_0", between(400, 500), between(0.5, 0.6));

test("no target is called ahead of the others only when every pair lies apart in speed and in quality", () => {
  assert.equal(titleOf([f16, q4]), "The faster, the worse: no target is ahead in both");
  assert.equal(
    titleOf([f16, q8, q4]),
    "No other is both faster and better than q4_0; the data do not tell apart f16 and q8_0 in speed and quality",
  );
  assert.equal(
    titleOf([f16, q8]),
    "No target is shown to be ahead: the data tell none from another, in speed or in quality",
  );
});

// A variant that answers nonsense fast is unbeaten in speed: whether its quality will do is not in the data.
test("no title recommends a target", () => {
  const nonsense = point("fast nonsense", between(10, 20), between(0.01, 0.02));
  for (const points of [
    [f16, nonsense],
    [f16, q8, nonsense],
    [nonsense, q4, f16],
  ]) {
    assert.doesNotMatch(titleOf(points), /worth|choos|choice|recommend/);
    assert.match(tradeOffFigure(points).caption, /whether a quality is good enough is not shown/i);
  }
});

test("an overlap on one axis leaves open whether the other target beats it, and the title names the axis", () => {
  const fast = point("fast", between(400, 500), between(0.85, 0.95));
  assert.equal(
    titleOf([f16, fast]),
    "No other is both faster and better than fast; the data do not tell apart f16 and fast in quality",
  );
  const good = point("good", between(950, 1050), between(0.995, 1));
  assert.equal(
    titleOf([good, f16]),
    "No other is both faster and better than good; the data do not tell apart good and f16 in speed",
  );
  assert.equal(
    titleOf([good, f16], { speedBetterWhen: "higher" }),
    "No other is both faster and better than good; the data do not tell apart good and f16 in speed",
  );
});

test("a target is the fastest and the best only when all others lie apart from it in both", () => {
  const best = point("best", between(100, 200), between(0.995, 1));
  assert.equal(titleOf([q4, best, f16]), "best is the fastest and the best of 3");
  assert.equal(
    titleOf([q4, best, f16], { speedBetterWhen: "higher" }),
    "No other is both faster and better than best, f16",
  );
});

test("without intervals nothing is told apart, and a value that is known exactly has its value as both ends", () => {
  const bare = (value: number): Estimate => ({ value, low: null, high: null });
  const points = [point("a", bare(300), bare(0.5)), point("b", bare(500), bare(0.7))];
  assert.match(titleOf(points), /No target is shown to be ahead: the data tell none from another/);
  assert.match(tradeOffFigure(points).caption, /none where there are too few data for one/);
  const exact = [point("a", between(300, 300), between(0.5, 0.5)), point("b", between(500, 500), between(0.7, 0.7))];
  assert.equal(titleOf(exact), "The faster, the worse: no target is ahead in both");
});

test("of many pairs that are not told apart the first are named and the rest is counted", () => {
  const points = ["a", "b", "c", "d"].map((name, i) => point(name, between(100 + i, 200 + i), between(0.5, 0.9)));
  const slow = point("slow", between(900, 950), between(0.6, 0.8));
  assert.match(
    titleOf([...points, slow]),
    /: the data do not tell apart a and b in speed and quality, .*, and \d more pairs$/,
  );
});

test("the title follows the shares of the draws where all are known, whatever the intervals", () => {
  const shared = (one: TradeOffPoint, undominatedShare: number | null) => ({ ...one, undominatedShare });
  assert.equal(titleOf([shared(f16, 1), shared(q8, 1)]), "The faster, the worse: no target is ahead in both");
  assert.equal(titleOf([shared(f16, 1), shared(q8, 0)]), "f16 is the fastest and the best of 2");
  assert.match(titleOf([shared(f16, 1), shared(q8, null)]), /No target is shown to be ahead/);
  assert.equal(titleOf([f16]), "f16: one target, nothing to trade");
});

test("the front holds the targets that no other beats in speed and quality", () => {
  const exact = (value: number) => ({ value, low: null, high: null });
  const point = (target: string, ms: number, quality: number) => ({
    target,
    speed: exact(ms),
    quality: exact(quality),
    n: null,
  });
  const points = [
    point("slow and good", 900, 0.9),
    point("fast and bad", 300, 0.5),
    point("beaten", 900, 0.5),
    point("middle", 500, 0.7),
  ];
  assert.deepEqual(trace(tradeOffFigure(points), "front")?.x, [300, 500, 900]);
  assert.deepEqual(trace(tradeOffFigure(points, { speedBetterWhen: "higher" }), "front")?.x, [900]);
});

test("how sure the front is stands in the caption of a trade-off", () => {
  const exact = (value: number) => ({ value, low: null, high: null });
  const points = [
    { target: "a", speed: exact(300), quality: exact(0.5), n: 24, undominatedShare: 0.875 },
    { target: "b", speed: exact(500), quality: exact(0.7), n: 24, undominatedShare: 1 },
  ];
  assert.match(tradeOffFigure(points).caption, /in so many draws of the cases: a 87\.5 %, b 100 %\./);
  assert.equal(
    tradeOffFigure(points).layout.title.text,
    "No other is both faster and better than b; of a these cases do not tell",
  );
  const both = points.map((point) => ({ ...point, undominatedShare: 0.5 }));
  assert.equal(
    tradeOffFigure(both).layout.title.text,
    "Whether another is both faster and better than a, b, these cases do not tell",
  );
  const unsure = points.map((point) => ({ ...point, undominatedShare: null }));
  assert.match(tradeOffFigure(unsure).caption, /where bars overlap the order is not shown/);
});
