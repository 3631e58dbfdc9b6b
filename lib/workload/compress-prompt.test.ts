import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compressPrompt } from "./compress-prompt.js";

describe("compressPrompt", () => {
  it("drops courtesies and fillers and says long phrases shortly", () => {
    const said: readonly (readonly [string, string])[] = [
      ["Hello there! Could you please tell me what a mutex is?", "tell me what a mutex is?"],
      ["I would like you to list   three fruits, please.", "list three fruits."],
      ["Explain basically why it is very, very hot.", "Explain why it is hot."],
      ["In order to test this, name a large number of colours!!!", "To test this, name many colours!"],
      ["What is a cache? Many thanks in advance.", "What is a cache?"],
    ];
    for (const [long, short] of said) assert.equal(compressPrompt(long), short);
  });

  it("leaves alone what would change the question", () => {
    const left = [
      "Can you swim?",
      "Was the gift meant to please the king?",
      "It is not really a proof, is it?",
      "Use tabs rather than spaces.",
      "Say hello to Ms Very-Good.",
      "Write a poem that ends with thank you",
      "Give thanks in three languages.",
      "Wait... what costs 3.50 euros?",
    ];
    for (const prompt of left) assert.equal(compressPrompt(prompt), prompt);
  });

  it("keeps code, quoted text, numbers and names to the letter", () => {
    const prompt =
      'Please translate "very nice, please" and run `really  now`; give it to Anna Very (42.5 kg), it\'s really urgent.';
    const short = compressPrompt(prompt);
    for (const part of ['"very nice, please"', "`really  now`", "Anna", "42.5 kg", "it's"])
      assert.ok(short.includes(part), part);
    assert.doesNotMatch(short, /^Please|really urgent/);
  });

  it("returns a text that would lose everything as it came, and other languages untouched", () => {
    for (const prompt of ["Please!", "", "Расскажи, пожалуйста, сказку.", "请解释一下。"])
      assert.equal(compressPrompt(prompt), prompt);
  });

  const word = fc.oneof(
    fc.constantFrom(
      "please",
      "very",
      "not",
      "in order to",
      "can you",
      "explain",
      "thank you.",
      "as",
      "you know",
      ",",
      ".",
      "Hi,",
    ),
    fc.constantFrom("'quoted very'", '"really"', "\n", "  ", "`very`", "3.14", "1,000"),
    fc.string({ maxLength: 8 }),
  );
  const prompts = fc.array(word, { maxLength: 14 }).map((words) => words.join(" "));

  it("never makes a text longer, changes nothing when done twice, and keeps every number", () => {
    fc.assert(
      fc.property(prompts, (prompt) => {
        const short = compressPrompt(prompt);
        assert.ok(short.length <= prompt.length);
        assert.equal(compressPrompt(short), short);
        assert.deepEqual(short.match(/\d+/g), prompt.match(/\d+/g));
      }),
    );
  });
});
