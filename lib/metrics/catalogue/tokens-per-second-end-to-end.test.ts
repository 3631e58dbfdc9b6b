import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the end-to-end rate is all output tokens by the latency, streamed or not", () => {
  assert.equal(trialMetrics(exampleTrial({ dispatchedAtMs: 20 })).tokensPerSecondEndToEnd, (10 / 180) * 1000);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).tokensPerSecondEndToEnd, 50);
});

test("a trial that failed, was not counted or took no time has no end-to-end rate", () => {
  assert.equal(trialMetrics(exampleTrial({ outcome: failedAfterText() })).tokensPerSecondEndToEnd, null);
  assert.equal(trialMetrics(exampleTrial({ usage: null })).tokensPerSecondEndToEnd, null);
  assert.equal(trialMetrics(exampleTrial({ endAtMs: 0 })).tokensPerSecondEndToEnd, null);
});
