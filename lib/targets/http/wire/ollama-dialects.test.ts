import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBody } from "../../../../tests/support/targets/read-body.js";
import { ollamaChat, ollamaGenerate } from "./ollama-dialects.js";

type Fields = Record<string, unknown>;
const lines = (...events: readonly Fields[]) =>
  Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
const kinds = (seen: ReturnType<typeof readBody>["seen"]) =>
  seen.chunks.map(({ kind, text }) => (text === "" ? kind : `${kind}:${text}`));

describe("Ollama events", () => {
  const end = { done: true, done_reason: "stop" };

  it("thinking comes apart from the answer in both APIs", () => {
    const generated = readBody(ollamaGenerate, [
      lines({ thinking: "a", response: "", done: false }, { response: "b", done: false }, { response: "", ...end }),
    ]);
    assert.deepEqual(kinds(generated.seen), ["reasoning:a", "answer:b", "end"]);
    const message = (fields: Fields) => ({ message: { role: "assistant", content: "", ...fields }, done: false });
    const chatted = readBody(ollamaChat, [
      lines(message({ thinking: "a" }), message({ content: "b" }), message({}), { ...message({}), ...end }),
    ]);
    assert.deepEqual(kinds(chatted.seen), ["reasoning:a", "answer:b", "empty", "end"]);
  });

  it("tool calls come whole, their arguments as an object", () => {
    const tool_calls = [{ function: { name: "weather", arguments: { city: "Oslo" } } }];
    const { seen, verdict } = readBody(ollamaChat, [
      lines({ message: { role: "assistant", content: "", tool_calls }, done: false }, { message: {}, ...end }),
    ]);
    assert.equal(seen.text("tool-call"), 'weather{"city":"Oslo"}');
    assert.equal(verdict.kind, "answered");
  });

  it("counts that the last line leaves out are null", () => {
    const { answer } = readBody(ollamaGenerate, [
      lines({ response: "a", done: false }, { response: "", ...end, eval_count: 1 }),
    ]);
    assert.equal(answer.usage?.outputTokens, 1);
    assert.equal(answer.usage?.inputTokens, null);
  });

  it("text in the last line counts", () => {
    const { seen } = readBody(ollamaGenerate, [lines({ response: "a", done: false }, { response: "b", ...end })]);
    assert.equal(seen.text(), "ab");
  });
});
