import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, exampleTrial, stalledTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the worst gap is the longest wait between two reads with text: the stall of 500 ms", () => {
  assert.equal(trialMetrics(stalledTrial()).worstGapMs, 500);
});

test("chunk gaps go from read to read that held text: role, usage and keep-alive make none", () => {
  const arrivals = [
    arrival(5, "role", 0, 0),
    arrival(100, "reasoning", 1),
    arrival(110, "comment", 2, 12),
    arrival(120, "answer", 3),
    arrival(120, "answer", 3),
    arrival(130, "empty", 4, 0),
    arrival(150, "tool-call", 5),
    arrival(160, "usage", 6, 0),
    arrival(161, "end", 7, 0),
  ];
  const metrics = trialMetrics(exampleTrial({ arrivals }));
  assert.deepEqual(metrics.chunkGapsMs, [20, 30]);
  assert.equal(metrics.worstGapMs, 30);
});

test("text that came in a single read has no chunk gap", () => {
  const metrics = trialMetrics(exampleTrial({ arrivals: [arrival(100, "answer", 1), arrival(100, "answer", 1)] }));
  assert.equal(metrics.chunkGapsMs, null);
  assert.equal(metrics.worstGapMs, null);
});
