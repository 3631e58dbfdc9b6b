import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { cosineSimilarity, semanticSimilarity } from "./semantic-similarity.js";
import { sentenceEncoder } from "./sentence-encoder.js";

async function nearly(text: string, reference: string, expected: number, tolerance: number): Promise<void> {
  const found = await semanticSimilarity(text, reference);
  assert.ok(found !== null && Math.abs(found - expected) < tolerance, `got ${found}, expected ${expected}`);
}

// Hugging Face, Inference API documentation, sentence similarity with sentence-transformers/all-MiniLM-L6-v2.
test("similarities are those that the model's publisher gives", async () => {
  await nearly("That is a happy dog", "That is a happy person", 0.6945773363113403, 1e-5);
  await nearly("That is a very happy person", "That is a happy person", 0.9429150819778442, 1e-5);
  await nearly("Today is a sunny day", "That is a happy person", 0.2568760812282562, 1e-5);
});

// sentence-transformers, quick start (sbert.net), same model, printed with four digits.
test("similarities are those of sentence-transformers' documentation", async () => {
  await nearly("The weather is lovely today.", "It's so sunny outside!", 0.666, 5e-5);
  await nearly("The weather is lovely today.", "He drove to the stadium.", 0.1046, 5e-5);
  await nearly("It's so sunny outside!", "He drove to the stadium.", 0.1411, 5e-5);
});

// The first numbers of "hello world" as Hugging Face's inference service gives them.
test("the vector of hello world is the published one, of length 1", async () => {
  const vector = Array.from(await sentenceEncoder()("hello world"));
  const published = [-0.03447732701897621, 0.031023245304822922, 0.006734952796250582];
  for (const [at, expected] of published.entries()) assert.ok(Math.abs((vector[at] ?? 0) - expected) < 1e-6);
  assert.equal(vector.length, 384);
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
});

// The same weights by the Python packages tokenizers 0.23.3 (truncation at 256) and onnxruntime 1.32.0.
test("a long text counts with its first 256 tokens, the closing one included, and unusual characters as in Python", async () => {
  const capital = "Paris is the capital of France.";
  const sentences = Array.from(
    { length: 40 },
    (_, at) => `The capital of France is Paris, and it lies on the Seine (${at}).`,
  );
  await nearly(sentences.join(" "), capital, 0.7360097765922546, 1e-5);
  await nearly([...sentences, "Bananas are yellow."].join(" "), capital, 0.7360097765922546, 1e-5);
  await nearly("Naïve café — 東京 is 東京! 😀 e=mc²", capital, 0.19047002494335175, 1e-5);
  await nearly("ﬁne-tuning İstanbul ß", capital, 0.06287501752376556, 1e-5);
  await nearly("don't won't U.S.A. 3.14% #hash @me", capital, -0.05795088782906532, 1e-5);
});

test("a text is the same as itself, and the order of the two does not matter", async () => {
  assert.equal((await semanticSimilarity("It rains.", "It rains."))?.toFixed(9), "1.000000000");
  const [there, back] = [await semanticSimilarity("a dog", "a cat"), await semanticSimilarity("a cat", "a dog")];
  assert.equal(there, back);
});

test("an empty reference gives null, an empty answer to a reference gives 0", async () => {
  assert.equal(await semanticSimilarity("an answer", ""), null);
  assert.equal(await semanticSimilarity("an answer", " \n"), null);
  assert.equal(await semanticSimilarity("", ""), null);
  assert.equal(await semanticSimilarity(" ", "a reference"), 0);
});

test("an embedding of one's own takes the place of the model", async () => {
  const letters = async (text: string) => [..."abc"].map((letter) => text.split(letter).length - 1);
  assert.equal(await semanticSimilarity("aabb", "ab", { embed: letters }), 1);
  assert.equal(await semanticSimilarity("aa", "c", { embed: letters }), 0);
  await assert.rejects(semanticSimilarity("xyz", "c", { embed: letters }), /expected vectors with a direction/);
});

test("vectors of different lengths and a missing model are one clear error", async () => {
  assert.throws(() => cosineSimilarity([1], [1, 2]), /expected two vectors of one length, got 1 and 2/);
  const folder = await mkdtemp(path.join(tmpdir(), "benchbook-encoder-"));
  const embed = sentenceEncoder(path.join(folder, "all-MiniLM-L6-v2"));
  await assert.rejects(semanticSimilarity("a", "b", { embed }), (error: Error) => {
    return error.message.includes(folder) && error.message.includes("`npm run setup`");
  });
  await rm(folder, { recursive: true });
});
