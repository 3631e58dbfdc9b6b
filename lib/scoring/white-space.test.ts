import assert from "node:assert/strict";
import { test } from "node:test";
import { splitWords } from "../metrics/words.js";
import { near } from "../statistics/near.js";
import { bleu } from "./bleu.js";
import { chrf } from "./chrf.js";
import { normalizedAnswer } from "./exact-match.js";
import { rouge } from "./rouge.js";
import { tokenF1 } from "./token-f1.js";

// All expected values on Python 3.11.7: str.split, sacreBLEU 2.6.0 (sentence_bleu, sentence_chrf), rouge-score 0.1.2 without
// stemmer, normalize_answer and compute_f1 of SQuAD's evaluate-v2.0.py.

const spaces = [
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2003],
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000],
];
const noSpaces = [0x180e, 0x200b, 0x200d, 0x2060, 0xfeff];

interface Expected {
  readonly words: number;
  readonly bleu: number;
  readonly chrf: number;
  readonly f1: number;
}

function holds(code: number, expected: Expected): void {
  const space = String.fromCodePoint(code);
  const answer = `the${space}cat sat${space}on a mat.${space}`;
  const reference = `cat${space}sat on the${space}mat.`;
  const name = `U+${code.toString(16)}`;
  assert.equal(splitWords(answer).length, expected.words, name);
  near(bleu(answer, reference), expected.bleu, 1e-9, name);
  near(chrf(answer, reference), expected.chrf, 1e-9, name);
  near(tokenF1(answer, reference), expected.f1, 1e-9, name);
}

test("white space is what Python takes for it, with U+0085 and U+001C to U+001F", () => {
  for (const code of spaces) holds(code, { words: 6, bleu: 32.17294420803808, chrf: 60.94747034999758, f1: 1 });
});

test("joiners of width zero and the byte-order mark part no words", () => {
  for (const code of noSpaces) holds(code, { words: 4, bleu: 8.116697886877475, chrf: 38.36950727110365, f1: 0 });
});

/** Case folding, East Asian words, digits of other scripts, combining marks, escapes inside escapes. */
const rows = [
  {
    answer: "İstanbul ΟΔΟΣ ﬁne",
    reference: "i\u0307stanbul οδος fine",
    bleu: 0.0,
    chrf: 33.96790700215719,
    normalized: "i\u0307stanbul οδος ﬁne",
    f1: 0.6666666666666666,
    rouge: [0.6666666666666666, 0.5, 0.6666666666666666],
  },
  {
    answer: "the 東京は 日本 の",
    reference: "東京は the 日本",
    bleu: 21.02241038134286,
    chrf: 33.211560733019965,
    normalized: "東京は 日本 の",
    f1: 0.8,
    rouge: [1.0, 0.0, 1.0],
  },
  {
    answer: "٣٤ ½ x² Ⅳ",
    reference: "x² ٣٤ Ⅳ",
    bleu: 21.02241038134286,
    chrf: 28.756476683937827,
    normalized: "٣٤ ½ x² ⅳ",
    f1: 0.8571428571428571,
    rouge: [1.0, 0.0, 1.0],
  },
  {
    answer: "a\u0301 an\u0301 the\u0301 cat",
    reference: "cat",
    bleu: 15.97357760615681,
    chrf: 51.86170212765958,
    normalized: "\u0301 \u0301 \u0301 cat",
    f1: 0.4,
    rouge: [0.4, 0.0, 0.4],
  },
  {
    answer: "x&amp;lt;y -\n&quot;z&quot; 1,5.2-3",
    reference: 'x&lt;y "z" 1,5.2 - 3',
    bleu: 100.00000000000004,
    chrf: 39.35567006057033,
    normalized: "xamplty quotzquot 1523",
    f1: 0.0,
    rouge: [0.8421052631578948, 0.47058823529411764, 0.8421052631578948],
  },
  {
    answer: "e\u0301te nai\u0308ve cafe\u0301 one two",
    reference: "éte naïve café one two",
    bleu: 21.3643503198117,
    chrf: 44.9025659114013,
    normalized: "e\u0301te nai\u0308ve cafe\u0301 one two",
    f1: 0.4000000000000001,
    rouge: [0.6153846153846153, 0.1818181818181818, 0.6153846153846153],
  },
  {
    answer: "ẞ ß ſ K one two three",
    reference: "ss ß s k one two three",
    bleu: 26.269098944241588,
    chrf: 64.35304855780842,
    normalized: "ß ß ſ k one two three",
    f1: 0.7142857142857143,
    rouge: [0.8, 0.75, 0.8],
  },
];

test("texts of many scripts score as in the reference implementations", () => {
  for (const { answer, reference, ...expected } of rows) {
    near(bleu(answer, reference), expected.bleu, 1e-9, answer);
    near(chrf(answer, reference), expected.chrf, 1e-9, answer);
    assert.equal(normalizedAnswer(answer), expected.normalized);
    near(tokenF1(answer, reference), expected.f1, 1e-9, answer);
    const f1 = ([1, 2, "L"] as const).map((kind) => rouge(answer, reference, { kind }).f1);
    f1.forEach((value, at) => {
      near(value, expected.rouge[at] ?? Number.NaN, 1e-9, answer);
    });
  }
});

test("texts of only marks and texts of thousands of words score as in the reference implementations", () => {
  const [marks, fewer] = [".".repeat(50), ".".repeat(30)];
  near(bleu(marks, fewer), 58.73324106756683);
  near(chrf(marks, fewer), 87.27676217763047);
  assert.deepEqual([tokenF1(marks, fewer), rouge(marks, fewer, { kind: "L" }).f1], [1, 0]);
  const [long, other] = ["a ".repeat(2000), "a ".repeat(1500) + "b ".repeat(10)];
  near(bleu(long, other), 74.98122679051097);
  near(chrf(long, other), 93.27311737227392);
  near(rouge(long, other, { kind: 2 }).f1, 0.854618015963512);
  near(rouge(long, other, { kind: "L" }).f1, 0.8547008547008547);
  assert.equal(tokenF1(long, other), 0);
});
