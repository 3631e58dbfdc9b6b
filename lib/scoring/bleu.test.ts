import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bleu, corpusBleu } from "./bleu.js";
import { chrf, corpusChrf } from "./chrf.js";
import { tokenize13a } from "./overlap/tokenize-13a.js";

// Computed with sacreBLEU 2.6.0 on Python 3.11.7 (sentence_bleu, sentence_chrf, corpus_bleu, corpus_chrf and Tokenizer13a with
// their defaults): answer, reference, BLEU, chrF2. The second and third pair are examples of Papineni and others 2002.
const pairs: readonly (readonly [string, string, number, number])[] = [
  ["The cat sat on the mat.", "The cat is sitting on the mat.", 42.38365628278778, 49.6485170311433],
  ["the the the the the the the", "The cat is on the mat.", 6.567274736060395, 10.58548028780795],
  [
    "It is a guide to action which ensures that the military always obeys the commands of the party.",
    "It is a guide to action that ensures that the military will forever heed Party commands.",
    39.67088290836578,
    62.39771662829483,
  ],
  ["Paris", "The capital of France is Paris.", 0.24787521766663595, 14.792020371949018],
  [
    "Water boils at 100.5 degrees, i.e. 212.9 F - roughly.",
    "Water boils at 100 degrees Celsius (212 F).",
    11.633270842295033,
    53.44194368878937,
  ],
  ["", "something", 0.0, 0.0],
  ["something", "", 0.0, 0.0],
  ["exactly the same words here", "exactly the same words here", 100.00000000000004, 100.0],
  ["nothing shared at all", "wholly different phrase", 0.0, 12.339143131135073],
  [
    "Die Häuser sind größer – naïve café!",
    "Die Häuser waren größer, naives Café.",
    12.22307556087252,
    41.80640899904627,
  ],
  ["東京は日本の首都です。", "日本の首都は東京です。", 0.0, 42.288359788359784],
  [
    "LoRA keeps the weights frozen & trains small low-rank matrices &quot;only&quot;.\nIt saves memory.",
    "LoRA freezes the weights and trains small low-rank matrices only.\nIt needs less memory.",
    21.042990347620457,
    61.54935182508814,
  ],
  ["😀 emoji 👍🏽 test", "emoji 👍🏽 test 😀", 63.894310424627285, 90.50204425204424],
  ["one two", "one two three four five six", 13.533528323661276, 20.740970656601085],
  ["2-3 days, $5.00; 10-20%!", "2 - 3 days for $5.00 or 10-20 %", 42.50281413416977, 50.42793264401554],
];
const several = {
  text: "The cat sat on the mat.",
  references: ["A cat was sitting on the mat.", "The cat is on the mat.", "There is a cat on the mat, sitting."],
};

function near(actual: number, expected: number, what: string): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, expected),
    `${what}: got ${actual}, expected ${expected}`,
  );
}

const anyText = fc.array(fc.constantFrom("a", "b", "c", "dé", "3.5", "-", "😀")).map((list) => list.join(" "));

test("BLEU and chrF equal sacreBLEU on every pair", () => {
  for (const [text, reference, expectedBleu, expectedChrf] of pairs) {
    near(bleu(text, reference), expectedBleu, `BLEU of ${text}`);
    near(chrf(text, reference), expectedChrf, `chrF of ${text}`);
  }
});

test("BLEU and chrF equal sacreBLEU with several references", () => {
  near(bleu(several.text, several.references), 48.892302243490086, "BLEU");
  near(chrf(several.text, several.references), 67.17273492330233, "chrF");
});

test("BLEU and chrF of a corpus equal sacreBLEU's", () => {
  const texts = pairs.map(([text]) => text);
  const references = pairs.map(([, reference]) => reference);
  near(corpusBleu(texts, references), 29.346919189905698, "BLEU");
  near(corpusChrf(texts, references), 50.59823732179465, "chrF");
  near(corpusBleu(["one two"], ["one two"]), 0.0, "BLEU of a corpus without a run of four words");
});

test("BLEU and chrF of a corpus with several references equal sacreBLEU's", () => {
  const [guide = "", action = ""] = pairs[2] ?? [];
  const [sitting = "", standing = ""] = several.references;
  const other =
    "It is the guiding principle which guarantees the military forces always being under the command of the Party.";
  const references = [
    [sitting, standing],
    [action, other],
  ];
  near(corpusBleu([several.text, guide], references), 45.68498412872445, "BLEU");
  near(corpusChrf([several.text, guide], references), 63.26772972871275, "chrF");
});

test("the 13a tokenizer parts texts as sacreBLEU's", () => {
  const tokenized: readonly (readonly [string, string])[] = [
    ["It's 3.5%, OK?", "It's 3.5 % , OK ?"],
    ["a-b 3-4 -5", "a-b 3 - 4 -5"],
    ["x&amp;y &lt;b&gt; <skipped>z", "x & y < b > z"],
    ["end-\nof line\nnext", "endof line next"],
    ["$1,000.50 (ca.) e.g. U.S.A.", "$ 1,000.50 ( ca . ) e . g . U . S . A ."],
    ["tab\tand nbsp…«q»", "tab and nbsp…«q»"],
    [" .5 5. ,5, ", ". 5 5 . , 5 ,"],
    ["[a]{b}~c^d_e`f|g\\h@i#j", "[ a ] { b } ~ c ^ d _ e ` f | g \\ h @ i # j"],
  ];
  for (const [text, expected] of tokenized) assert.equal(tokenize13a(text), expected);
});

test("BLEU and chrF are between 0 and 100, and highest for the reference itself", () => {
  fc.assert(
    fc.property(anyText, anyText, (text, reference) => {
      for (const score of [bleu, chrf]) {
        const value = score(text, reference);
        assert.ok(value >= 0 && value <= score(reference, reference) + 1e-9 && value < 100 + 1e-9);
      }
    }),
  );
});

test("no references, and texts without references, are the caller's mistakes", () => {
  assert.throws(() => bleu("a", []), /bleu expected at least one reference, got an empty list/);
  assert.throws(() => chrf("a", []), /chrf expected at least one reference/);
  assert.throws(() => corpusBleu([], []), /corpusBleu expected at least one text .*got 0 texts and 0 references/);
  assert.throws(() => corpusChrf(["a", "b"], ["a"]), /got 2 texts and 1 references/);
});
