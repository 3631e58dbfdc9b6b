import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, usage } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("of 10 tokens, one an event, 9 arrived after the first read", () => {
  assert.equal(trialMetrics(exampleTrial()).tokensAfterFirst, 9);
});

test("tokens that nobody counted, one token, and an answer that was not streamed have none after the first read", () => {
  assert.equal(trialMetrics(exampleTrial({ usage: null })).tokensAfterFirst, null);
  assert.equal(trialMetrics(exampleTrial({ usage: usage(1) })).tokensAfterFirst, null);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).tokensAfterFirst, null);
});
