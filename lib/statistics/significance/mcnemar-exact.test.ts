import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { mcNemarExact } from "./mcnemar-exact.js";

test("p is that of statsmodels", () => {
  // statsmodels 0.15.0: mcnemar([[0, b], [c, 0]], exact=True).pvalue
  const known: readonly (readonly [number, number, number])[] = [
    [3, 12, 0.03515625],
    [5, 5, 1],
    [0, 6, 0.03125],
    [10, 25, 0.016673847800120715],
    [1, 0, 1],
    [86, 150, 3.7159361395713866e-5],
    [700, 800, 0.010559255466711506],
  ];
  for (const [b, c, p] of known) near(mcNemarExact(b, c).p, p, 1e-9, `${b}, ${c}:`);
});

test("small counts give p to the last digit", () => {
  assert.equal(mcNemarExact(3, 12).p, 0.03515625);
  assert.equal(mcNemarExact(0, 6).p, 0.03125);
});

test("no flips tell nothing", () => {
  assert.deepEqual(mcNemarExact(0, 0), { p: 1, discordant: 0, oddsRatio: null });
});

test("the direction does not matter for p and turns the odds round", () => {
  assert.equal(mcNemarExact(3, 12).p, mcNemarExact(12, 3).p);
  assert.equal(mcNemarExact(3, 12).oddsRatio, 4);
  assert.equal(mcNemarExact(12, 3).oddsRatio, 0.25);
});

test("counts are whole numbers from 0", () => {
  assert.throws(() => mcNemarExact(-1, 2), /expected b to be a whole number of at least 0, got -1/);
  assert.throws(() => mcNemarExact(1, 0.5), /expected c/);
});
