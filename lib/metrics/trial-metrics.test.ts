import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exampleTrial, failedAfterText, later, stalledTrial } from "../../tests/support/metrics/trial.js";
import type { FailureClass, Trial } from "../types/index.js";
import { metricNames } from "./catalogue.js";
import { trialMetrics } from "./trial-metrics.js";

// Expected numbers are worked by hand from the formulas of the project's definitions.

test("a trial has every metric of the catalogue, who counted its tokens, and why it has no decode speed", () => {
  const metrics = trialMetrics(exampleTrial());
  assert.deepEqual(
    metricNames.filter((name) => metrics[name] === undefined),
    [],
  );
  assert.equal(metrics.tokenSource, "usage");
  assert.equal(metrics.tokensAfterFirstEstimated, true);
  assert.equal(metrics.noDecodeSpeedReason, null);
});

test("the worked example of the definitions comes out: TTFT 200, ITL 24.85, worst gap 500", () => {
  const metrics = trialMetrics(stalledTrial());
  assert.equal(metrics.timeToFirstTokenMs, 200);
  assert.equal(metrics.interTokenLatencyMs, (2660 - 200) / 99);
  assert.equal(metrics.worstGapMs, 500);
  assert.equal(metrics.chunkGapsMs?.length, 99);
});

test("a failed trial has no latency but keeps the time to first token that was observed", () => {
  const metrics = trialMetrics(exampleTrial({ outcome: failedAfterText(), usage: null }));
  assert.equal(metrics.timeToFirstTokenMs, 100);
  assert.equal(metrics.latencyMs, null);
  assert.equal(metrics.responseTimeMs, null);
  assert.equal(metrics.tokensPerSecondEndToEnd, null);
  assert.equal(metrics.outputTokens, null);
  assert.equal(metrics.tokenSource, null);
});

test("a trial read back from JSON gives the same numbers, and the numbers survive JSON", () => {
  const trial = stalledTrial();
  const again: Trial = JSON.parse(JSON.stringify(trial));
  assert.deepEqual(trialMetrics(again), trialMetrics(trial));
  assert.deepEqual(JSON.parse(JSON.stringify(trialMetrics(trial))), trialMetrics(trial));
});

test("only differences of instants matter: a whole trial later by whole milliseconds measures the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000_000 }), (byMs) => {
      assert.deepEqual(trialMetrics(later(byMs, stalledTrial())), trialMetrics(stalledTrial()));
    }),
    { numRuns: 50 },
  );
});

test("whatever failed, nothing unobserved is 0 or NaN", () => {
  const classes: FailureClass[] = ["connect_refused", "ttft_timeout", "truncated", "zero_output", "http_5xx", "engine"];
  for (const failureClass of classes) {
    const trial = exampleTrial({
      firstByteAtMs: null,
      firstTokenAtMs: null,
      firstAnswerTokenAtMs: null,
      lastTokenAtMs: null,
      usage: null,
      outcome: {
        ...failedAfterText(""),
        kind: "failed",
        class: failureClass,
        phase: "connect",
        message: "",
        status: null,
      },
    });
    const { noDecodeSpeedReason, ...numbers } = trialMetrics(trial);
    assert.equal(noDecodeSpeedReason, "no token arrived");
    for (const [name, value] of Object.entries(numbers)) {
      assert.equal(value, null, `${name} of a trial that ended with ${failureClass}`);
    }
  }
});
