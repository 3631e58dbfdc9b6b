import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rouge } from "./rouge.js";

type Expected = readonly [precision: number, recall: number, f1: number];

// Computed with Google's rouge-score 0.1.2 (RougeScorer without stemmer) on Python 3.11.7: answer, reference, ROUGE-1, -2, -L.
const pairs: readonly (readonly [string, string, Expected, Expected, Expected])[] = [
  [
    "The cat sat on the mat.",
    "The cat is sitting on the mat.",
    [0.8333333333333334, 0.7142857142857143, 0.7692307692307692],
    [0.6, 0.5, 0.5454545454545454],
    [0.8333333333333334, 0.7142857142857143, 0.7692307692307692],
  ],
  [
    "the the the the the the the",
    "The cat is on the mat.",
    [0.2857142857142857, 0.3333333333333333, 0.30769230769230765],
    [0.0, 0.0, 0.0],
    [0.2857142857142857, 0.3333333333333333, 0.30769230769230765],
  ],
  [
    "It is a guide to action which ensures that the military always obeys the commands of the party.",
    "It is a guide to action that ensures that the military will forever heed Party commands.",
    [0.6666666666666666, 0.75, 0.7058823529411765],
    [0.47058823529411764, 0.5333333333333333, 0.5],
    [0.6111111111111112, 0.6875, 0.6470588235294118],
  ],
  [
    "Paris",
    "The capital of France is Paris.",
    [1.0, 0.16666666666666666, 0.2857142857142857],
    [0.0, 0.0, 0.0],
    [1.0, 0.16666666666666666, 0.2857142857142857],
  ],
  [
    "Water boils at 100.5 degrees, i.e. 212.9 F - roughly.",
    "Water boils at 100 degrees Celsius (212 F).",
    [0.5833333333333334, 0.875, 0.7000000000000001],
    [0.2727272727272727, 0.42857142857142855, 0.33333333333333326],
    [0.5833333333333334, 0.875, 0.7000000000000001],
  ],
  ["", "something", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0, 0, 0]],
  ["something", "", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0, 0, 0]],
  ["exactly the same words here", "exactly the same words here", [1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]],
  ["nothing shared at all", "wholly different phrase", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
  [
    "Die Häuser sind größer – naïve café!",
    "Die Häuser waren größer, naives Café.",
    [0.6666666666666666, 0.75, 0.7058823529411765],
    [0.375, 0.42857142857142855, 0.39999999999999997],
    [0.6666666666666666, 0.75, 0.7058823529411765],
  ],
  ["東京は日本の首都です。", "日本の首都は東京です。", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0, 0, 0]],
  [
    "LoRA keeps the weights frozen & trains small low-rank matrices &quot;only&quot;.\nIt saves memory.",
    "LoRA freezes the weights and trains small low-rank matrices only.\nIt needs less memory.",
    [0.6875, 0.7333333333333333, 0.7096774193548386],
    [0.3333333333333333, 0.35714285714285715, 0.3448275862068965],
    [0.6875, 0.7333333333333333, 0.7096774193548386],
  ],
  ["😀 emoji 👍🏽 test", "emoji 👍🏽 test 😀", [1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]],
  [
    "one two",
    "one two three four five six",
    [1.0, 0.3333333333333333, 0.5],
    [1.0, 0.2, 0.33333333333333337],
    [1.0, 0.3333333333333333, 0.5],
  ],
  [
    "2-3 days, $5.00; 10-20%!",
    "2 - 3 days for $5.00 or 10-20 %",
    [1.0, 0.7777777777777778, 0.8750000000000001],
    [0.6666666666666666, 0.5, 0.5714285714285715],
    [1.0, 0.7777777777777778, 0.8750000000000001],
  ],
];

function near(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, expected),
    `${what}: got ${actual}, expected ${expected}`,
  );
}

const anyText = fc.array(fc.constantFrom("a", "b", "c", "dé", "3.5", "-", "😀")).map((list) => list.join(" "));

test("ROUGE-1, ROUGE-2 and ROUGE-L equal rouge-score on every pair", () => {
  for (const [text, reference, ...expected] of pairs) {
    for (const [at, kind] of ([1, 2, "L"] as const).entries()) {
      const found = rouge(text, reference, { kind });
      const [precision, recall, f1] = expected[at] ?? [Number.NaN, Number.NaN, Number.NaN];
      near(found.precision, precision, `precision of ROUGE-${kind} of ${text}`);
      near(found.recall, recall, `recall of ROUGE-${kind} of ${text}`);
      near(found.f1, f1, `F1 of ROUGE-${kind} of ${text}`);
    }
  }
});

test("ROUGE is between 0 and 1, highest for the reference itself, and its F1 has no sides", () => {
  fc.assert(
    fc.property(anyText, anyText, fc.constantFrom(1 as const, 2 as const, "L" as const), (text, reference, kind) => {
      const { precision, recall, f1 } = rouge(text, reference, { kind });
      for (const value of [precision, recall, f1]) assert.ok(value >= 0 && value <= 1);
      assert.ok(f1 <= rouge(reference, reference, { kind }).f1 || f1 === 0);
      near(rouge(reference, text, { kind }).f1, f1, "the two exchanged");
    }),
  );
});

test("another kind of ROUGE is the caller's mistake", () => {
  assert.throws(() => rouge("a", "b", { kind: JSON.parse("3") as 1 }), /rouge expected kind to be 1, 2 or "L", got 3/);
});
