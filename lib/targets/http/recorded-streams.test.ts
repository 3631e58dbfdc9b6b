import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { meaning, readBody } from "../../../tests/support/targets/read-body.js";
import { RECORDINGS, readRecording } from "../../../tests/support/targets/recorded.js";
import type { Dialect } from "./wire/dialect.js";
import { ollamaChat, ollamaGenerate } from "./wire/ollama-dialects.js";
import { openaiChat, openaiCompletions } from "./wire/openai-dialects.js";

/** What one stream says: read from the real servers' bytes by another program, and written by hand for those written by hand. */
interface Stream {
  readonly name: string;
  readonly api: "chat" | "completions" | "ollama-chat" | "ollama-generate";
  readonly text: string;
  readonly reasoning: string;
  readonly toolCall: string;
  /** The reason of the end, or the class of the failure. */
  readonly ends: string;
}

const DIALECTS: Readonly<Record<Stream["api"], Dialect>> = {
  chat: openaiChat,
  completions: openaiCompletions,
  "ollama-chat": ollamaChat,
  "ollama-generate": ollamaGenerate,
};

const STREAMS: readonly Stream[] = JSON.parse(readFileSync(new URL("streams.json", RECORDINGS), "utf8"));

describe("recorded and written streams", () => {
  it("are at least thirty of real servers, and every one that lies there is read here", () => {
    const real = STREAMS.filter(({ name }) => !name.startsWith("written-"));
    assert.ok(real.length >= 30, `${real.length}`);
    const lying = readdirSync(RECORDINGS).filter((name) => name.startsWith("written-"));
    assert.equal(lying.length, STREAMS.length - real.length);
  });

  for (const { name, api, text, reasoning, toolCall, ends } of STREAMS) {
    const dialect = DIALECTS[api];

    it(`${name} says what it says, cut in two at every byte and byte by byte`, () => {
      const { body } = readRecording(name);
      const { verdict, seen } = readBody(dialect, [body]);
      const said = [seen.text("answer"), seen.text("reasoning"), seen.text("tool-call")];
      assert.deepEqual(said, [text, reasoning, toolCall]);
      assert.equal(verdict.kind === "answered" ? verdict.finishReason : verdict.failure, ends);
      const whole = JSON.stringify(meaning(dialect, [body]));
      for (let at = 1; at < body.length; at += 1) {
        const cut = meaning(dialect, [body.subarray(0, at), body.subarray(at)]);
        assert.equal(JSON.stringify(cut), whole, `cut at ${at}`);
      }
      const bytes = Array.from(body, (byte) => Buffer.from([byte]));
      assert.equal(JSON.stringify(meaning(dialect, bytes)), whole, "one byte a read");
    });
  }
});
