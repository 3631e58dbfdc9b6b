import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readBody } from "../../../../tests/support/targets/read-body.js";
import { readRecording } from "../../../../tests/support/targets/recorded.js";
import type { ServerTimes } from "../../../types/index.js";
import type { Dialect } from "./dialect.js";
import { ollamaChat, ollamaGenerate } from "./ollama-dialects.js";
import { openaiChat, openaiCompletions } from "./openai-dialects.js";

type Fields = Record<string, unknown>;

const recorded = (dialect: Dialect, name: string) => readBody(dialect, [readRecording(name).body]).answer.serverTimes;
const sse = (...events: readonly Fields[]) =>
  Buffer.from(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`);
const text = { choices: [{ index: 0, delta: { content: "a" }, finish_reason: null }] };
const stop = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const told = (...last: readonly Fields[]) => readBody(openaiChat, [sse(text, ...last)]).answer.serverTimes;

const unknown: Omit<ServerTimes, "source"> = {
  queueMs: null,
  loadMs: null,
  promptMs: null,
  promptTokens: null,
  decodeMs: null,
  decodeTokens: null,
  totalMs: null,
};

describe("a server's own account of its time", () => {
  it("is llama.cpp's timings, as its recorded bytes have them, with or without a usage", () => {
    const withUsage = { promptMs: 73.411, promptTokens: 12, decodeMs: 13.06, decodeTokens: 1 };
    assert.deepEqual(recorded(openaiChat, "llama-chat-stop"), { source: "llama.cpp", ...unknown, ...withUsage });
    const each = { promptMs: 63.056, promptTokens: 10, decodeMs: 39.669, decodeTokens: 3 };
    assert.deepEqual(recorded(openaiChat, "llama-chat-timings"), { source: "llama.cpp", ...unknown, ...each });
    assert.equal(recorded(openaiCompletions, "llama-completions-stop")?.source, "llama.cpp");
  });

  it("counts the tokens of decoding as llama.cpp's own rates do: the first comes out of the prompt", () => {
    const { decodeMs, decodeTokens, promptMs, promptTokens } = recorded(
      openaiChat,
      "llama-chat-timings",
    ) as ServerTimes;
    // predicted_per_second and prompt_per_second of the same recorded event
    assert.ok(Math.abs((Number(decodeTokens) / Number(decodeMs)) * 1000 - 75.62580352416245) < 1e-9);
    assert.ok(Math.abs((Number(promptTokens) / Number(promptMs)) * 1000 - 158.58919056077139) < 1e-9);
  });

  it("is Ollama's durations in milliseconds; how many prompt tokens were processed only newer ones tell", () => {
    assert.deepEqual(recorded(ollamaGenerate, "ollama65-generate-stop"), {
      ...unknown,
      ...{ source: "ollama", loadMs: 14.369643, promptMs: 119.324934, decodeMs: 281.875452, decodeTokens: 9 },
      totalMs: 416.707318,
    });
    const line = { message: { content: "a" }, done: true, done_reason: "stop" };
    const counts = { prompt_eval_count: 30, prompt_eval_cached_count: 24, prompt_eval_duration: 5e6, eval_count: 1 };
    const { answer } = readBody(ollamaChat, [Buffer.from(`${JSON.stringify({ ...line, ...counts })}\n`)]);
    assert.equal(answer.usage?.cachedInputTokens, 24);
    assert.deepEqual(answer.serverTimes, {
      ...unknown,
      ...{ source: "ollama", promptMs: 5, promptTokens: 6, decodeTokens: 0 },
    });
  });

  // The fields of groq-typescript's CompletionUsage, and a response of Cerebras' documentation: both in seconds.
  it("is the time fields of Groq's usage, in either place, and of Cerebras' time_info", () => {
    const usage = { prompt_tokens: 18, completion_tokens: 556, prompt_tokens_details: { cached_tokens: 8 } };
    const times = { queue_time: 0.037, prompt_time: 0.0005, completion_time: 0.46, total_time: 0.4605 };
    const expected = {
      ...{ queueMs: 37, loadMs: null, promptMs: 0.5, promptTokens: 10 },
      ...{ decodeMs: 460, decodeTokens: 556, totalMs: 460.5 },
    };
    assert.deepEqual(told({ ...stop, x_groq: { usage: { ...usage, ...times } } }), { source: "usage", ...expected });
    assert.deepEqual(told(stop, { choices: [], usage: { ...usage, ...times } }), { source: "usage", ...expected });
    assert.deepEqual(told({ ...stop, usage, time_info: times }), { source: "time_info", ...expected });
    const uncounted = { prompt_tokens: 18, completion_tokens: 556 };
    assert.equal(told({ ...stop, usage: { ...uncounted, ...times } })?.promptTokens, null, "cached ones are not told");
  });

  it("is absent where nothing is told, and what is no time raises nothing", () => {
    assert.equal(told({ ...stop, usage: { prompt_tokens: 3, completion_tokens: 4 } }), null);
    assert.equal(recorded(openaiChat, "ollama65-v1-chat"), null);
    const noTime = fc.constantFrom<unknown>(null, undefined, "12", -1, 1e300, Number.NaN, true, [], {}, { a: 1 });
    const field = fc.constantFrom(
      ...["prompt_ms", "predicted_ms", "queue_time", "prompt_time", "completion_time", "total_time"],
    );
    const place = fc.oneof(fc.dictionary(field, noTime), noTime);
    fc.assert(
      fc.property(place, place, place, (timings, usage, info) => {
        assert.equal(told({ ...stop, timings, usage, x_groq: { usage: info }, time_info: info }), null);
      }),
    );
  });
});
