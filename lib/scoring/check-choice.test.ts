import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkChoice } from "./check-choice.js";

const choices = ["Sky", "Blood", "Red paint", "Paint"];
const chosen = (text: string) => checkChoice(text, { expected: "B", choices }).chosen;

test("a letter names its choice where it stands alone, before the words, after the answer or in a box", () => {
  for (const text of [
    ...["B", "b", "(B)", "**B**", "B.", "B) Blood", "B. Blood", "B: Blood", "B - Blood", "B\n\nBlood is red."],
    ...["The answer is B.", "The answer is (B) because it is red", "**Answer:** B", "The correct option is **B**"],
    ...["So \\boxed{B}.", "A. Sky\nB. Blood\nThe answer is B", "B, since blood is red"],
  ])
    assert.equal(chosen(text), "B", text);
});

test("the words name their choice alone or in a sentence, the longest first", () => {
  for (const text of ["Blood", "blood!", "Answer: Blood", "It is blood."]) assert.equal(chosen(text), "B", text);
  assert.equal(chosen("It must be red paint."), "C");
  assert.equal(chosen("paint"), "D");
});

test("what is near, denied, or names several is no choice", () => {
  for (const text of [
    ...["", "Bloody", "A dog", "A or B", "not B", "It is not blood.", "The answer is a dog", "B. Sky"],
    ...["I think paint and blood", "A. Sky\nB. Blood", "E", "BB"],
  ])
    assert.equal(chosen(text), null, text);
  assert.equal(checkChoice("B. Sky", { expected: "B", choices }).reason, "names several choices: B, A");
});

test("labels and words may be the expected answer; choices that differ only in signs are told apart", () => {
  assert.equal(checkChoice("2", { expected: "2", choices: ["x", "y"], labels: ["1", "2"] }).matches, true);
  assert.equal(checkChoice("B", { expected: "Blood", choices }).matches, true);
  assert.equal(checkChoice("<", { expected: "A", choices: ["<", ">"] }).matches, true);
  assert.equal(checkChoice(">", { expected: "A", choices: ["<", ">"] }).matches, false);
  assert.equal(checkChoice("really", { expected: "A", choices: ["Really?", "Really!"] }).chosen, null);
  assert.throws(() => checkChoice("B", { expected: "E", choices }), /one of the choices or their labels, got "E"/);
});

test("any choice is found by its letter and by its words", () => {
  const words = fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12}){0,3}$/);
  const lists = fc
    .uniqueArray(words, { minLength: 2, maxLength: 26 })
    .filter((list) => list.every((one) => one.length > 1));
  fc.assert(
    fc.property(lists, fc.nat(), (list, draw) => {
      const at = draw % list.length;
      const label = String.fromCharCode(65 + at);
      for (const text of [label, `(${label})`, `${label}. ${list[at]}`, `The answer is ${label}.`, String(list[at])])
        assert.equal(checkChoice(text, { expected: label, choices: list }).matches, true, text);
    }),
  );
});
