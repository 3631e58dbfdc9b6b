import assert from "node:assert/strict";
import { test } from "node:test";
import { madeTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("input tokens are what the trial's own source told, and null where it told nothing", () => {
  assert.equal(trialMetrics(madeTrial()).inputTokens, 8);
  assert.equal(trialMetrics(madeTrial({ usage: null })).inputTokens, null);
  assert.equal(trialMetrics(madeTrial(), { tokenSource: "whitespace" }).inputTokens, null);
});
