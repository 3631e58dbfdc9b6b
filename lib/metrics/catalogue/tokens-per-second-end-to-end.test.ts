import assert from "node:assert/strict";
import { test } from "node:test";
import { failedAfterText, madeTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the end-to-end rate is all output tokens by the latency, streamed or not", () => {
  assert.equal(trialMetrics(madeTrial({ dispatchedAtMs: 20 })).tokensPerSecondEndToEnd, (10 / 180) * 1000);
  assert.equal(trialMetrics(madeTrial({ streamed: false })).tokensPerSecondEndToEnd, 50);
});

test("a trial that failed, was not counted or took no time has no end-to-end rate", () => {
  assert.equal(trialMetrics(madeTrial({ outcome: failedAfterText() })).tokensPerSecondEndToEnd, null);
  assert.equal(trialMetrics(madeTrial({ usage: null })).tokensPerSecondEndToEnd, null);
  assert.equal(trialMetrics(madeTrial({ endAtMs: 0 })).tokensPerSecondEndToEnd, null);
});
