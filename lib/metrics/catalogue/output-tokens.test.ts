import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, arrival, exampleTrial, usage } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

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
