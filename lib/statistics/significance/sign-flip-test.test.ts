import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { seededRandom } from "../random.js";
import { signFlipTest } from "./sign-flip-test.js";

// Darwin (1876), cross- minus self-fertilised maize, eighths of an inch, in Fisher (1935), section 17.
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

test("Darwin's maize gives Fisher's counts: 863 of 32,768 one way, 1726 both ways", () => {
  const greater = signFlipTest(maize, { alternative: "greater" });
  assert.deepEqual([greater.extreme, greater.patterns, greater.method], [863, 32_768, "exact"]);
  assert.equal(greater.p, 863 / 32_768);
  const both = signFlipTest(maize);
  assert.deepEqual([both.extreme, both.patterns], [1726, 32_768]);
  assert.equal(both.p, 1726 / 32_768);
});

test("the unit of the differences does not matter, though eighths become decimals", () => {
  assert.equal(signFlipTest(maize.map((value) => value / 80)).p, 1726 / 32_768);
});

test("p is scipy's permutation test", () => {
  // scipy 1.17.1: permutation_test((d,), mean, permutation_type="samples", n_resamples=inf): 212, 106 and 3992 of 4096
  const differences = [7, -6, 7.5, 18, -3, 12, -7.25, 23, 4, -4.5, 13, 11];
  assert.equal(signFlipTest(differences).p, 212 / 4096);
  assert.equal(signFlipTest(differences, { alternative: "greater" }).p, 106 / 4096);
  assert.equal(signFlipTest(differences, { alternative: "less" }).p, 3992 / 4096);
});

test("sums of decimals that are equal on paper count as equal", () => {
  // Counted with Python's fractions.Fraction over all 256 patterns: 20 at least as large, 244 at most as large
  const differences = [0.1, 0.2, 0.3, -0.1, 0.4, -0.3, 0.6, 0.2];
  assert.equal(signFlipTest(differences, { alternative: "greater" }).extreme, 20);
  assert.equal(signFlipTest(differences, { alternative: "less" }).extreme, 244);
  assert.equal(signFlipTest(differences).p, 40 / 256);
});

test("differences that are all 0 tell nothing", () => {
  assert.equal(signFlipTest([0, 0, 0]).p, 1);
});

test("many differences are judged by a seeded sample that agrees with the normal distribution", () => {
  const differences = Array.from({ length: 100 }, (_, index) => Math.sin(index) + 0.15);
  const result = signFlipTest(differences);
  assert.equal(result.method, "monte-carlo");
  assert.deepEqual(result, signFlipTest(differences));
  // Mean 0.1510, root mean square 0.7244: z = 10 x 0.1510 / 0.7244 = 2.085, two-sided p = 0.0371
  near(result.p, 0.0371, 0.15);
});

test("a sampled p is never 0", () => {
  assert.equal(signFlipTest(new Array(50).fill(1), { resamples: 1000, alternative: "greater" }).p, 1 / 1001);
});

test("equal arms are called different about as often as the level says", () => {
  const random = seededRandom(11);
  const noise = () => random.next32() / 2 ** 32 - 0.5;
  let rejected = 0;
  for (let round = 0; round < 1000; round++) {
    if (signFlipTest(Array.from({ length: 12 }, noise)).p <= 0.05) rejected++;
  }
  assert.ok(rejected >= 30 && rejected <= 70, `rejected ${rejected} of 1000`);
});

test("bad input is one clear error", () => {
  assert.throws(() => signFlipTest([]), RangeError);
  assert.throws(() => signFlipTest([Number.NaN]), RangeError);
  assert.throws(() => signFlipTest([1], JSON.parse('{"alternative": "both"}')), /got "both"/);
});
