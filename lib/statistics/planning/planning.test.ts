import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { allowedMisses, discardedQueries, minimumQueries } from "./minimum-queries.js";
import { planSampleSize } from "./plan-sample-size.js";
import { varianceComponents } from "./variance-components.js";

test("a difference that no number of prompts can show is refused", () => {
  assert.throws(() => planSampleSize({ delta: 1e-300, omega2: 1 }), /expected a delta that can be seen, got 1e-300/);
});

test("Miller's example needs 969 prompts", () => {
  // Miller (2024), arXiv:2411.00640, section 5: omega^2 = 1/9, delta = 0.03, 80 % power
  const plan = planSampleSize({ delta: 0.03, omega2: 1 / 9, power: 0.8 });
  assert.deepEqual(plan, {
    prompts: 969,
    repetitions: 1,
    trialsPerArm: 969,
    supportedPercentiles: ["p50", "p90", "p95", "p99"],
  });
});

test("repetitions shrink the variance within prompts only", () => {
  // scipy 1.17.1: (norm.ppf((1 + c) / 2) + norm.ppf(power))^2 (omega2 + (s1 + s2) / K) / delta^2 = 92.47, 107.06, 350.86
  const plan = (...[question]: Parameters<typeof planSampleSize>) => planSampleSize(question).prompts;
  const first = { delta: 0.05, omega2: 0.01, sigma2Baseline: 0.04, sigma2Candidate: 0.02, repetitions: 5, power: 0.9 };
  assert.equal(plan(first), 93);
  const second = { delta: 0.02, omega2: 0.003, sigma2Baseline: 0.001, sigma2Candidate: 0.001, repetitions: 3 };
  assert.equal(plan({ ...second, confidence: 0.99 }), 108);
  const third = { delta: -0.1, omega2: 0.25, sigma2Baseline: 0.1, sigma2Candidate: 0.1, repetitions: 10, power: 0.95 };
  assert.equal(plan(third), 351);
});

test("a plan for the signed-rank test allows for its efficiency and for the variance that it estimates", () => {
  // Python's statistics.NormalDist: (n + z(1 - alpha / 2)^2 / 2) / 0.864 for the first two plans above: 109.24 and 127.75
  const first = { delta: 0.05, omega2: 0.01, sigma2Baseline: 0.04, sigma2Candidate: 0.02, repetitions: 5, power: 0.9 };
  assert.equal(planSampleSize({ ...first, test: "signed-rank" }).prompts, 110);
  const second = { delta: 0.02, omega2: 0.003, sigma2Baseline: 0.001, sigma2Candidate: 0.001, repetitions: 3 };
  assert.equal(planSampleSize({ ...second, confidence: 0.99, test: "signed-rank" }).prompts, 128);
  const test = JSON.parse('"sign"');
  assert.throws(() => planSampleSize({ ...first, test }), /expected test to be "normal" or "signed-rank", got "sign"/);
});

test("never fewer than the ten prompts of an interval, and the percentiles follow from the trials", () => {
  const plan = planSampleSize({ delta: 1, omega2: 0.0001, repetitions: 4 });
  assert.deepEqual([plan.prompts, plan.trialsPerArm, plan.supportedPercentiles], [10, 40, ["p50", "p90"]]);
});

test("a plan for nothing, or with impossible shares, is the caller's mistake", () => {
  assert.throws(() => planSampleSize({ delta: 0, omega2: 1 }), /expected delta to be a number other than 0/);
  assert.throws(() => planSampleSize({ delta: 1, omega2: -1 }), /expected omega2 to be a number of at least 0, got -1/);
  assert.throws(
    () => planSampleSize({ delta: 1, omega2: 1, power: 1 }),
    /expected power to be a number between 0 and 1/,
  );
  assert.throws(() => planSampleSize({ delta: Number.NaN, omega2: 1 }), RangeError);
});

test("early stopping asks for MLPerf's numbers of queries", () => {
  // MLPerf inference rules: 459 and 662 for p99, 64 for p90 with one miss; LoadGen's log: 2048 queries at p90 discard 172
  assert.equal(minimumQueries({ percentile: 0.99, confidence: 0.99, misses: 0 }), 459);
  assert.equal(minimumQueries({ percentile: 0.99, confidence: 0.99, misses: 1 }), 662);
  assert.equal(minimumQueries({ percentile: 0.9, confidence: 0.99, misses: 1 }), 64);
  assert.equal(discardedQueries({ percentile: 0.9, confidence: 0.99, queries: 2048 }), 172);
  assert.equal(discardedQueries({ percentile: 0.9, queries: 64 }), 0);
  assert.equal(discardedQueries({ percentile: 0.9, queries: 63 }), null);
});

test("allowed misses and needed queries are each other's inverse", () => {
  for (const misses of [0, 1, 5, 40]) {
    const queries = minimumQueries({ percentile: 0.95, confidence: 0.95, misses });
    assert.equal(allowedMisses({ percentile: 0.95, confidence: 0.95, queries }), misses);
    assert.equal(
      allowedMisses({ percentile: 0.95, confidence: 0.95, queries: queries - 1 }),
      misses === 0 ? null : misses - 1,
    );
  }
});

test("a claim with impossible shares or misses is the caller's mistake", () => {
  assert.throws(
    () => minimumQueries({ percentile: 99, misses: 0 }),
    /expected percentile to be a number between 0 and 1/,
  );
  assert.throws(() => minimumQueries({ percentile: 0.9, misses: -1 }), /expected misses/);
  assert.throws(() => allowedMisses({ percentile: 0.9, queries: 0 }), /expected queries/);
});

test("the worked example of Kalibera and Jones comes out", () => {
  // Kalibera and Jones (2013): S^2 = 16.5, 2.5833, 3.5625
  const components = varianceComponents([
    [
      [9, 5],
      [8, 3],
    ],
    [
      [10, 6],
      [7, 11],
    ],
    [
      [1, 12],
      [2, 4],
    ],
  ]);
  const [repetition, process, run] = components.biased;
  near(repetition ?? 0, 16.5);
  near(process ?? 0, 31 / 12);
  near(run ?? 0, 3.5625);
  // T^2 = S^2 - S^2 of the level below / its repetitions
  near(components.unbiased[1] ?? 0, 31 / 12 - 16.5 / 2);
  near(components.unbiased[2] ?? 0, 3.5625 - 31 / 24);
  assert.deepEqual(components.repetitions, [2, 2, 3]);
});

test("one level is its variance", () => {
  assert.deepEqual(varianceComponents([1, 2, 3]), { biased: [1], unbiased: [1], repetitions: [3] });
});

test("levels of unequal size or depth are the caller's mistake", () => {
  assert.throws(
    () =>
      varianceComponents([
        [1, 2],
        [3, 4, 5],
      ]),
    /same size in a level, got sizes 2, 3/,
  );
  assert.throws(() => varianceComponents([[1], [2]]), RangeError);
  assert.throws(() => varianceComponents(JSON.parse("[[1, 2], 3]")), /same depth/);
  assert.throws(() => varianceComponents([]), RangeError);
});
