import assert from "node:assert/strict";
import { test } from "node:test";
import { normalQuantile } from "../distributions.js";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { autocorrelation } from "./autocorrelation.js";
import { batchMeansInterval } from "./batch-means.js";
import { effectiveSampleSize } from "./effective-sample-size.js";

/** x[i] = phi x[i - 1] + noise, begun where it stays. */
function autoregressive(n: number, phi: number, seed: number): number[] {
  const random = seededRandom(seed);
  const noise = () => normalQuantile((random.next32() + 0.5) / 2 ** 32);
  let last = noise() / Math.sqrt(1 - phi * phi);
  return Array.from({ length: n }, () => {
    last = phi * last + noise();
    return last;
  });
}

test("NIST's certified autocorrelations come out", () => {
  // NIST StRD univariate: NumAcc1 -0.5, NumAcc2 -0.999, Michelso 0.535199668621283
  const numAcc2 = Array.from({ length: 1001 }, (_, index) => (index === 0 ? 1.2 : index % 2 === 1 ? 1.1 : 1.3));
  // biome-ignore format: the table of Michelson (1880) as NIST prints it, last three digits
  const speedOfLight = [
    850, 740, 900, 1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760, 810, 1000, 1000, 960, 960,
    960, 940, 960, 940, 880, 800, 850, 880, 900, 840, 830, 790, 810, 880, 880, 830, 800, 790, 760, 800,
    880, 880, 880, 860, 720, 720, 620, 860, 970, 950, 880, 910, 850, 870, 840, 840, 850, 840, 840, 840,
    890, 810, 810, 820, 800, 770, 760, 740, 750, 760, 910, 920, 890, 860, 880, 720, 840, 850, 850, 780,
    890, 840, 780, 810, 760, 810, 790, 810, 820, 850, 870, 870, 810, 740, 810, 940, 950, 800, 810, 870,
  ];
  assert.equal(autocorrelation([10000001, 10000003, 10000002]), -0.5);
  near(autocorrelation(numAcc2), -0.999);
  near(autocorrelation(speedOfLight.map((digits) => 299 + digits / 1000)), 0.535199668621283);
});

test("further lags are those of statsmodels", () => {
  // statsmodels 0.15.0: acf(x, nlags=4)
  const values = [5, 7, 6, 9, 8, 12, 11, 10, 13, 15, 14, 13, 17, 16, 19];
  const expected = [1, 0.646118721461187, 0.5360730593607306, 0.3068493150684931, 0.2557077625570776];
  expected.forEach((correlation, lag) => {
    near(autocorrelation(values, lag), correlation);
  });
});

test("independent values are worth about their number, correlated ones what theory says", () => {
  // For an autoregression n (1 - phi) / (1 + phi): 20,000 values of phi = 0.6 are worth 5000
  near(effectiveSampleSize(autoregressive(20_000, 0.6, 1)), 5000, 0.15);
  near(effectiveSampleSize(autoregressive(20_000, 0, 2)), 20_000, 0.1);
});

test("values that swing are worth no more than their number", () => {
  assert.equal(effectiveSampleSize([1, 2, 1, 2, 1, 2, 1, 2]), 8);
});

test("batch means widen the interval of a correlated run as theory says", () => {
  const values = autoregressive(20_000, 0.6, 3);
  const interval = batchMeansInterval(values, { batches: 20 });
  assert.equal(interval.n, 20);
  // Standard deviation of the mean: 1 / (1 - phi) / sqrt(n) = 0.01768
  near(interval.standardError, 0.01768, 0.4);
  assert.ok(interval.low < 0 && 0 < interval.high);
});

test("no value is dropped when the batches do not divide the run", () => {
  // Batches of 2, 2 and 3: means 1.5, 3.5 and 6
  near(batchMeansInterval([1, 2, 3, 4, 5, 6, 7], { batches: 3 }).mean, 11 / 3);
});

test("values that are all the same, or too few, have no correlation", () => {
  assert.throws(() => autocorrelation([1, 1, 1]), /expected values that vary/);
  assert.throws(() => autocorrelation([1, 2], 1), /at least 3 numbers/);
  assert.throws(() => effectiveSampleSize([1, 1, 1, 1]), /expected values that vary/);
  assert.throws(() => batchMeansInterval([1, 2, 3], { batches: 2 }), /at least 4 numbers/);
});
