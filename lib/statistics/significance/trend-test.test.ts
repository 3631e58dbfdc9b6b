import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { trendTest } from "./trend-test.js";

test("tau and p are scipy's, with and without ties", () => {
  // scipy 1.17.1: stats.kendalltau(range(15), x).statistic; p by the normal distribution with S = 87, 86 and var (S)
  const distinct = trendTest([5, 7, 6, 9, 8, 12, 11, 10, 13, 15, 14, 13.5, 17, 16, 19]);
  near(distinct.tau, 0.8285714285714286);
  near(distinct.p, 2.0821322980514854e-5);
  const tied = trendTest([5, 7, 6, 9, 8, 12, 11, 10, 13, 15, 14, 13, 17, 16, 19]);
  near(tied.tau, 86 / 105);
  near(tied.p, 2.5360274002595984e-5);
});

test("turned round the trend is as strong the other way", () => {
  const values = [1, 3, 2, 5, 4, 6];
  assert.equal(trendTest([...values].reverse()).tau, -trendTest(values).tau);
  assert.equal(trendTest([...values].reverse()).p, trendTest(values).p);
});

test("values that are all the same have no trend", () => {
  assert.deepEqual(trendTest([2, 2, 2, 2]), { n: 4, tau: 0, p: 1 });
});

test("a run without drift is called drifting about as often as the level says", () => {
  const random = seededRandom(2);
  let called = 0;
  for (let round = 0; round < 500; round++) {
    if (trendTest(Array.from({ length: 40 }, () => random.next32())).p <= 0.05) called++;
  }
  assert.ok(called >= 10 && called <= 42, `called ${called} of 500`);
});

test("fewer than three values are too few", () => {
  assert.throws(() => trendTest([1, 2]), /at least 3 numbers, got 2/);
});
