import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { wilcoxonSignedRank } from "../significance/wilcoxon-signed-rank.js";
import { signedRankInterval } from "./signed-rank-interval.js";

test("the depression data give the interval of Hollander and Wolfe", () => {
  // Hollander and Wolfe (1999), example 3.3: 96.1 % interval from 0.010 to 0.786 (as x - y)
  const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const interval = signedRankInterval(x.map((value, index) => value - (y[index] ?? 0)));
  assert.ok(interval !== null);
  near(interval.estimate, 0.46);
  near(interval.low, 0.01);
  near(interval.high, 0.786);
  near(interval.coverage ?? 0, 0.9609375);
});

test("the ends are order statistics of the means of pairs", () => {
  // n = 12: P(V <= 13) = 0.0212 <= 0.025 < P(V <= 14), so the 14th of 78 from either end; sorted with numpy 2.4.6
  const interval = signedRankInterval([7, -6, 7.5, 18, -3, 12, -7.25, 23, 4, -4.5, 13, 11]);
  assert.deepEqual([interval?.low, interval?.high, interval?.method], [-0.125, 12.75, "exact"]);
});

test("it holds 0 exactly when the test does not reject", () => {
  const random = seededRandom(8);
  for (let round = 0; round < 200; round++) {
    const differences = Array.from({ length: 14 }, () => random.next32() / 2 ** 32 - 0.4);
    const interval = signedRankInterval(differences);
    assert.ok(interval !== null);
    assert.equal(interval.low <= 0 && 0 <= interval.high, wilcoxonSignedRank(differences).p > 0.05);
  }
});

test("fewer than six differences have no 95 % interval", () => {
  assert.equal(signedRankInterval([1, 2, 3, 4, 5]), null);
  assert.notEqual(signedRankInterval([1, 2, 3, 4, 5, 6]), null);
});

test("many differences go to the normal distribution without a jump", () => {
  const differences = Array.from({ length: 301 }, (_, index) => Math.sin(index) + 0.1);
  const exact = signedRankInterval(differences.slice(0, 300));
  const normal = signedRankInterval(differences);
  assert.deepEqual([exact?.method, normal?.method], ["exact", "normal"]);
  assert.ok(Math.abs((exact?.low ?? 0) - (normal?.low ?? 1)) < 0.01);
});
