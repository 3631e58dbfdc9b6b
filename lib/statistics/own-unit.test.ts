import assert from "node:assert/strict";
import { test } from "node:test";
import { autocorrelation } from "./dependence/autocorrelation.js";
import { effectiveSampleSize } from "./dependence/effective-sample-size.js";
import { bootstrapInterval } from "./intervals/bootstrap-interval.js";
import { clusteredMean } from "./intervals/clustered-mean.js";
import { meanInterval } from "./intervals/mean-interval.js";
import { near } from "./near.js";
import { varianceComponents } from "./planning/variance-components.js";
import { quantile } from "./quantile.js";
import { pairedTTest } from "./significance/paired-t-test.js";
import { signFlipTest } from "./significance/sign-flip-test.js";

// Squares of such values are 0 or infinite. The same numbers in an everyday unit say what has to come out.

const everyday = [150, 152, 148, 155, 151, 149.5, 153, 147, 156, 150.5, 149, 152.5];
const units = [2 ** 1000, 2 ** -1000];

test("means and their intervals are right for very large and very small values", () => {
  // By hand: the mean of 1, 3, 2 is 2 and their deviation 1. R 4.2.2: 2 + qt(.975, 2) / sqrt(3) = 4.484137711750330
  for (const unit of [1e300, 1e-300]) {
    const interval = meanInterval([1 * unit, 3 * unit, 2 * unit]);
    near(interval.mean / unit, 2);
    near(interval.standardDeviation / unit, 1);
    near(interval.high / unit, 4.48413771175033);
    // NIST StRD, NumAcc1, of the same deviations: -0.5
    near(autocorrelation([1 * unit, 3 * unit, 2 * unit]), -0.5);
  }
});

test("results go with the unit of the values", () => {
  const clusters = everyday.map((_, index) => index);
  const median = (values: number[]) => quantile(values, 0.5);
  for (const unit of units) {
    const values = everyday.map((value) => value * unit);
    const mean = clusteredMean(values, clusters);
    near((mean.interval?.low ?? 0) / unit, clusteredMean(everyday, clusters).interval?.low ?? 0);
    near((mean.naiveStandardError ?? 0) / unit, clusteredMean(everyday, clusters).naiveStandardError ?? 0);
    near(effectiveSampleSize(values), effectiveSampleSize(everyday));
    near(pairedTTest(values, [...values].reverse()).p, pairedTTest(everyday, [...everyday].reverse()).p);
    const own = bootstrapInterval(values, median, { method: "bca", resamples: 500 });
    const usual = bootstrapInterval(everyday, median, { method: "bca", resamples: 500 });
    assert.ok(own.kind === "interval" && usual.kind === "interval");
    near(own.low / unit, usual.low);
    near(own.standardError / unit, usual.standardError);
  }
});

test("a sum of differences beyond all numbers is no smaller than itself", () => {
  // Of 1, 1, 1 two of the eight sign patterns are as extreme as all plus: p = 0.25
  const differences = [1.7e308, 1.7e308, 1.7e308];
  assert.equal(signFlipTest(differences).p, 0.25);
  near(signFlipTest(differences).meanDifference, 1.7e308);
});

test("what no number can hold is refused, not infinite and not 0", () => {
  assert.throws(() => meanInterval([1.7e308, -1.7e308]), /expected values whose spread is a number too/);
  assert.throws(
    () =>
      varianceComponents([
        [1e200, 2e200],
        [1e200, 3e200],
      ]),
    /between 1e-150 and 1e150, got 3e\+200; take/,
  );
  assert.throws(
    () =>
      varianceComponents([
        [1e-200, 2e-200],
        [1e-200, 3e-200],
      ]),
    /got 3e-200; take another unit/,
  );
});
