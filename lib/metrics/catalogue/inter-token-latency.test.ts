import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, stalledTrial, usage } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the inter-token latency is the time from the first token to the last by tokens: 90 ms by 9, and 24.85 with a stall", () => {
  assert.equal(trialMetrics(exampleTrial()).interTokenLatencyMs, 10);
  assert.equal(trialMetrics(stalledTrial()).interTokenLatencyMs, (2660 - 200) / 99);
});

test("one token, tokens of one instant and an answer that was not streamed have no inter-token latency", () => {
  assert.equal(trialMetrics(exampleTrial({ usage: usage(1) })).interTokenLatencyMs, null);
  assert.equal(trialMetrics(exampleTrial({ lastTokenAtMs: 100 })).interTokenLatencyMs, null);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).interTokenLatencyMs, null);
});
