import assert from "node:assert/strict";
import { test } from "node:test";
import type { Check } from "../types/index.js";
import { answerLine, answerPart, boxedText } from "./answer-part.js";
import { judgeCheck } from "./check-scorer.js";

test("the parts of an answer", () => {
  const text = 'See [1].\n```json\n{"a": [1, 2]}\n```\nThe answer is 7.\n\nSo $\\boxed{\\frac{1}{2}}$ \n';
  assert.equal(answerPart(text, "json-in-text").text, '{"a": [1, 2]}');
  assert.equal(answerPart(text, "answer-line").text, "7.");
  assert.equal(answerPart(text, "last-line").text, "So $\\boxed{\\frac{1}{2}}$");
  assert.equal(answerPart(text, "boxed").text, "\\frac{1}{2}");
  assert.deepEqual(answerPart(text), { text, where: "" });
});

test("what is not there is null", () => {
  for (const from of ["json-in-text", "answer-line", "last-line", "boxed"] as const)
    assert.equal(answerPart(" \n ", from).text, null, from);
  assert.equal(boxedText("\\boxed{1"), null);
  assert.equal(answerLine("#### 4"), "4");
  assert.equal(answerLine("The answer depends."), null);
});

test("a check says which part it looked at, and fails where there is none", () => {
  const judged = (check: Check, text: string) => {
    const { passed, reason } = judgeCheck(check, text);
    return [passed, reason];
  };
  const fenced = 'Sure:\n```json\n{"name": "Sam"}\n```';
  const json = { kind: "json", requiredKeys: ["name"] } as const;
  assert.equal(judgeCheck(json, fenced).passed, false);
  assert.deepEqual(judged({ ...json, answerFrom: "json-in-text" }, fenced), [
    true,
    'the JSON in the text ("{\\"name\\": \\"Sam\\"}"): a JSON object with all keys',
  ]);
  const schema = { kind: "schema", schema: { type: "array" }, answerFrom: "json-in-text" } as const;
  assert.equal(judgeCheck(schema, "Here: [1, 2]").passed, true);
  const number = { kind: "number", expected: 7, answerFrom: "answer-line" } as const;
  assert.deepEqual(judged(number, "Answer: 7\nNote 3"), [true, 'what follows "answer:" ("7"): the last number is 7']);
  assert.deepEqual(judged(number, "7"), [false, 'the answer has no part: what follows "answer:"']);
  assert.equal(judgeCheck({ kind: "length", maxWords: 1, answerFrom: "last-line" }, "a b c\nd").passed, true);
});

test("values, choices, patterns and schemas are checks with a value of 1 or 0", () => {
  const checks: readonly (readonly [Check, string, string])[] = [
    [{ kind: "number", expected: 72, tolerance: 0.5 }, "It is 72.4", "It is 73"],
    [{ kind: "choice", expected: "B", choices: ["Sky", "Blood"] }, "B", "A"],
    [{ kind: "matches", pattern: "^pa", flags: "i" }, "Paris", "In Paris"],
    [{ kind: "schema", schema: { type: "object", required: ["a"] } }, '{"a": 1}', '{"b": 1}'],
  ];
  for (const [check, right, wrong] of checks) {
    assert.deepEqual([judgeCheck(check, right).value, judgeCheck(check, right).passed], [1, true], check.kind);
    assert.deepEqual([judgeCheck(check, wrong).value, judgeCheck(check, wrong).passed], [0, false], check.kind);
  }
  assert.match(
    judgeCheck({ kind: "schema", schema: { required: ["a"] } }, "{}").reason,
    /must have required property 'a'/,
  );
});

test("a schema that refers to itself without an end gives no verdict", () => {
  assert.equal(judgeCheck({ kind: "schema", schema: { $ref: "#" } }, "1").value, null);
});
