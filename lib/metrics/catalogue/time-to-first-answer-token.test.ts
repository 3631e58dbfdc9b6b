import assert from "node:assert/strict";
import { test } from "node:test";
import { madeTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the time to first answer token ends with the first visible text, so reasoning does not count", () => {
  const thought = madeTrial({ dispatchedAtMs: 20, firstTokenAtMs: 100, firstAnswerTokenAtMs: 120 });
  assert.equal(trialMetrics(thought).timeToFirstAnswerTokenMs, 100);
});

test("an answer without visible text, or that was not streamed, has none", () => {
  assert.equal(trialMetrics(madeTrial({ firstAnswerTokenAtMs: null })).timeToFirstAnswerTokenMs, null);
  assert.equal(trialMetrics(madeTrial({ streamed: false })).timeToFirstAnswerTokenMs, null);
});
