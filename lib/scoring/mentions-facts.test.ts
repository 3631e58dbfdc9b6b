import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionsFacts } from "./mentions-facts.js";
import { withinLength } from "./within-length.js";

test("facts are found whatever their case and spaces", () => {
  const found = mentionsFacts("Bees carry\n  POLLEN between flowers.", ["bees", "carry pollen", "honey"]);
  assert.deepEqual(found, { mentioned: ["bees", "carry pollen"], missing: ["honey"], share: 2 / 3 });
});

test("one of several spellings is enough", () => {
  assert.equal(mentionsFacts("There are 7 days.", ["seven|7"]).share, 1);
  assert.equal(mentionsFacts("Water is H₂O, isn’t it?", ["H2O", "isn't"]).share, 1);
  assert.deepEqual(mentionsFacts("There are six days.", ["seven|7|"]).missing, ["seven|7|"]);
});

test("it is a search for letters, as documented", () => {
  assert.equal(mentionsFacts("17", ["7"]).share, 1);
});

test("no facts give no share, and an empty fact is the caller's mistake", () => {
  assert.deepEqual(mentionsFacts("text", []), { mentioned: [], missing: [], share: null });
  assert.throws(
    () => mentionsFacts("text", ["a", " | "]),
    /expected every fact to be a text that is not empty, got " \| "/,
  );
});

test("words, characters and sentences are counted by Unicode's rules", () => {
  // UAX 29: "fine-tuning" is two words, "don't" one, "3.5" one; a flag and an e with a combining accent are one character.
  const counts = (text: string) => {
    const { words, characters, sentences } = withinLength(text, {});
    return [words, characters, sentences];
  };
  assert.deepEqual(counts("I don't like fine-tuning at 3.5 %."), [7, 34, 1]);
  assert.deepEqual(counts("  🇫🇷e\u0301!  "), [1, 3, 1]);
  assert.deepEqual(counts("One. Two! Three?\n\n- four"), [4, 24, 4]);
  assert.deepEqual(counts(""), [0, 0, 0]);
  assert.deepEqual(counts("... !"), [0, 5, 0]);
});

test("a limit is held exactly, and those exceeded are named", () => {
  const text = "One two three. Four.";
  assert.equal(withinLength(text, { maxWords: 4, maxCharacters: 20, maxSentences: 2 }).within, true);
  const found = withinLength(text, { maxWords: 3, maxCharacters: 19, maxSentences: 1 });
  assert.deepEqual([found.within, found.exceeded], [false, ["maxWords", "maxCharacters", "maxSentences"]]);
  assert.throws(
    () => withinLength(text, { maxWords: 0 }),
    /expected maxWords to be a whole number of at least 1, got 0/,
  );
});
