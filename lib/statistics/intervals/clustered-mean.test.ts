import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { clusteredMean } from "./clustered-mean.js";

test("five prompts with three answers each: the naive error is too small, and five are too few for an interval", () => {
  const scores = [1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0];
  const prompts = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d", "e", "e", "e"];
  const result = clusteredMean(scores, prompts);
  // Worked by hand: squared cluster totals of the deviations add up to 5.2; sqrt(5.2) / 15 = 0.1520234
  near(result.mean, 8 / 15);
  near(result.naiveStandardError ?? 0, 0.13333333333333333);
  near(result.standardError ?? 0, Math.sqrt(5.2) / 15);
  near(result.standardErrorSmallSample ?? 0, (Math.sqrt(5.2) / 15) * Math.sqrt(5 / 4));
  assert.equal(result.interval, null);
  assert.match(result.reason ?? "", /5 clusters are too few/);
});

test("unequal clusters give the errors of statsmodels", () => {
  // statsmodels 0.15.0: OLS(y, ones).fit(cov_type="cluster", cov_kwds={"groups": g, "use_correction": False}).bse, times
  // sqrt(12 / 11) for the small sample; stats.sem; stats.t.ppf(.975, 11)
  const groups = [
    [10, 11.6667],
    [14.0163, 12.6829, 14.3496],
    [13.4853, 12.1519, 13.8186, 12.4853],
    [11.2822, 12.9489],
    [8.8197, 10.4864, 9.1531],
    [10.7488, 9.4155, 8.0822, 9.7488],
    [11.4412, 10.1078],
    [12.6473, 11.314, 12.9806],
    [12.6454, 14.312, 12.9787, 14.6454],
    [10.8242, 12.4909],
    [11.2453, 9.912, 11.5786],
    [9.6667, 8.3334, 10, 8.6667],
  ];
  const result = clusteredMean(
    groups.flat(),
    groups.flatMap((group, index) => group.map(() => index)),
  );
  near(result.mean, 11.420344444444446);
  near(result.standardError ?? 0, 0.5220359043828959);
  near(result.standardErrorSmallSample ?? 0, 0.545248719358124);
  near(result.naiveStandardError ?? 0, 0.30682545460628957);
  near(result.interval?.low ?? 0, 10.220260104578244);
  near(result.interval?.high ?? 0, 12.620428784310647);
  assert.equal(result.reason, null);
});

test("clusters of one value each are independent values: the small-sample error is the naive one", () => {
  const values = [3, 5, 4, 8, 6, 7, 9, 2, 5, 6, 4];
  const result = clusteredMean(values, [...values.keys()]);
  near(result.standardErrorSmallSample ?? 0, result.naiveStandardError ?? 1);
});

test("a single cluster has a mean and nothing to judge it by", () => {
  const result = clusteredMean([1, 2], ["a", "a"]);
  assert.deepEqual([result.mean, result.standardError, result.interval], [1.5, null, null]);
});

test("labels must match the values", () => {
  assert.throws(() => clusteredMean([1, 2, 3], ["a", "b"]), /expected one cluster label for each of 3 values, got 2/);
  assert.throws(() => clusteredMean([], []), RangeError);
  assert.throws(() => clusteredMean([Number.NaN], ["a"]), RangeError);
});
