import assert from "node:assert/strict";
import { test } from "node:test";
import { checkExercise, judgeExercise } from "./check-exercise.js";

test("an exercise is done when every check came out, and says so in one line each", () => {
  const result = judgeExercise("1", [
    { says: "adds", expected: 3, got: () => 1 + 2 },
    { says: "knows what is missing", expected: null, got: () => null },
  ]);
  assert.deepEqual(result, { done: true, text: "Exercise 1: done\n  ✓ adds\n  ✓ knows what is missing" });
});

test("a check that did not come out says what was expected and what came", () => {
  const { done, text } = judgeExercise("role chunk", [
    { says: "the first token", expected: 200, got: () => 5 },
    { says: "rows", expected: [{ a: 1 }], got: () => [{ a: 1 }] },
  ]);
  assert.equal(done, false);
  assert.equal(text, "Exercise role chunk: not yet\n  ✗ the first token: expected 200, got 5\n  ✓ rows");
});

test("an answer that throws or was not written yet is a check that did not come out, and the kernel goes on", () => {
  const { text } = judgeExercise("2", [
    {
      says: "throws",
      expected: 1,
      got: () => {
        throw new TypeError("boom\nand more");
      },
    },
    { says: "not written", expected: 1, got: () => undefined },
  ]);
  assert.equal(
    text,
    "Exercise 2: not yet\n  ✗ throws: expected 1, got TypeError: boom\n  ✗ not written: expected 1, got undefined",
  );
});

test("numbers that differ in their last digits are the same, a wider tolerance is asked for", () => {
  const close = { says: "a sum", expected: 0.3, got: () => 0.1 + 0.2 };
  assert.equal(judgeExercise("3", [close]).done, true);
  const off = { says: "about one", expected: 1, got: () => 1.05 };
  assert.equal(judgeExercise("3", [off]).done, false);
  assert.equal(judgeExercise("3", [{ ...off, within: 0.1 }]).done, true);
  assert.match(judgeExercise("3", [{ ...off, within: 0.01 }]).text, /expected 1 \(within 0\.01\), got 1\.05$/);
  assert.equal(judgeExercise("3", [{ says: "NaN is no number", expected: 1, got: () => Number.NaN }]).done, false);
});

test("no checks, or a check without a function, is a mistake of who wrote the exercise", () => {
  assert.throws(() => checkExercise("4", []), /checkExercise expected at least one check for exercise 4, got none/);
  assert.throws(
    () => checkExercise("4", [{ says: "x", expected: 1, got: 1 as never }]),
    /check "x" of exercise 4 to have got: \(\) => …, got 1/,
  );
});
