import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { cliffsDelta } from "./cliffs-delta.js";
import { hodgesLehmann } from "./hodges-lehmann.js";
import { rankBiserial } from "./rank-biserial.js";

const a = [12.1, 15.3, 9.8, 14.4, 11.7, 13.9, 10.2, 16.8, 12.9, 8.5, 13.1, 11.1];
const b = [11.4, 15.9, 9.1, 12.6, 12.0, 12.7, 10.9, 14.5, 12.5, 8.9, 11.8, 10.0];
const differences = [7, -6, 7.5, 18, -3, 12, -7.25, 23, 4, -4.5, 13, 11];

test("Cliff's delta is the share of pairs above minus the share below", () => {
  // numpy 2.4.6: mean of sign(x - y) over all pairs
  near(cliffsDelta([1, 2, 2, 3, 4, 4, 5, 6, 7, 7], [2, 3, 3, 4, 5, 8, 9, 9, 10]), -0.34444444444444444);
  near(cliffsDelta(a, b), 0.16666666666666666);
  assert.equal(cliffsDelta([5, 6], [1, 2, 3]), 1);
  assert.equal(cliffsDelta([1], [1]), 0);
  near(cliffsDelta(b, a), -cliffsDelta(a, b));
});

test("the rank-biserial correlation is the simple difference of rank shares", () => {
  // Of 78 in all, positive ranks sum to 64 (scipy 1.17.1: stats.rankdata(np.abs(d))): (64 - 14) / 78
  near(rankBiserial(differences), 50 / 78);
  // R's depression data: V = 40 of 45
  near(
    rankBiserial(
      [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3],
      [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29],
    ),
    35 / 45,
  );
  assert.equal(rankBiserial([1, 2]), 1);
  assert.equal(rankBiserial([-1, -2]), -1);
  assert.equal(rankBiserial([0, 0]), 0);
});

test("the Hodges-Lehmann estimate is the median of the means, or of the differences, of all pairs", () => {
  // numpy 2.4.6: median of (d[i] + d[j]) / 2 for i <= j, and of np.subtract.outer(x, y)
  near(hodgesLehmann(differences), 6.375);
  near(hodgesLehmann([1, 2, 2, -1, 3, 0, 4, -2, 5, 5, -3, 6, 0, 7, 2]), 2);
  near(hodgesLehmann(a, b), 0.7);
  near(
    hodgesLehmann([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.9, 0.74, 1.21]),
    0.305,
  );
});

test("the depression data give the estimate of Hollander and Wolfe", () => {
  // Hollander and Wolfe (1999), example 3.3: 0.46 (as x - y)
  const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  near(hodgesLehmann(x.map((value, index) => value - (y[index] ?? 0))), 0.46);
});

test("one wild value moves the estimate little", () => {
  assert.ok(
    Math.abs(hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8, 9, 1e6]) - hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])) < 0.6,
  );
});

test("bad input is one clear error", () => {
  assert.throws(() => cliffsDelta([], [1]), RangeError);
  assert.throws(() => rankBiserial([]), RangeError);
  assert.throws(() => hodgesLehmann([]), RangeError);
  assert.throws(() => hodgesLehmann([1, Number.NaN]), RangeError);
});
