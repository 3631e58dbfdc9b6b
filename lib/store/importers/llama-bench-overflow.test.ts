import assert from "node:assert/strict";
import { test } from "node:test";
import { overflowedDeviation } from "./llama-bench-overflow.js";

test("the deviation that llama-bench stored for a repetition of ten seconds is what its words of 64 bits leave", () => {
  // samples_ns and stddev_ns as llama-bench wrote them; the true deviation is 5257485793 (Python: statistics.stdev)
  assert.equal(overflowedDeviation([10020664373, 966630691, 863115581]), 4291594672);
});

test("short tests do not overflow", () => {
  assert.equal(overflowedDeviation([336948513, 299191935, 257290703]), null);
  assert.equal(overflowedDeviation([5e9]), null);
});
