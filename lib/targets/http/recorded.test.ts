import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBody } from "../../../tests/support/targets/read-body.js";
import { readRecording } from "../../../tests/support/targets/recorded.js";
import { classOf, oneAnswer } from "../../../tests/support/targets/scene.js";
import { SPEECHES, type Speech } from "../../../tests/support/targets/speech.js";
import { ollamaChat, ollamaGenerate } from "./wire/ollama-dialects.js";
import { openaiChat } from "./wire/openai-dialects.js";

const GRAVITY = "Gravity is a fundamental concept in physics that describes the curvature of spacetime caused by";

describe("recorded streams", () => {
  it("llama.cpp's counts come from its usage, and from its timings where no usage was asked for", () => {
    const counted = readBody(openaiChat, [readRecording("llama-chat-stream").body]);
    assert.deepEqual(counted.answer.usage, {
      source: "usage",
      inputTokens: 34,
      outputTokens: 16,
      cachedInputTokens: 33,
      reasoningTokens: null,
    });
    assert.deepEqual(counted.verdict, { kind: "answered", finishReason: "length" });
    assert.equal(counted.answer.model, "smollm2");
    assert.equal(counted.seen.chunks[0]?.kind, "role");
    const timed = readBody(openaiChat, [readRecording("llama-chat-stream-no-usage").body]);
    assert.deepEqual(timed.answer.usage, {
      source: "server-timings",
      inputTokens: 34,
      outputTokens: 4,
      cachedInputTokens: 33,
      reasoningTokens: null,
    });
  });

  it("Ollama's counts come from its last line", () => {
    const { answer, verdict, seen } = readBody(ollamaChat, [readRecording("ollama-chat-stream").body]);
    assert.deepEqual(answer.usage, {
      source: "server-timings",
      inputTokens: 13,
      outputTokens: 16,
      cachedInputTokens: null,
      reasoningTokens: null,
    });
    assert.deepEqual(verdict, { kind: "answered", finishReason: "length" });
    assert.equal(seen.chunks.at(-1)?.kind, "end");
    assert.deepEqual([...answer.warnings], []);
  });

  it("a stream that the client left is no answer, though all of its events are good", () => {
    for (const [name, dialect] of [
      ["llama-chat-aborted", openaiChat],
      ["ollama-generate-aborted", ollamaGenerate],
    ] as const) {
      const { verdict } = readBody(dialect, [readRecording(name).body]);
      assert.equal(verdict.kind === "failed" && verdict.failure, "truncated_no_terminal_event");
    }
  });
});

const [chat, completions, generate, ollama] = SPEECHES as readonly [Speech, Speech, Speech, Speech];

describe("recorded answers, replayed by a real socket", () => {
  const replay = (speech: Speech, name: string, writes: (raw: Buffer) => readonly Buffer[] = (raw) => [raw]) =>
    oneAnswer(speech, (socket) => {
      for (const bytes of writes(readRecording(name).raw)) socket.write(bytes);
    });

  it("answers in all four APIs", async () => {
    for (const [speech, name, text] of [
      [chat, "llama-chat-stream", GRAVITY],
      [chat, "llama-chat-whole", GRAVITY],
      [completions, "llama-completions-stream", " a canvas of endless possibilities, where every"],
      [generate, "ollama-generate-stream", GRAVITY],
      [ollama, "ollama-chat-stream", GRAVITY],
    ] as const) {
      const { ending, seen } = await replay(speech, name);
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.equal(seen.text("answer"), text);
      assert.equal(ending.streamed, name !== "llama-chat-whole");
    }
  });

  it("events of one read share its instant, however many HTTP chunks it holds", async () => {
    const { seen } = await replay(chat, "llama-chat-stream");
    assert.deepEqual(new Set(seen.chunks.map((chunk) => chunk.atMs)).size, 1);
    assert.deepEqual(new Set(seen.chunks.map((chunk) => chunk.readIndex)), new Set([0]));
  });

  it("numbers reads from 0, and a read that holds only a head is none", async () => {
    const { seen } = await oneAnswer(chat, (socket) => {
      const { raw } = readRecording("llama-chat-stream");
      const cuts = [raw.indexOf("\r\n\r\n") + 4, raw.indexOf("Gra") + 20, raw.length - 300, raw.length];
      let from = 0;
      cuts.forEach((to, index) => {
        const bytes = raw.subarray(from, to);
        from = to;
        setTimeout(() => socket.write(bytes), 25 * index);
      });
    });
    const reads = [...new Set(seen.chunks.map((chunk) => chunk.readIndex))];
    assert.deepEqual(reads, [0, 1, 2].slice(0, reads.length));
    assert.equal(seen.firstByteAtMs[0], seen.chunks[0]?.atMs);
  });

  it("names the servers' own refusals", async () => {
    for (const [speech, name, expected, text] of [
      [chat, "llama-wrong-key", "auth", /Invalid API Key/],
      [chat, "llama-max-tokens-minus-5", "http_4xx", /max_tokens|n_predict/],
      [chat, "llama-unknown-route", "http_4xx", /File Not Found|not found/i],
      [generate, "ollama-unknown-model", "model_missing", /model 'nope' not found/],
    ] as const) {
      const { ending } = await replay(speech, name);
      assert.equal(classOf(ending), expected, JSON.stringify(ending));
      assert.ok(ending.kind === "failed");
      assert.match(ending.message, text);
    }
  });
});
