import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { quantileInterval, quantileRanks, valuesForQuantileInterval } from "./quantile-interval.js";

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

test("the ranks of published examples come out", () => {
  // Conover (1999) table A3 and the binomial distribution; coverage by scipy 1.17.1: binom.cdf(u - 1, n, p) - binom.cdf(l - 1, n, p)
  const known: readonly (readonly [number, number, number, number, number])[] = [
    [10, 0.5, 2, 9, 0.978515625],
    [100, 0.9, 84, 96, 0.955690107191223],
    [1000, 0.99, 983, 997, 0.9760947634979551],
  ];
  for (const [n, p, low, high, coverage] of known) {
    const interval = quantileInterval(upTo(n), p);
    assert.ok(interval.kind === "interval");
    assert.deepEqual([interval.lowRank, interval.highRank, interval.low, interval.high], [low, high, low, high]);
    near(interval.coverage, coverage);
  }
});

test("below its smallest n a tail percentile is not estimable and says from where on it is", () => {
  // n with p^n <= 0.025: 36, 72, 368 and 3688
  for (const [p, needed] of [
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.999, 3688],
    [0.5, 6],
    [0.1, 36],
  ] as const) {
    assert.equal(valuesForQuantileInterval(p), needed);
    assert.deepEqual(quantileInterval(upTo(needed - 1), p), { kind: "not-estimable", n: needed - 1, needed });
    assert.equal(quantileInterval(upTo(needed), p).kind, "interval");
  }
});

test("a higher confidence needs more values", () => {
  // ln(0.005) / ln(0.99) = 527.2
  assert.equal(valuesForQuantileInterval(0.99, { confidence: 0.99 }), 528);
});

test("the coverage is at least what was asked, and an interval one rank shorter would break a tail", () => {
  for (const n of [40, 57, 100, 333]) {
    for (const p of [0.25, 0.5, 0.9]) {
      const ranks = quantileRanks(n, p);
      assert.ok(
        ranks !== null && ranks.coverage >= 0.95 && ranks.lowRank <= n * p && ranks.highRank >= n * p,
        `${n} ${p}`,
      );
    }
  }
});

test("intervals of simulated samples hold the true quantile as often as they say", () => {
  const random = seededRandom(3);
  let held = 0;
  for (let round = 0; round < 1000; round++) {
    const interval = quantileInterval(
      Array.from({ length: 50 }, () => -Math.log(1 - random.next32() / 2 ** 32)),
      0.9,
    );
    if (interval.kind === "interval" && interval.low <= Math.LN10 && Math.LN10 <= interval.high) held++;
  }
  assert.ok(held >= 940, `held ${held} of 1000`);
});

test("bad input is one clear error", () => {
  assert.throws(() => quantileInterval([], 0.5), RangeError);
  assert.throws(() => quantileInterval([1, Number.NaN], 0.5), /NaN at index 1/);
  assert.throws(() => quantileInterval([1, 2], 1), /expected p between 0 and 1, both excluded, got 1/);
  assert.throws(
    () => quantileInterval([1, 2], 0.5, { confidence: 95 }),
    /expected confidence to be a number between 0 and 1/,
  );
});
