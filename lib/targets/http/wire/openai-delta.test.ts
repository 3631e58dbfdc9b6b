import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { meaning, readBody } from "../../../../tests/support/targets/read-body.js";
import { recorder } from "../../../../tests/support/targets/recorder.js";
import { Answer, answerOutcome } from "./answer.js";
import { openaiChat, openaiCompletions } from "./openai-dialects.js";
import { wholeBody } from "./response-body.js";

type Fields = Record<string, unknown>;

const event = (delta: Fields, more: Fields = {}) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }], ...more })}\n\n`;
const CLOSING = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const chat = (...deltas: readonly Fields[]) =>
  readBody(openaiChat, [Buffer.from(deltas.map((delta) => event(delta)).join("") + CLOSING)]);

/** What was thought and what was said, where the stream is an answer. */
function said(...deltas: readonly Fields[]): readonly [string, string] {
  const { seen, verdict } = chat(...deltas);
  assert.equal(verdict.kind, "answered", JSON.stringify(verdict));
  return [seen.text("reasoning"), seen.text("answer")];
}

const details = (...list: readonly Fields[]) => ({ content: "", reasoning: null, reasoning_details: list });

// Mistral's and Databricks' parts: docs.mistral.ai/capabilities/reasoning, docs.databricks.com (query reasoning models).
// OpenRouter's details: openrouter.ai/docs/use-cases/reasoning-tokens.
const FORMS: readonly (readonly [string, readonly Fields[]])[] = [
  ["reasoning_content", [{ reasoning_content: "Two" }]],
  ["reasoning", [{ reasoning: "Two" }]],
  ["thinking", [{ thinking: "Two" }]],
  ["reasoning in two fields with the same text", [{ reasoning_content: "Two", reasoning: "Two" }]],
  ["reasoning_details, a text", [details({ type: "reasoning.text", text: "Two", format: "unknown", index: 0 })]],
  ["reasoning_details, a summary", [details({ type: "reasoning.summary", summary: "Two" })]],
  [
    "reasoning_details, of which one is encrypted",
    [details({ type: "reasoning.encrypted", data: "eJw=" }, { type: "reasoning.text", text: "Two", signature: null })],
  ],
  [
    "reasoning and its details with the same text",
    [{ reasoning: "Two", reasoning_details: [{ type: "reasoning.text", text: "Two" }] }],
  ],
  ["LiteLLM's thinking_blocks", [{ thinking_blocks: [{ type: "thinking", thinking: "Two", signature: "x" }] }]],
  [
    "a part of the content, as Mistral",
    [{ content: [{ type: "thinking", thinking: [{ type: "text", text: "Two" }] }] }],
  ],
  ["a part whose thought is a text, as Anthropic", [{ content: [{ type: "thinking", thinking: "Two" }] }]],
  [
    "a part with a summary, as Databricks",
    [{ content: [{ type: "reasoning", summary: [{ type: "summary_text", text: "Two", signature: "" }] }] }],
  ],
  ["a part with a text", [{ content: [{ type: "reasoning", text: "Two" }] }]],
  [
    "several parts",
    [
      {
        content: [
          { type: "reasoning", text: "T" },
          { type: "reasoning", summary: "wo" },
        ],
      },
    ],
  ],
];

describe("reasoning in the OpenAI form", () => {
  for (const [name, deltas] of FORMS)
    it(name, () => {
      assert.deepEqual(said(...deltas, { content: "Four." }), ["Two", "Four."]);
      assert.deepEqual(said(...deltas, { content: [{ type: "text", text: "Four." }] }), ["Two", "Four."]);
    });

  it("in one event with the answer is told apart, with one count for both", () => {
    const counted = { usage: { prompt_tokens: 3, completion_tokens: 5 } };
    const parts = [
      { type: "thinking", thinking: "Two" },
      { type: "text", text: "Fo" },
      { type: "output_text", text: "ur." },
      { type: "reference", reference_ids: [1] },
      { type: "redacted_thinking", data: "x" },
    ];
    const { seen, verdict } = readBody(openaiChat, [Buffer.from(event({ content: parts }, counted) + CLOSING)]);
    assert.equal(verdict.kind, "answered");
    assert.deepEqual(
      seen.tokens().map(({ kind, text, tokens, readIndex }) => [kind, text, tokens, readIndex]),
      [
        ["reasoning", "Two", 0, 0],
        ["answer", "Four.", 5, 0],
      ],
    );
  });

  it("of a whole answer is read as that of a stream", () => {
    for (const [name, [message = {}]] of FORMS) {
      const seen = recorder();
      const answer = new Answer({ observer: seen, scrub: (text) => text, warnings: [] });
      const body = wholeBody(openaiChat, answer);
      const content = Array.isArray(message.content) ? [...message.content, { type: "text", text: "Four." }] : "Four.";
      const choice = { index: 0, message: { role: "assistant", ...message, content }, finish_reason: "stop" };
      body.read(Buffer.from(JSON.stringify({ choices: [choice] })));
      body.end();
      assert.equal(answerOutcome(answer, 100).kind, "answered", name);
      assert.deepEqual([seen.text("reasoning"), seen.text("answer")], ["Two", "Four."], name);
    }
  });

  it("stands beside the text of completions too", () => {
    const choice = (fields: Fields) => `data: ${JSON.stringify({ choices: [{ index: 0, ...fields }] })}\n\n`;
    const stream = choice({ text: "", reasoning: "Two" }) + choice({ text: "Four.", finish_reason: "stop" });
    const { seen } = readBody(openaiCompletions, [Buffer.from(`${stream}data: [DONE]\n\n`)]);
    assert.deepEqual([seen.text("reasoning"), seen.text("answer")], ["Two", "Four."]);
  });

  it("an unknown part is a bad event, and the parts beside it are kept", () => {
    for (const part of [
      { type: "audio", data: "x" },
      { text: "no type" },
      "text",
      5,
      null,
      { type: "text", text: 5 },
    ]) {
      const { seen, answer, verdict } = chat({ content: [{ type: "text", text: "Four." }, part] });
      assert.ok(verdict.kind === "failed" && verdict.failure === "protocol", JSON.stringify(part));
      assert.equal(seen.text("answer"), "Four.");
      assert.equal(answer.badEvents, 1);
    }
  });

  it("an empty list is an event without text", () => {
    assert.deepEqual(said({ content: [] }, { content: "Four." }), ["", "Four."]);
  });

  it("of any shape raises nothing, and is the same for every split", () => {
    const names = ["type", "text", "thinking", "summary", "reasoning", "content", "reasoning_content", "refusal"];
    const kinds = ["text", "output_text", "thinking", "reasoning", "reasoning.text", "refusal", "reference", "?"];
    const leaf = fc.oneof(fc.constantFrom<unknown>(...kinds, "", null, 5, true), fc.string({ maxLength: 4 }));
    const part = fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(leaf, fc.array(fc.dictionary(fc.constantFrom(...names), leaf))),
    );
    const delta = fc.dictionary(
      fc.constantFrom("content", "reasoning", "reasoning_content", "reasoning_details", "thinking", "thinking_blocks"),
      fc.oneof(leaf, fc.array(fc.oneof(part, leaf), { maxLength: 3 })),
    );
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 4 }), fc.nat(), (deltas, where) => {
        const bytes = Buffer.from(deltas.map((one) => event(one)).join("") + CLOSING);
        const at = where % (bytes.length + 1);
        const cut = [bytes.subarray(0, at), bytes.subarray(at)];
        assert.deepEqual(meaning(openaiChat, cut), meaning(openaiChat, [bytes]));
      }),
      { numRuns: 1000 },
    );
  });
});
