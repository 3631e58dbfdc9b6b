import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("input tokens are what the trial's own source told, and null where it told nothing", () => {
  assert.equal(trialMetrics(exampleTrial()).inputTokens, 8);
  assert.equal(trialMetrics(exampleTrial({ usage: null })).inputTokens, null);
  assert.equal(trialMetrics(exampleTrial(), { tokenSource: "whitespace" }).inputTokens, null);
});
