import assert from "node:assert/strict";
import { test } from "node:test";
import { failedAfterText, madeTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("latency is from dispatch to the end, streamed or not", () => {
  assert.equal(trialMetrics(madeTrial({ intendedAtMs: 5, dispatchedAtMs: 20 })).latencyMs, 180);
  assert.equal(trialMetrics(madeTrial({ streamed: false })).latencyMs, 200);
});

test("a trial that failed has no latency", () => {
  assert.equal(trialMetrics(madeTrial({ outcome: failedAfterText() })).latencyMs, null);
});
