import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the time to first answer token ends with the first visible text, so reasoning does not count", () => {
  const thought = exampleTrial({ dispatchedAtMs: 20, firstTokenAtMs: 100, firstAnswerTokenAtMs: 120 });
  assert.equal(trialMetrics(thought).timeToFirstAnswerTokenMs, 100);
});

test("an answer without visible text, or that was not streamed, has none", () => {
  assert.equal(trialMetrics(exampleTrial({ firstAnswerTokenAtMs: null })).timeToFirstAnswerTokenMs, null);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).timeToFirstAnswerTokenMs, null);
});
