import assert from "node:assert/strict";
import { test } from "node:test";
import { mean, median } from "simple-statistics";
import { near } from "../near.js";
import { bcaShares, bootstrapInterval, expandedShares } from "./bootstrap-interval.js";
import { clusteredMean } from "./clustered-mean.js";

const values = [12.1, 15.3, 9.8, 14.4, 11.7, 13.9, 10.2, 16.8, 12.9, 8.5, 13.1, 11.1];

function interval(...[sample, statistic, options]: Parameters<typeof bootstrapInterval>) {
  const result = bootstrapInterval(sample, statistic, options);
  assert.ok(result.kind === "interval");
  return result;
}

test("five values are resampled in all 3125 ways, and nothing is left to chance", () => {
  // Counted out: standard error sqrt(15.76 / 5), type-1 quantiles 3.0 and 10.0
  const result = interval([2, 3, 5, 8, 13], mean);
  assert.equal(result.exhaustive, true);
  assert.equal(result.resamples, 3125);
  near(result.standardError, 1.7753872816937646);
  near(result.low, 3);
  near(result.high, 10);
  assert.equal(result.estimate, 6.2);
});

test("the standard error of a mean is that of the formula, but for chance", () => {
  // sd (n below) / sqrt(n) = 2.4075 x sqrt(11 / 12) / sqrt(12) = 0.665398
  const result = interval(values, mean, { resamples: 20_000, seed: 5 });
  assert.equal(result.exhaustive, false);
  near(result.standardError, 0.6653981, 0.02);
});

test("the BCa interval is scipy's, but for chance", () => {
  // scipy 1.17.1: stats.bootstrap((x,), np.mean, n_resamples=200000, method="BCa" and "percentile",
  // random_state=1): 11.216667, 13.825 and 11.191667, 13.791667
  const bca = interval(values, mean, { method: "bca", resamples: 40_000 });
  near(bca.low, 11.216667, 0.005);
  near(bca.high, 13.825, 0.005);
  const percentile = interval(values, mean, { method: "percentile", resamples: 40_000 });
  near(percentile.low, 11.191667, 0.005);
  near(percentile.high, 13.791667, 0.005);
});

test("the shares of a BCa interval are those of Efron and Tibshirani's example", () => {
  // Efron and Tibshirani (1993), section 14.3: z0 = 0.146, a = 0.061 give 0.110 and 0.985 for 90 %; digits by scipy 1.17.1
  const [low, high] = bcaShares(0.146, 0.061, 0.9);
  near(low, 0.10985618255582341);
  near(high, 0.9844770130840627);
  const [mendedLow, mendedHigh] = bcaShares(-0.1, 0.02, 0.95);
  near(mendedLow, 0.01883382130626943);
  near(mendedHigh, 0.966511366115541);
  near(bcaShares(0, 0, 0.95)[0], 0.025);
});

test("the shares of the expanded interval reach as far as Student's t does", () => {
  // scipy 1.17.1: norm.cdf(-sqrt(n / (n - 1)) * t.ppf((1 + c) / 2, n - 1))
  near(expandedShares(0.95, 10)[0], 0.008550639024406366);
  near(expandedShares(0.95, 20)[0], 0.015880829920347974);
  near(expandedShares(0.9, 5)[0], 0.008574974191188755);
});

test("whole prompts are drawn: repetitions do not make the interval shorter", () => {
  const prompts = values.flatMap((_, index) => [index, index, index, index]);
  const repeated = values.flatMap((value) => [value, value, value, value]);
  const clustered = interval(repeated, mean, { clusters: prompts, seed: 2, method: "percentile" });
  const alone = interval(values, mean, { seed: 2 });
  near(clustered.low, alone.low);
  near(clustered.high, alone.high);
  const naive = interval(repeated, mean, { seed: 2 });
  assert.ok(naive.high - naive.low < 0.6 * (clustered.high - clustered.low));
});

test("the clustered standard error is the cluster-robust one, but for chance", () => {
  const prompts = values.map((_, index) => Math.floor(index / 2) % 12);
  const doubled = [...values, ...values.map((value, index) => value + (index % 3))];
  const labels = [...values.keys(), ...values.keys()];
  const robust = clusteredMean(doubled, labels).standardError ?? 0;
  near(interval(doubled, mean, { clusters: labels, resamples: 20_000 }).standardError, robust, 0.02);
  assert.equal(bootstrapInterval(values, mean, { clusters: prompts }).kind, "not-estimable");
});

test("with prompts as clusters the expanded interval is what one gets without asking", () => {
  const result = interval(values, mean, { clusters: [...values.keys()] });
  assert.equal(result.method, "expanded");
  const plain = interval(values, mean);
  assert.equal(plain.method, "percentile");
  assert.ok(result.low < plain.low && plain.high < result.high);
});

test("fewer than ten prompts have no clustered interval, and the result says why", () => {
  const result = bootstrapInterval([1, 2, 3, 4], mean, { clusters: ["a", "a", "b", "b"] });
  assert.ok(result.kind === "not-estimable");
  assert.deepEqual([result.n, result.needed], [2, 10]);
  assert.match(result.reason, /2 clusters are too few/);
});

test("the same seed gives the same interval, another seed nearly the same", () => {
  assert.deepEqual(interval(values, median, { seed: 4 }), interval(values, median, { seed: 4 }));
  near(interval(values, mean, { seed: 4 }).low, interval(values, mean, { seed: 5 }).low, 0.01);
});

test("a statistic may reorder its array", () => {
  const sorting = (sample: number[]) => sample.sort((x, y) => x - y)[0] ?? 0;
  assert.equal(interval(values, sorting).estimate, 8.5);
});

test("bad input is one clear error", () => {
  assert.throws(() => bootstrapInterval([1], mean), /at least 2 numbers, got 1/);
  assert.throws(() => bootstrapInterval([1, Number.NaN], mean), RangeError);
  assert.throws(() => bootstrapInterval(values, mean, { resamples: 10 }), /expected resamples/);
  assert.throws(() => bootstrapInterval(values, () => Number.NaN), /expected the statistic to give a finite number/);
  assert.throws(
    () => bootstrapInterval(values, mean, JSON.parse('{"method": "magic"}')),
    /method to be .*, got "magic"/,
  );
});
