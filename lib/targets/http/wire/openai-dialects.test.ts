import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBody } from "../../../../tests/support/targets/read-body.js";
import { openaiChat, openaiCompletions } from "./openai-dialects.js";

type Fields = Record<string, unknown>;
const DONE = "data: [DONE]\n\n";
const sse = (...events: readonly Fields[]) =>
  Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + DONE);
const delta = (fields: Fields, finish: string | null = null, more: Fields = {}) => ({
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
  ...more,
});
const chat = (...events: readonly Fields[]) => readBody(openaiChat, [sse(...events)]);
const kinds = (seen: ReturnType<typeof chat>["seen"]) =>
  seen.chunks.map(({ kind, text }) => (text === "" ? kind : `${kind}:${text}`));

describe("OpenAI chat events", () => {
  it("event that is not a token: a role, an empty delta, a keep-alive, a usage chunk", () => {
    const comment = Buffer.from(": ping\n\n");
    const rest = sse(
      delta({ role: "assistant", content: "" }),
      delta({ role: "assistant", content: null }),
      delta({}),
      delta({ content: "" }),
      { choices: [], prompt_filter_results: [] },
      delta({ role: "assistant", content: "Hi" }),
      delta({}, "stop"),
      { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } },
    );
    const { seen, verdict } = readBody(openaiChat, [comment, rest]);
    assert.deepEqual(kinds(seen), [
      "comment",
      "role",
      "role",
      "empty",
      "empty",
      "empty",
      "answer:Hi",
      "end",
      "usage",
      "end",
    ]);
    assert.equal(verdict.kind, "answered");
  });

  it("reasoning: read from three field names and kept apart from the answer", () => {
    const { seen } = chat(
      delta({ reasoning_content: "a" }),
      delta({ reasoning: "b" }),
      delta({ thinking: "c" }),
      delta({ reasoning_content: "d", content: "e" }),
      delta({ content: "f" }, "stop"),
    );
    assert.equal(seen.text("reasoning"), "abcd");
    assert.equal(seen.text("answer"), "ef");
    assert.equal(seen.chunks[3]?.readIndex, seen.chunks[4]?.readIndex);
  });

  it("tool calls: names and arguments are output, in whole calls and in fragments", () => {
    const call = (index: number, name: string | null, args: string) => ({
      tool_calls: [
        { index, id: "x", type: "function", function: { ...(name === null ? {} : { name }), arguments: args } },
      ],
    });
    const { seen, answer, verdict } = chat(
      delta(call(0, "weather", "")),
      delta(call(0, null, '{"city":')),
      delta(call(0, null, '"Oslo"}')),
      delta(call(1, "time", "{}")),
      delta({}, "tool_calls"),
    );
    assert.equal(seen.text("tool-call"), 'weather{"city":"Oslo"}time{}');
    assert.deepEqual(verdict, { kind: "answered", finishReason: "tool_calls" });
    assert.deepEqual([...answer.warnings], []);
    const mixed = chat(
      delta(call(0, "a", "{")),
      delta(call(1, "b", "{}")),
      delta(call(0, null, "}")),
      delta({}, "tool_calls"),
    );
    assert.deepEqual([...mixed.answer.warnings], ["tool_calls_interleaved"]);
  });

  it("several choices: the first is the answer, with a warning about the others", () => {
    const other = { choices: [{ index: 1, delta: { content: "other" }, finish_reason: "length" }] };
    const { seen, answer, verdict } = chat(delta({ content: "one" }), other, delta({}, "stop"));
    assert.equal(seen.text(), "one");
    assert.deepEqual([...answer.warnings], ["extra_choices_ignored"]);
    assert.deepEqual(verdict, { kind: "answered", finishReason: "stop" });
  });

  it("implausible usage: with a count on every chunk the last one wins, and differences are tokens per event", () => {
    const counted = (text: string, tokens: number) =>
      delta({ content: text }, null, { usage: { prompt_tokens: 5, completion_tokens: tokens } });
    const { seen, answer } = chat(
      counted("a", 1),
      counted("bc", 3),
      counted("d", 4),
      delta({}, "stop", { usage: null }),
    );
    assert.deepEqual(
      seen.tokens().map((chunk) => chunk.tokens),
      [1, 2, 1],
    );
    assert.equal(answer.usage?.outputTokens, 4);
    assert.equal(answer.usage?.inputTokens, 5);
  });

  it("a usage that comes only with the last text is not that event's tokens", () => {
    const { seen } = chat(
      delta({ content: "a" }),
      delta({ content: "b" }, "stop", { usage: { prompt_tokens: 1, completion_tokens: 9 } }),
    );
    assert.deepEqual(
      seen.tokens().map((chunk) => chunk.tokens),
      [null, null],
    );
  });

  it("cached and reasoning tokens come from the details of the usage", () => {
    const usage = {
      prompt_tokens: 30,
      completion_tokens: 12,
      prompt_tokens_details: { cached_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 8 },
    };
    const { answer } = chat(delta({ content: "a" }, "stop"), { choices: [], usage });
    assert.deepEqual(answer.usage, {
      source: "usage",
      inputTokens: 30,
      outputTokens: 12,
      cachedInputTokens: 20,
      reasoningTokens: 8,
    });
  });

  it("data after the end: a finish reason without [DONE], or the reverse, is an answer with a warning", () => {
    const text = sse(delta({ content: "a" }, "stop"))
      .toString()
      .replace(DONE, "");
    const noDone = readBody(openaiChat, [Buffer.from(text)]);
    assert.deepEqual(noDone.verdict, { kind: "answered", finishReason: "stop" });
    assert.deepEqual([...noDone.answer.warnings], ["missing_done"]);
    const noReason = chat(delta({ content: "a" }));
    assert.deepEqual(noReason.verdict, { kind: "answered", finishReason: null });
    assert.deepEqual([...noReason.answer.warnings], ["missing_finish_reason"]);
  });

  it("malformed event: a named event that is not JSON is a keep-alive, an unnamed one is lost content", () => {
    const ping = Buffer.from("event: ping\ndata: now\n\n");
    const named = readBody(openaiChat, [ping, sse(delta({ content: "a" }, "stop"))]);
    assert.equal(named.verdict.kind, "answered");
    const unnamed = readBody(openaiChat, [Buffer.from("data: now\n\n"), sse(delta({ content: "a" }, "stop"))]);
    assert.ok(unnamed.verdict.kind === "failed" && unnamed.verdict.failure === "protocol");
  });
});

describe("a call in the old form", () => {
  it("tool calls: a call in the old form is output too", () => {
    // https://platform.openai.com/docs/api-reference/chat/streaming: `function_call`, deprecated, replaced by `tool_calls`.
    const { seen, verdict } = chat(
      delta({ role: "assistant", content: null, function_call: { name: "weather", arguments: "" } }),
      delta({ function_call: { arguments: '{"city":' } }),
      delta({ function_call: { arguments: '"Rome"}' } }),
      delta({}, "function_call"),
    );
    assert.deepEqual(verdict, { kind: "answered", finishReason: "function_call" });
    assert.equal(seen.text("tool-call"), 'weather{"city":"Rome"}');
  });
});

describe("errors inside a stream", () => {
  it("error inside a 200 stream: every form that servers use is recognized", () => {
    for (const event of [
      'data: {"error":{"message":"no memory","code":500}}',
      'data: {"error":"no memory"}',
      'event: error\ndata: {"message":"no memory"}',
      'data: {"object":"error","message":"no memory","code":40301}',
    ]) {
      const { verdict } = readBody(openaiChat, [sse(delta({ content: "a" })), Buffer.from(`${event}\n\n`)].reverse());
      assert.deepEqual(verdict, { kind: "failed", failure: "stream_error", message: "no memory" }, event);
    }
  });

  it("error inside a 200 stream: an error event in plain text, or without any text", () => {
    for (const [event, message] of [
      ["event: error\ndata: no memory", "no memory"],
      ["event: error\ndata: ", "an event named error without a word"],
      ['event: error\ndata: "no memory"', '"no memory"'],
    ]) {
      const { verdict } = readBody(openaiChat, [Buffer.from(`${event}\n\n`), sse(delta({ content: "a" }, "stop"))]);
      assert.deepEqual(verdict, { kind: "failed", failure: "stream_error", message }, event);
    }
  });

  it("text after a finish reason counts, and the trial says so", () => {
    const { seen, answer, verdict } = chat(delta({ content: "a" }, "stop"), delta({ content: "b" }, "length"));
    assert.equal(seen.text(), "ab");
    assert.deepEqual(verdict, { kind: "answered", finishReason: "stop" });
    assert.deepEqual([...answer.warnings], ["text_after_finish_reason"]);
  });
});

describe("OpenAI completions events", () => {
  it("a usage of zeros on every chunk, as Ollama sends it, is not the last word", () => {
    const zero = { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } };
    const text = (value: string) => ({ choices: [{ index: 0, text: value, finish_reason: null }], ...zero });
    const { answer, seen } = readBody(openaiCompletions, [
      sse(text("a"), text("b"), {
        choices: [{ index: 0, text: "", finish_reason: "stop" }],
        usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 },
      }),
    ]);
    assert.equal(answer.usage?.outputTokens, 2);
    assert.equal(answer.usage?.inputTokens, 12);
    assert.deepEqual(
      seen.tokens().map((chunk) => chunk.tokens),
      [null, null],
    );
    const never = readBody(openaiCompletions, [sse(text("a"))]);
    assert.equal(never.answer.usage, null);
  });
});
