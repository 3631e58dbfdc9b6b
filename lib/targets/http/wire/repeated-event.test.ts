import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { meaning } from "../../../../tests/support/targets/read-body.js";
import { type Dialect, RepeatedEvent } from "./dialect.js";
import { openaiChat, openaiCompletions } from "./openai-dialects.js";

const plainText = openaiChat.plainText ?? (() => null);
const event = (text: string, more: object = {}) =>
  JSON.stringify({ id: "1", model: "m", choices: [{ index: 0, delta: { content: text } }], ...more });

function learned(...events: readonly string[]): RepeatedEvent {
  const repeated = new RepeatedEvent(plainText);
  for (const data of events) repeated.learn(data, JSON.parse(data));
  return repeated;
}

/** Texts that hold what could be mistaken for the JSON around them, and what other servers put into their events. */
const texts = fc.oneof(
  fc.constantFrom("m", "1", " the", '"', '\\"', "\\", "\n", "\u2028", "é😀", '"content":"m"', "}}]}", ""),
  fc.string({ maxLength: 8 }),
);
const chunks = fc.oneof(
  texts.map((content) => ({ model: "m", choices: [{ index: 0, delta: { content } }] })),
  texts.map((text) => ({ model: text, choices: [{ index: 0, delta: { content: text }, text, finish_reason: null }] })),
  texts.map((reasoning) => ({ choices: [{ delta: { reasoning_content: reasoning, content: "m" } }] })),
  texts.map((content) => ({ choices: [{ index: 1, delta: { content } }] })),
  fc.nat({ max: 9 }).map((completion_tokens) => ({ choices: [{ text: "m" }], usage: { completion_tokens } })),
  texts.map((content) => ({ choices: [{ delta: { content }, finish_reason: "stop" }] })),
  texts.map((message) => ({ error: { message }, choices: [{ delta: { content: message } }] })),
);
const spacing = fc.constantFrom(undefined, 1);

describe("an event that repeats an earlier one in all but its text", () => {
  it("is read without the parser, whatever its text", () => {
    const repeated = learned(event(" Hello"));
    for (const text of [" world", "é😀", "\u2028", "m", "}}]}", " "]) assert.equal(repeated.textOf(event(text)), text);
  });

  it("is left to the parser where its text is written with an escape, or where anything else differs", () => {
    const repeated = learned(event(" Hello"));
    for (const text of ['"', "\\", "\n", "\u0007"]) assert.equal(repeated.textOf(event(text)), null);
    assert.equal(repeated.textOf(event(" a", { id: "2" })), null);
    assert.equal(repeated.textOf(event("")), null);
    assert.equal(repeated.textOf(`${event(" a")} `), null);
  });

  it("is found by where the text is read from, not by where it is written first", () => {
    const model = JSON.stringify({
      model: "m",
      note: { content: "m" },
      choices: [{ index: 0, delta: { content: "m" } }],
    });
    const repeated = learned(model);
    assert.equal(repeated.textOf(model.replace(/"m"\}\}\]/, '"x"}}]')), "x");
    assert.equal(repeated.textOf(model.replace('"m"', '"x"')), null, "another model is no text");
    // The text that counts is written with an escape, and the same text stands elsewhere without one.
    const escaped = '{"note":{"content":"m"},"choices":[{"delta":{"content":"\\u006d"}}]}';
    assert.equal(learned(escaped).textOf(escaped.replace('"m"', '"x"')), null);
  });

  it("is no longer looked for where events never repeat, and is found again where only the time moves on", () => {
    const events = Array.from({ length: 20 }, (_, index) => event(" a", { created: 1000 + index }));
    assert.equal(learned(...events).textOf(event(" b", { created: 1019 })), null);
    const repeated = learned(...events.slice(0, 3));
    assert.equal(repeated.textOf(event(" b", { created: 1002 })), " b");
  });

  it("means the same as when every event is parsed, for any stream", () => {
    const stream = fc.array(fc.tuple(chunks, spacing), { maxLength: 12 });
    fc.assert(
      fc.property(stream, fc.constantFrom(openaiChat, openaiCompletions), (events, dialect) => {
        const doubled = events.flatMap((one) => [one, one]);
        const bytes = Buffer.from(
          doubled
            .map(([chunk, indent]) => `data: ${JSON.stringify(chunk, null, indent).replaceAll("\n", " ")}\n\n`)
            .join(""),
        );
        const parsing: Dialect = { ...dialect, plainText: null };
        assert.deepEqual(meaning(dialect, [bytes]), meaning(parsing, [bytes]));
      }),
      { numRuns: 3000 },
    );
  });
});
