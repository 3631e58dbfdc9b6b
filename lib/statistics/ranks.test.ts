import assert from "node:assert/strict";
import { test } from "node:test";
import { midRanks, tieCorrection } from "./ranks.js";

test("ties share the mean of their ranks", () => {
  // scipy 1.17.1: stats.rankdata([3, 1, 3, 2, 3, 1])
  const { ranks, tieSizes } = midRanks(Float64Array.of(3, 1, 3, 2, 3, 1));
  assert.deepEqual([...ranks], [5, 1.5, 5, 3, 5, 1.5]);
  assert.deepEqual(tieSizes, [2, 3]);
  assert.equal(tieCorrection(tieSizes), 6 + 24);
});

test("separate groups of ties do not run into each other", () => {
  assert.deepEqual([...midRanks(Float64Array.of(1, 1, 2, 2)).ranks], [1.5, 1.5, 3.5, 3.5]);
});
