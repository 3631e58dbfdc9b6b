import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText } from "../../tests/support/metrics/trial.js";
import type { ServerTimes } from "../types/index.js";
import { ratePerSecond, serverTimeMs } from "./server-account.js";
import { trialMetrics } from "./trial-metrics.js";

const nothing: ServerTimes = {
  ...{ source: "llama.cpp", queueMs: null, loadMs: null, promptMs: null, promptTokens: null },
  ...{ decodeMs: null, decodeTokens: null, totalMs: null },
};

test("a server's time is its total, or what its parts come to where that is more", () => {
  assert.equal(serverTimeMs({ ...nothing, promptMs: 20, decodeMs: 100 }), 120, "llama.cpp tells no total");
  assert.equal(serverTimeMs({ ...nothing, loadMs: 14, promptMs: 20, decodeMs: 100, totalMs: 150 }), 150, "Ollama's");
  assert.equal(serverTimeMs({ ...nothing, queueMs: 30, promptMs: 20, decodeMs: 100, totalMs: 120 }), 150, "Groq's");
  assert.equal(serverTimeMs({ ...nothing, totalMs: 150 }), 150);
  assert.equal(serverTimeMs(nothing), null);
});

test("the metrics of the account: rates over the server's own times, and what the client waited beyond them", () => {
  // The recorded llama-chat-timings: prompt_per_second and predicted_per_second as llama.cpp itself computed them.
  const serverTimes = { ...nothing, promptMs: 63.056, promptTokens: 10, decodeMs: 39.669, decodeTokens: 3 };
  const metrics = trialMetrics(exampleTrial({ serverTimes }));
  assert.ok(Math.abs(Number(metrics.serverPromptTokensPerSecond) - 158.58919056077139) < 1e-9);
  assert.ok(Math.abs(Number(metrics.serverDecodeTokensPerSecond) - 75.62580352416245) < 1e-9);
  assert.ok(Math.abs(Number(metrics.clientMinusServerMs) - (200 - 63.056 - 39.669)) < 1e-9);
});

test("what the server did not tell is null, and so is everything where it told nothing", () => {
  const names = ["serverPromptTokensPerSecond", "serverDecodeTokensPerSecond", "clientMinusServerMs"] as const;
  for (const changes of [
    {},
    { serverTimes: nothing },
    { serverTimes: { ...nothing, promptTokens: 9, decodeTokens: 9 } },
  ])
    for (const name of names) assert.equal(trialMetrics(exampleTrial(changes))[name], null, name);
  const one = { ...nothing, promptMs: 5, promptTokens: 8, decodeMs: 0.001, decodeTokens: 0 };
  assert.equal(trialMetrics(exampleTrial({ serverTimes: one })).serverDecodeTokensPerSecond, null, "a single token");
  const failed = trialMetrics(exampleTrial({ serverTimes: one, outcome: failedAfterText() }));
  assert.equal(failed.clientMinusServerMs, null);
  assert.equal(failed.serverPromptTokensPerSecond, 1600, "observed before it broke");
  assert.equal(ratePerSecond(0, 5), null);
  assert.equal(ratePerSecond(5, 0), null);
});
