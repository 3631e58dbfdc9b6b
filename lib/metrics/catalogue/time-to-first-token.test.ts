import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText, stalledTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("the time to first token is from dispatch to the first piece with text, not to the role chunk before it", () => {
  assert.equal(trialMetrics(exampleTrial({ dispatchedAtMs: 20 })).timeToFirstTokenMs, 80);
  assert.equal(trialMetrics(stalledTrial()).timeToFirstTokenMs, 200);
});

test("a trial that failed later keeps its time to first token; one without a token or a stream has none", () => {
  assert.equal(trialMetrics(exampleTrial({ outcome: failedAfterText() })).timeToFirstTokenMs, 100);
  assert.equal(trialMetrics(exampleTrial({ firstTokenAtMs: null })).timeToFirstTokenMs, null);
  assert.equal(trialMetrics(exampleTrial({ streamed: false })).timeToFirstTokenMs, null);
});
