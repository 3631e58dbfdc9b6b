import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { wilcoxonSignedRank } from "./wilcoxon-signed-rank.js";

// Hollander and Wolfe (1973), p. 29f., depression scale at two visits: the example of R's wilcox.test.
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

test("the depression data give the values that R's manual prints", () => {
  // R: wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p-value = 0.01953
  const result = wilcoxonSignedRank(before, after, { alternative: "greater" });
  assert.deepEqual([result.statistic, result.p, result.method, result.n], [40, 0.01953125, "exact", 9]);
  assert.equal(wilcoxonSignedRank(before, after).p, 0.0390625);
});

test("pairs and their differences are the same test", () => {
  const differences = before.map((value, index) => value - (after[index] ?? 0));
  assert.deepEqual(wilcoxonSignedRank(differences), wilcoxonSignedRank(before, after));
});

test("exact tails are scipy's", () => {
  // scipy 1.17.1: stats.wilcoxon(d, alternative=..., method="exact"), V = 64
  const differences = [7, -6, 7.5, 18, -3, 12, -7.25, 23, 4, -4.5, 13, 11];
  assert.equal(wilcoxonSignedRank(differences).statistic, 64);
  near(wilcoxonSignedRank(differences).p, 0.05224609375);
  near(wilcoxonSignedRank(differences, { alternative: "greater" }).p, 0.026123046875);
  near(wilcoxonSignedRank(differences, { alternative: "less" }).p, 0.978759765625);
  const more = [
    1, 13.01, -24.98, -11.97, 24.04, 11.05, 23.06, -9.93, -21.92, 9.09, 21.1, 8.11, -19.88, -6.87, 19.14, 6.15, 18.16,
    -4.83, -16.82, 4.19, 16.2, 3.21, -14.78, -1.77, 14.24,
  ];
  near(wilcoxonSignedRank(more).p, 0.4741646647453308);
});

test("ties and zeros go to the corrected normal distribution", () => {
  // scipy 1.17.1: stats.wilcoxon(d, method="approx", correction=True, zero_method="wilcox"), as R with exact = FALSE
  const differences = [1, 2, 2, -1, 3, 0, 4, -2, 5, 5, -3, 6, 0, 7, 2];
  const result = wilcoxonSignedRank(differences);
  assert.deepEqual([result.statistic, result.method, result.n], [77.5, "normal", 13]);
  near(result.p, 0.027092241721390603);
  near(wilcoxonSignedRank(differences, { alternative: "greater" }).p, 0.013546120860695302);
  near(wilcoxonSignedRank(differences, { alternative: "less" }).p, 0.9887065559179101);
});

test("49 differences are still counted, 50 go to the normal distribution, as in R", () => {
  // scipy 1.17.1: stats.wilcoxon(d, method="exact"), and method="approx", correction=True with a 50th difference
  const differences = Array.from({ length: 49 }, (_, index) => (index + 1) * (index % 3 === 0 ? -1 : 1));
  const exact = wilcoxonSignedRank(differences);
  const normal = wilcoxonSignedRank([...differences, 50]);
  assert.deepEqual([exact.method, normal.method], ["exact", "normal"]);
  near(exact.p, 0.06248542836759796);
  near(normal.p, 0.04070768613514751);
});

test("counting all sign patterns of the ranks is exact with ties and zeros as well", () => {
  // Counted with numpy 2.4.6 over all 2^13 sign patterns of scipy's rankdata(abs(d)): 105 with a sum of at least 97.5
  const differences = [1, 2, 2, -1, 3, 0, 4, -2, 5, 5, -3, 6, 0, 7, 2];
  const counted = wilcoxonSignedRank(differences, { exact: true });
  assert.deepEqual([counted.method, counted.n, counted.statistic], ["exact", 13, 97.5]);
  assert.equal(counted.p, (2 * 105) / 8192);
  assert.equal(wilcoxonSignedRank([1, 1, 1, 1, 1, 1], { exact: true }).p, 2 / 64);
  assert.equal(wilcoxonSignedRank([0, 0, 0], { exact: true }).p, 1);
  assert.equal(wilcoxonSignedRank(before, after, { exact: true }).p, wilcoxonSignedRank(before, after).p);
});

test("differences that are all 0 tell nothing", () => {
  assert.deepEqual(wilcoxonSignedRank([0, 0]), { statistic: 0, p: 1, n: 0, method: "normal", effectSize: null });
});

test("bad input is one clear error", () => {
  assert.throws(() => wilcoxonSignedRank([]), RangeError);
  assert.throws(() => wilcoxonSignedRank([1, 2], [1]), /expected as many values/);
  assert.throws(() => wilcoxonSignedRank([Number.NaN]), RangeError);
});
