import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { meanInterval } from "./mean-interval.js";

const a = [12.1, 15.3, 9.8, 14.4, 11.7, 13.9, 10.2, 16.8, 12.9, 8.5, 13.1, 11.1];
const b = [11.4, 15.9, 9.1, 12.6, 12.0, 12.7, 10.9, 14.5, 12.5, 8.9, 11.8, 10.0];

test("the worked example of AIPerf's multi-run documentation comes out", () => {
  const interval = meanInterval([150, 152, 148, 155, 151]);
  near(interval.mean, 151.2);
  near(interval.standardDeviation, 2.588435821108957);
  near(interval.low, 147.98603242926796);
  near(interval.high, 154.413967570732);
  assert.equal(interval.degreesOfFreedom, 4);
});

test("means, deviations and ends are scipy's", () => {
  // scipy 1.17.1: stats.t.interval(c, n - 1, np.mean(x), stats.sem(x)); np.std(x, ddof=1)
  near(meanInterval(a).mean, 12.483333333333334);
  near(meanInterval(a).standardDeviation, 2.4075009046853144);
  near(meanInterval(a).low, 10.953680236275193);
  near(meanInterval(a).high, 14.012986430391475);
  near(meanInterval(a, { confidence: 0.99 }).low, 10.324842380509185);
  near(meanInterval(a, { confidence: 0.99 }).high, 14.641824286157483);
  near(meanInterval(b, { confidence: 0.9 }).low, 10.798761674625363);
  near(meanInterval(b, { confidence: 0.9 }).high, 12.917904992041304);
});

test("a confidence near 1 keeps its digits", () => {
  // scipy 1.17.1: np.mean(x) -+ stats.t.isf((1 - c) / 2, 4) * stats.sem(x) for c = 1 - 1e-9
  const interval = meanInterval([150, 152, 148, 155, 151], { confidence: 1 - 1e-9 });
  near(interval.low, -170.96686436361443);
  near(interval.high, 473.3668643636144);
});

test("NIST's hard cases for the standard deviation keep their digits", () => {
  // NIST StRD univariate, certified: NumAcc1 mean 10000002, sd 1; NumAcc2 1.2, 0.1; NumAcc3 1000000.2, 0.1; NumAcc4 10000000.2, 0.1
  const alternating = (base: number) =>
    Array.from({ length: 1001 }, (_, index) => (index === 0 ? base + 0.2 : base + (index % 2 === 1 ? 0.1 : 0.3)));
  const known: readonly (readonly [readonly number[], number, number, number])[] = [
    [[10000001, 10000003, 10000002], 10000002, 1, 1e-12],
    [alternating(1), 1.2, 0.1, 1e-12],
    [alternating(1e6), 1000000.2, 0.1, 1e-8],
    [alternating(1e7), 10000000.2, 0.1, 1e-7],
  ];
  for (const [values, mean, deviation, tolerance] of known) {
    near(meanInterval(values).mean, mean, 1e-12);
    near(meanInterval(values).standardDeviation, deviation, tolerance);
  }
});

test("fewer than two values have no interval", () => {
  assert.throws(() => meanInterval([1]), /expected values with at least 2 numbers, got 1/);
  assert.throws(() => meanInterval([1, Number.NaN]), RangeError);
});
