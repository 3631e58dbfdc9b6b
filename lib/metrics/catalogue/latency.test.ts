import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("latency is from dispatch to the end, streamed or not", () => {
  assert.equal(trialMetrics(exampleTrial({ intendedAtMs: 5, dispatchedAtMs: 20 })).latencyMs, 180);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).latencyMs, 200);
});

test("a trial that failed has no latency", () => {
  assert.equal(trialMetrics(exampleTrial({ outcome: failedAfterText() })).latencyMs, null);
});
