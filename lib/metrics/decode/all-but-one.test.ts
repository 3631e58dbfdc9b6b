import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream, inReadsOf, oneByOne } from "../../../tests/support/metrics/decode/streams.js";
import { trialMetrics } from "../trial-metrics.js";
import { trialsAsSealed } from "./all-but-one.js";

const streams = [
  exampleStream(inReadsOf(16, oneByOne(64)), { outputTokens: 64 }),
  exampleStream(oneByOne(25), { outputTokens: 1025, reasoningTokens: 1000 }),
  exampleStream(oneByOne(6, { text: " a b c d e f g h", tokens: 8 }), { outputTokens: 48 }),
  exampleStream(oneByOne(25), { outputTokens: 26 }),
];

test("a run that was sealed by the older definition is counted by it: (n - 1) / (last - first)", () => {
  for (const manifest of [{}, { summarySchema: 1 }, { summarySchema: 2 }] as const)
    for (const [index, trial] of trialsAsSealed(streams, manifest).entries()) {
      const found = trialMetrics(trial);
      const decodeMs = Number(trial.lastTokenAtMs) - Number(trial.firstTokenAtMs);
      assert.equal(found.tokensPerSecond, ((Number(found.outputTokens) - 1) / decodeMs) * 1000);
      assert.equal(found.interTokenLatencyMs, decodeMs / (Number(found.outputTokens) - 1));
      const { tokensAfterFirst: _, tokensAfterFirstEstimated: __, ...rest } = found;
      const now = trialMetrics(streams[index] ?? trial);
      assert.deepEqual({ ...rest, tokensPerSecond: 0, interTokenLatencyMs: 0 }, { ...without(now) });
    }
});

test("a run that is sealed today is counted by today's", () => {
  assert.equal(trialsAsSealed(streams, { summarySchema: 3 }), streams);
});

test("what had no speed has none", () => {
  const none = [
    exampleStream(oneByOne(5), null),
    exampleStream(oneByOne(1), { outputTokens: 1 }),
    exampleStream(inReadsOf(5, oneByOne(5)), { outputTokens: 5 }),
    { ...exampleStream(oneByOne(5), { outputTokens: 5 }), streamed: false },
  ];
  for (const trial of trialsAsSealed(none, {})) assert.equal(trialMetrics(trial).tokensPerSecond, null);
});

function without({ tokensAfterFirst: _, tokensAfterFirstEstimated: __, ...rest }: ReturnType<typeof trialMetrics>) {
  return { ...rest, tokensPerSecond: 0, interTokenLatencyMs: 0 };
}
