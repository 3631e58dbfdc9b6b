import assert from "node:assert/strict";
import { test } from "node:test";
import { improvementPercent, reductionPercent } from "./relative-change.js";

test("a reduction is of the baseline and positive when less", () => {
  assert.equal(reductionPercent(200, 150), 25);
  assert.equal(reductionPercent(100, 130), -30);
});

test("an improvement of a rate is of the baseline and positive when more", () => {
  assert.equal(improvementPercent(20, 25), 25);
  assert.equal(improvementPercent(20, 15), -25);
});

test("nothing to compare with is null", () => {
  assert.equal(reductionPercent(null, 1), null);
  assert.equal(reductionPercent(1, null), null);
  assert.equal(reductionPercent(0, 1), null);
  assert.equal(improvementPercent(0, 1), null);
});

test("a change that is larger than any number is unknown, not infinite", () => {
  // RFC 8259, section 6: JSON has no infinity, so no file of a run could hold it.
  assert.equal(improvementPercent(1e-300, 1e300), null);
  assert.equal(reductionPercent(1e-300, 1e300), null);
});
