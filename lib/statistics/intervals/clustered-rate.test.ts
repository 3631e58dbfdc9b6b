import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { clusteredRate } from "./clustered-rate.js";

/** Passes by prompt: "110" are three answers, of which two passed. */
function ofPrompts(prompts: readonly string[]): readonly [boolean[], number[]] {
  const marks = prompts.flatMap((prompt, index) => [...prompt].map((mark) => [mark === "1", index] as const));
  return [marks.map(([passed]) => passed), marks.map(([, index]) => index)];
}

const prompts = ["111", "110", "000", "010", "111", "111", "100", "000", "111", "110", "011", "001"];

test("one answer a prompt is Wilson's interval", () => {
  // statsmodels 0.15.0: proportion_confint(8, 10, method="wilson")
  const { interval, method, effectiveN } = clusteredRate(...ofPrompts([..."1111111100"]));
  near(interval?.low ?? 0, 0.4901624715366417);
  near(interval?.high ?? 0, 0.9433178485456247);
  assert.deepEqual([method, effectiveN], ["wilson", 10]);
});

test("repeated answers count for fewer: statsmodels' clustered error in Wilson's formula", () => {
  // statsmodels 0.15.0: OLS on a constant, cov_type="cluster" with correction, gives the standard error 0.109521457; then
  // effective n and the roots of (rate - p)^2 = t^2 p (1 - p) / n by numpy.roots, t = scipy.stats.t.ppf(0.975, 11)
  const { rate, n, clusters, effectiveN, interval, reason } = clusteredRate(...ofPrompts(prompts));
  assert.deepEqual([n, clusters, reason], [36, 12, null]);
  near(rate, 0.5833333333333334);
  near(effectiveN, 20.263157894736846);
  near(interval?.low ?? 0, 0.3501036054661249);
  near(interval?.high ?? 0, 0.7844057581660302);
});

test("where all pass, or none, a prompt counts once and the interval is no point", () => {
  const all = clusteredRate(...ofPrompts(prompts.map(() => "11111")));
  assert.deepEqual([all.effectiveN, all.interval?.high], [12, 1]);
  // t^2 / (n + t^2) below 1: scipy.stats.t.ppf(0.975, 11) = 2.200985160091639
  near(all.interval?.low ?? 0, 12 / (12 + 2.200985160091639 ** 2));
  assert.equal(clusteredRate(...ofPrompts(prompts.map(() => "00"))).interval?.low, 0);
});

test("repetitions of fewer than ten prompts have no interval, and the reason is told", () => {
  const { interval, reason, rate } = clusteredRate(...ofPrompts(["11", "10", "11"]));
  assert.equal(interval, null);
  assert.match(reason ?? "", /3 clusters are too few/);
  near(rate, 5 / 6);
});

test("no answers, and labels that do not match, are one clear error", () => {
  assert.throws(() => clusteredRate([], []), RangeError);
  assert.throws(() => clusteredRate([true], [1, 2]), /one cluster label for each of 1 values, got 2/);
});
