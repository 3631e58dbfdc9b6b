import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNumber } from "./check-number.js";

test("the last number counts, and LaTeX's box before it", () => {
  assert.equal(checkNumber("48 + 24 = 72 clips, so 72.", { expected: 72 }).matches, true);
  assert.equal(checkNumber("72 is not it, it is 71", { expected: 72 }).matches, false);
  assert.deepEqual(checkNumber("So $\\boxed{72}$ (step 3).", { expected: 72 }), {
    ...{ matches: true, written: "72", reason: "the last number in \\boxed{…} is 72" },
  });
});

test("an answer without a number does not match, and says so", () => {
  assert.deepEqual(checkNumber("Seventy-two.", { expected: 72 }), {
    ...{ matches: false, written: null, reason: "no number in the answer" },
  });
});

test("a tolerance is the largest difference, itself included", () => {
  // In binary 1.1 - 1 is a little more than 0.1.
  assert.ok(1.1 - 1 > 0.1);
  assert.equal(checkNumber("1.1", { expected: 1, tolerance: 0.1 }).matches, true);
  assert.equal(checkNumber("3.15", { expected: 3.14, tolerance: 0.01 }).matches, true);
  assert.equal(checkNumber("3.16", { expected: 3.14, tolerance: 0.01 }).matches, false);
  assert.equal(checkNumber("1000000001", { expected: 1e9 }).matches, false);
});

test("where the verdict depends on what a comma means there is none", () => {
  assert.equal(checkNumber("1,234", { expected: 1234 }).matches, true);
  assert.deepEqual(checkNumber("1,234", { expected: 1.234 }), {
    matches: null,
    written: "1,234",
    reason: "the last number is 1,234, which is 1.234 only where commas and points are exchanged",
  });
  assert.equal(checkNumber("1.234", { expected: 1234 }).matches, null);
  assert.equal(checkNumber("1,234", { expected: 5 }).matches, false);
});

test("a percentage is right as its number and as its share", () => {
  assert.equal(checkNumber("It is 7 %.", { expected: 7 }).matches, true);
  assert.equal(checkNumber("It is 7 %.", { expected: 0.07 }).matches, true);
  assert.equal(checkNumber("It is 7.2%.", { expected: 0.072 }).matches, true);
  assert.equal(checkNumber("It is 7.", { expected: 0.07 }).matches, false);
});
