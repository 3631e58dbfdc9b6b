import assert from "node:assert/strict";

/** For tests: the number is the expected one but for a relative error (absolute for 0), 1e-9 by default. */
export function near(actual: number, expected: number, tolerance = 1e-9, message = ""): void {
  const error = Math.abs(actual - expected);
  const allowed = tolerance * (expected === 0 ? 1 : Math.abs(expected));
  assert.ok(error <= allowed, `${message} expected ${expected}, got ${actual}`.trim());
}
