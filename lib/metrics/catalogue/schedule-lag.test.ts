import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("schedule lag is how late the request was sent, the first time", () => {
  assert.equal(trialMetrics(exampleTrial({ intendedAtMs: 5, dispatchedAtMs: 20 })).scheduleLagMs, 15);
  const attempts = [
    { dispatchedAtMs: 9, endAtMs: 12, class: "rate_limited", status: 429, message: "", waitMs: 8 },
  ] as const;
  assert.equal(trialMetrics(exampleTrial({ intendedAtMs: 5, dispatchedAtMs: 20, attempts })).scheduleLagMs, 4);
});

test("a closed loop has no schedule lag, also not 0", () => {
  assert.equal(trialMetrics(exampleTrial()).scheduleLagMs, null);
});
