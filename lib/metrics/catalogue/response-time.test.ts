import assert from "node:assert/strict";
import { test } from "node:test";
import { failedAfterText, madeTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the response time is from when the plan wanted the request sent to the end", () => {
  assert.equal(trialMetrics(madeTrial({ intendedAtMs: 5, dispatchedAtMs: 20 })).responseTimeMs, 195);
});

test("a trial that failed has no response time", () => {
  assert.equal(trialMetrics(madeTrial({ outcome: failedAfterText() })).responseTimeMs, null);
});
