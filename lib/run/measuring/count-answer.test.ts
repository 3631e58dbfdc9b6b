import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { countedTrial } from "./count-answer.js";

const byLetters = { count: async (texts: readonly string[]) => texts.map(({ length }) => length) };
const outcome = { kind: "answered", text: "four", reasoning: null, finishReason: "stop", warnings: [] } as const;

test("an answer without a count is counted, its reasoning by itself, and its prompt not at all", async () => {
  const usage = { source: "tokenizer", inputTokens: null, cachedInputTokens: null } as const;
  const plain = await countedTrial(exampleTrial({ usage: null, outcome }), byLetters);
  assert.deepEqual(plain.usage, { ...usage, outputTokens: 4, reasoningTokens: null });
  const thought = await countedTrial(
    exampleTrial({ usage: null, outcome: { ...outcome, reasoning: "2+2" } }),
    byLetters,
  );
  assert.deepEqual(thought.usage, { ...usage, outputTokens: 7, reasoningTokens: 3 });
});

test("a server's own count stays, and what failed is not counted", async () => {
  const told = exampleTrial({ outcome });
  assert.equal(await countedTrial(told, byLetters), told);
  const failure = { class: "truncated", phase: "stream", message: "cut", status: null } as const;
  const { finishReason: _, ...said } = outcome;
  const failed = exampleTrial({ usage: null, outcome: { ...said, ...failure, kind: "failed" } });
  assert.equal(await countedTrial(failed, byLetters), failed);
});

test("an answer that could not be counted says so, and its counts stay unknown", async () => {
  const { usage, outcome: ended } = await countedTrial(exampleTrial({ usage: null, outcome }), {
    count: async () => null,
  });
  assert.equal(usage, null);
  assert.deepEqual(ended.warnings, ["tokens_not_counted"]);
});
