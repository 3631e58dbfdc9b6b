import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { mannWhitney } from "./mann-whitney.js";

// Hollander and Wolfe (1973), p. 69f., permeability of the human chorioamnion: the example of R's wilcox.test.
const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const early = [1.15, 0.88, 0.9, 0.74, 1.21];

test("large samples that do not overlap at all have a p of 0, as in scipy", () => {
  // scipy 1.17.1: stats.mannwhitneyu(a, b, method="asymptotic")
  const low = Array.from({ length: 3000 }, (_, index) => index);
  const high = low.map((value) => value + 3000);
  assert.deepEqual([mannWhitney(high, low).p, mannWhitney(high, low, { alternative: "less" }).p], [0, 1]);
  assert.equal(mannWhitney(high, low).effectSize, 1);
});

test("the permeability data give the values that R's manual prints", () => {
  // R: wilcox.test(x, y, alternative = "g"): W = 35, p-value = 0.1272
  const result = mannWhitney(term, early, { alternative: "greater" });
  assert.deepEqual([result.statistic, result.method], [35, "exact"]);
  near(result.p, 0.1272061272061272);
  near(mannWhitney(term, early).p, 0.2544122544122544);
  near(mannWhitney(term, early, { alternative: "less" }).p, 0.8967698967698967);
});

test("exact tails are scipy's", () => {
  // scipy 1.17.1: stats.mannwhitneyu(a, b, alternative=..., method="exact"), U = 84
  const a = [12.1, 15.3, 9.8, 14.4, 11.7, 13.9, 10.2, 16.8, 12.9, 8.5, 13.1, 11.1];
  const b = [11.45, 15.95, 9.15, 12.65, 12.05, 12.75, 10.95, 14.55, 12.55, 8.95, 11.85, 10.05];
  assert.equal(mannWhitney(a, b).statistic, 84);
  near(mannWhitney(a, b).p, 0.5137225810936943);
  near(mannWhitney(a, b, { alternative: "greater" }).p, 0.25686129054684714);
  near(mannWhitney(a, b, { alternative: "less" }).p, 0.7612123708839283);
});

test("the far tails keep their digits on both sides", () => {
  // R 4.2.2: wilcox.test(101:145, 1:49)$p.value, wilcox.test(101:140, 1:30, alternative = "greater")$p.value,
  // wilcox.test(c(1, 102:149), 2:31)$p.value; the first two are 2 / choose(94, 45) and 1 / choose(70, 30)
  const upTo = (n: number, from = 0) => Array.from({ length: n }, (_, index) => from + index + 1);
  near(mannWhitney(upTo(45, 100), upTo(49)).p, 1.3383537282730128e-27);
  near(mannWhitney(upTo(49), upTo(45, 100)).p, 1.3383537282730128e-27);
  near(mannWhitney(upTo(40, 100), upTo(30), { alternative: "greater" }).p, 1.8067585035079663e-20);
  near(mannWhitney([1, ...upTo(48, 101)], upTo(30, 1)).p, 1.0326743304993608e-17);
});

test("ties go to the corrected normal distribution", () => {
  // scipy 1.17.1: stats.mannwhitneyu(x, y, alternative=..., method="asymptotic", use_continuity=True), U = 29.5
  const x = [1, 2, 2, 3, 4, 4, 5, 6, 7, 7];
  const y = [2, 3, 3, 4, 5, 8, 9, 9, 10];
  assert.deepEqual([mannWhitney(x, y).statistic, mannWhitney(x, y).method], [29.5, "normal"]);
  near(mannWhitney(x, y).p, 0.2176194932467148);
  near(mannWhitney(x, y, { alternative: "greater" }).p, 0.9057576490342549);
  near(mannWhitney(x, y, { alternative: "less" }).p, 0.1088097466233574);
});

test("the two samples share all pairs, and p does not depend on their order", () => {
  assert.equal(mannWhitney(term, early).statistic + mannWhitney(early, term).statistic, term.length * early.length);
  near(mannWhitney(term, early).p, mannWhitney(early, term).p);
});

test("values that are all the same tell nothing", () => {
  assert.deepEqual(mannWhitney([1, 1], [1, 1, 1]), { statistic: 3, p: 1, method: "normal", effectSize: 0 });
});

test("bad input is one clear error", () => {
  assert.throws(() => mannWhitney([], [1]), /expected a with at least 1 number/);
  assert.throws(() => mannWhitney([1], []), /expected b with at least 1 number/);
  assert.throws(() => mannWhitney([1], [Number.NaN]), RangeError);
});
