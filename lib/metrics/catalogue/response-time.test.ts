import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the response time is from when the plan wanted the request sent to the end", () => {
  assert.equal(trialMetrics(exampleTrial({ intendedAtMs: 5, dispatchedAtMs: 20 })).responseTimeMs, 195);
});

test("a trial that failed has no response time", () => {
  assert.equal(trialMetrics(exampleTrial({ outcome: failedAfterText() })).responseTimeMs, null);
});
