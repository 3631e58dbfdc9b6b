import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { pairedTTest } from "./paired-t-test.js";

// Student (1908): extra hours of sleep with two drugs; `sleep` in R.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("Student's sleep data give R's printed test", () => {
  // R: t.test(sleep$extra[1:10], sleep$extra[11:20], paired = TRUE)
  const result = pairedTTest(first, second);
  near(result.t, -4.06212768338204, 1e-12);
  assert.equal(result.degreesOfFreedom, 9);
  near(result.p, 0.00283289019738427);
  near(result.interval.low, -2.4598857632769824);
  near(result.interval.high, -0.7001142367230178);
  near(result.meanDifference, -1.58);
});

test("one-sided values and other confidences are scipy's", () => {
  // scipy 1.17.1: stats.ttest_rel(a, b, alternative=...); .confidence_interval(.99)
  const a = [12.1, 15.3, 9.8, 14.4, 11.7, 13.9, 10.2, 16.8, 12.9, 8.5, 13.1, 11.1];
  const b = [11.4, 15.9, 9.1, 12.6, 12, 12.7, 10.9, 14.5, 12.5, 8.9, 11.8, 10];
  near(pairedTTest(a, b).t, 2.2242368469772242);
  near(pairedTTest(a, b).p, 0.04800818545310266);
  near(pairedTTest(a, b, { alternative: "greater" }).p, 0.02400409272655133);
  near(pairedTTest(a, b, { alternative: "less" }).p, 0.9759959072734486);
  near(pairedTTest(a, b, { confidence: 0.99 }).interval.low, -0.2477168938191442);
  near(pairedTTest(a, b, { confidence: 0.99 }).interval.high, 1.497716893819144);
});

test("turning the pairs round turns the sign", () => {
  assert.equal(pairedTTest(second, first).t, -pairedTTest(first, second).t);
  near(pairedTTest(second, first).p, pairedTTest(first, second).p);
});

test("differences that are the same but for rounding have no t, as R says of data that are essentially constant", () => {
  assert.throws(() => pairedTTest([1.1, 2.1, 3.1, 4.1], [1, 2, 3, 4]), /expected differences that vary/);
});

test("bad input is one clear error", () => {
  assert.throws(() => pairedTTest([1, 2], [1]), RangeError);
  assert.throws(() => pairedTTest([1, 2, 3], [1, 2]), /expected as many values in b as in a, got 2 and 3/);
  assert.throws(() => pairedTTest([2, 3], [1, 2]), /expected differences that vary/);
  assert.throws(() => pairedTTest([1, Number.NaN], [1, 2]), RangeError);
});
