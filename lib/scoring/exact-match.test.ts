import assert from "node:assert/strict";
import { test } from "node:test";
import { exactMatch, normalizedAnswer } from "./exact-match.js";
import { tokenF1 } from "./token-f1.js";

// Computed with normalize_answer and compute_f1 of SQuAD's official evaluate-v2.0.py on Python 3.11.7:
// answer, reference, the normalized answer, F1.
const pairs: readonly [string, string, string, number][] = [
  ["Paris, France", "the city of Paris", "paris france", 0.4],
  ["The Eiffel Tower!", "eiffel tower", "eiffel tower", 1],
  ["a man a plan a canal", "An A-plan", "man plan canal", 0],
  ["it's 3.5", "its 35", "its 35", 1],
  ["thé à la menthe", "the la menthe", "thé à la menthe", 2 / 3],
  ["an_other", "other", "another", 0],
  ["", "the", "", 1],
  ["x", "", "x", 0],
  ["dogs dogs dogs", "dogs and dogs", "dogs dogs dogs", 2 / 3],
];

test("texts are normalized as SQuAD's script does", () => {
  for (const [text, , expected] of pairs) assert.equal(normalizedAnswer(text), expected);
});

test("token F1 equals SQuAD's script", () => {
  for (const [text, reference, , f1] of pairs) assert.ok(Math.abs(tokenF1(text, reference) - f1) < 1e-12, text);
});

test("an exact match is one after normalization, and has a token F1 of 1", () => {
  assert.equal(exactMatch("The Eiffel Tower!", "eiffel  tower"), true);
  assert.equal(exactMatch("Paris, France", "Paris"), false);
  for (const [text, reference] of pairs) if (exactMatch(text, reference)) assert.equal(tokenF1(text, reference), 1);
});
