import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bertText } from "./bert-text.js";
import { semanticSimilarity } from "./semantic-similarity.js";

interface Pair {
  readonly script: string;
  readonly text: string;
  readonly reference: string;
  /** By Hugging Face's tokenizer and ONNX Runtime in Python, on the same weights: data/reference/make-sentence-cosines.py. */
  readonly cosine: number;
  readonly withEnglish: number;
}

const file = new URL("../../../data/reference/sentence-cosines.json", import.meta.url);
const { pairs } = JSON.parse(readFileSync(file, "utf8")) as { readonly pairs: readonly Pair[] };
const tolerance = 1e-3;

test("in every script the cosine is that of the model's own tokenizer", async () => {
  assert.ok(pairs.length >= 30);
  const wrong: string[] = [];
  for (const { script, text, reference, cosine, withEnglish } of pairs) {
    const [own, english] = [
      await semanticSimilarity(text, reference),
      await semanticSimilarity(text, "The weather is lovely today."),
    ];
    if (Math.abs((own ?? 2) - cosine) > tolerance || Math.abs((english ?? 2) - withEnglish) > tolerance)
      wrong.push(`${script}: ${own} and ${english}, expected ${cosine} and ${withEnglish}`);
  }
  assert.deepEqual(wrong, []);
});

// By tokenizers 0.23.3: Tokenizer.normalizer.normalize_str of this model.
test("a text is normalized as Hugging Face's BertNormalizer does", () => {
  assert.equal(bertText("ガラス ﾊﾟﾝ"), "カラス ﾊﾟﾝ");
  assert.equal(bertText("שָׁלוֹם السَّلَامُ"), "שלום السلام");
  assert.equal(bertText("ΟΔΥΣΣΕΥΣ Σ"), "οδυσσευσ σ");
  assert.equal(bertText("a𠮷b中c"), "a 𠮷 b 中 c");
  assert.equal(bertText("a\u0000b\uFFFDc\u00ADd\u200De\u0007f\u0085g\tx\u3000y\u2028z"), "abcdefg x y z");
  assert.equal(bertText("İSTANBUL Straße"), "istanbul straße");
});
