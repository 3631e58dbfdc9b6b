import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  answered,
  arrival,
  exampleTrial,
  failedAfterText,
  later,
  stalledTrial,
  usage,
} from "../../tests/support/metrics/trial.js";
import type { FailureClass, Trial } from "../types/index.js";
import { trialMetrics } from "./trial-metrics.js";

// Expected numbers are worked by hand from the formulas of the project's definitions.

test("an answered trial has every number by its definition", () => {
  const metrics = trialMetrics(exampleTrial({ dispatchedAtMs: 20, intendedAtMs: 5, firstAnswerTokenAtMs: 120 }));
  assert.equal(metrics.timeToFirstTokenMs, 80);
  assert.equal(metrics.timeToFirstAnswerTokenMs, 100);
  assert.equal(metrics.latencyMs, 180);
  assert.equal(metrics.responseTimeMs, 195);
  assert.equal(metrics.scheduleLagMs, 15);
  assert.equal(metrics.outputTokens, 10);
  assert.equal(metrics.inputTokens, 8);
  assert.equal(metrics.tokenSource, "usage");
  assert.equal(metrics.interTokenLatencyMs, 10);
  assert.equal(metrics.tokensPerSecond, 100);
  assert.equal(metrics.tokensAfterFirst, 9);
  assert.equal(metrics.noDecodeSpeedReason, null);
  assert.equal(metrics.tokensPerSecondEndToEnd, (10 / 180) * 1000);
});

test("connecting is what a new connection took after dispatch, nothing where one stood, and unknown where nobody tells", () => {
  const connecting = (changes: Partial<Trial>) =>
    trialMetrics(exampleTrial({ dispatchedAtMs: 20, ...changes })).connectingMs;
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 55 }), 35);
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 20 }), 0);
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: 4 }), 0, "it stood before");
  assert.equal(connecting({ newConnection: false, connectionReadyAtMs: 55 }), 0, "waiting for one in use is queueing");
  assert.equal(connecting({ newConnection: true, connectionReadyAtMs: null }), null);
  assert.equal(connecting({ newConnection: null, connectionReadyAtMs: null }), null);
  assert.equal(connecting({}), null, "a run of an older Benchbook");
});

test("the worked example of the definitions comes out: TTFT 200, ITL 24.85, worst gap 500", () => {
  const metrics = trialMetrics(stalledTrial());
  assert.equal(metrics.timeToFirstTokenMs, 200);
  assert.equal(metrics.interTokenLatencyMs, (2660 - 200) / 99);
  assert.equal(metrics.worstGapMs, 500);
  assert.equal(metrics.chunkGapsMs?.length, 99);
});

test("a closed loop has no schedule lag, also not 0", () => {
  assert.equal(trialMetrics(exampleTrial()).scheduleLagMs, null);
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

test("an answer that came whole has a latency, and neither a first token nor a decode speed", () => {
  const metrics = trialMetrics(
    exampleTrial({ streamed: false, firstTokenAtMs: 200, firstAnswerTokenAtMs: 200, lastTokenAtMs: 200 }),
  );
  assert.equal(metrics.latencyMs, 200);
  assert.equal(metrics.timeToFirstTokenMs, null);
  assert.equal(metrics.timeToFirstAnswerTokenMs, null);
  assert.equal(metrics.interTokenLatencyMs, null);
  assert.equal(metrics.tokensPerSecond, null);
  assert.equal(metrics.tokensPerSecondEndToEnd, 50);
});

test("tokens that all came in one instant have no decode speed: neither 0 nor infinite", () => {
  const metrics = trialMetrics(exampleTrial({ lastTokenAtMs: 100 }));
  assert.equal(metrics.interTokenLatencyMs, null);
  assert.equal(metrics.tokensPerSecond, null);
});

test("one token has no inter-token latency", () => {
  const metrics = trialMetrics(exampleTrial({ usage: usage(1) }));
  assert.equal(metrics.interTokenLatencyMs, null);
  assert.equal(metrics.tokensPerSecond, null);
  assert.equal(metrics.outputTokens, 1);
});

test("chunk gaps go from read to read that held text: role, usage and keep-alive make none", () => {
  const arrivals = [
    arrival(5, "role", 0, 0),
    arrival(100, "reasoning", 1),
    arrival(110, "comment", 2, 12),
    arrival(120, "answer", 3),
    arrival(120, "answer", 3),
    arrival(130, "empty", 4, 0),
    arrival(150, "tool-call", 5),
    arrival(160, "usage", 6, 0),
    arrival(161, "end", 7, 0),
  ];
  const metrics = trialMetrics(exampleTrial({ arrivals }));
  assert.deepEqual(metrics.chunkGapsMs, [20, 30]);
  assert.equal(metrics.worstGapMs, 30);
});

test("text that came in a single read has no chunk gap", () => {
  const metrics = trialMetrics(exampleTrial({ arrivals: [arrival(100, "answer", 1), arrival(100, "answer", 1)] }));
  assert.equal(metrics.chunkGapsMs, null);
  assert.equal(metrics.worstGapMs, null);
});

test("tokens are what the source told and never the number of chunks", () => {
  const arrivals = [1, 2, 3].map((read) => arrival(100 + read, "answer", read));
  assert.equal(trialMetrics(exampleTrial({ arrivals, usage: usage(9, "server-timings") })).outputTokens, 9);
  assert.equal(trialMetrics(exampleTrial({ arrivals, usage: null })).outputTokens, null);
});

test("words are counted only when they are asked for", () => {
  const trial = exampleTrial({ outcome: answered("  one two\nthree  "), usage: usage(9) });
  const metrics = trialMetrics(trial, { tokenSource: "whitespace" });
  assert.equal(metrics.outputTokens, 3);
  assert.equal(metrics.tokenSource, "whitespace");
  assert.equal(metrics.inputTokens, null);
});

test("a text that was not kept cannot be counted in words", () => {
  const trial = exampleTrial({ outcome: answered(""), arrivals: [arrival(100, "answer", 1)] });
  assert.equal(trialMetrics(trial, { tokenSource: "whitespace" }).outputTokens, null);
});

test("asking for a source that did not count gives null instead of another source's count", () => {
  const metrics = trialMetrics(exampleTrial({ usage: usage(9, "usage") }), { tokenSource: "engine" });
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
