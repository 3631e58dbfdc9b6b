import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, usage } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the decode rate is the tokens after the first read by their time: 9 in 90 ms are 100 a second", () => {
  assert.equal(trialMetrics(exampleTrial()).tokensPerSecond, 100);
});

test("one token, tokens of one instant and an answer that was not streamed have no decode rate: neither 0 nor infinite", () => {
  assert.equal(trialMetrics(exampleTrial({ usage: usage(1) })).tokensPerSecond, null);
  assert.equal(trialMetrics(exampleTrial({ lastTokenAtMs: 100 })).tokensPerSecond, null);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).tokensPerSecond, null);
});
