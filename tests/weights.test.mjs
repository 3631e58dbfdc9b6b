import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { env, pipeline } from "@xenova/transformers";
import { weights } from "../scripts/setup/paths.mjs";
import { fileDigest } from "../scripts/setup/stamp.mjs";
import { MANIFEST } from "../scripts/setup/weights.mjs";

/** @type {import("@xenova/transformers").FeatureExtractionPipeline} */
let encoder;

before(async () => {
  env.allowRemoteModels = false;
  env.localModelPath = weights;
  encoder = await pipeline("feature-extraction", "all-MiniLM-L6-v2", { quantized: false });
});

/** @param {string | string[]} text @returns {Promise<number[][]>} */
const embed = async (text) => (await encoder(text, { pooling: "mean", normalize: true })).tolist();

/** @param {number[]} a @param {number[]} b */
const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

for (const { name, files } of MANIFEST) {
  test(`the weights of ${name} are the files of the manifest`, async () => {
    for (const { path, sha256 } of files.map((file) => file.exportTo ?? file)) {
      assert.equal(await fileDigest(join(weights, path)), sha256, path);
    }
  });
}

test("the exported encoder gives the similarities that its publisher gives", async () => {
  const sentences = [
    "That is a happy person",
    "That is a happy dog",
    "That is a very happy person",
    "Today is a sunny day",
  ];
  const [source, ...others] = await embed(sentences);
  // Hugging Face, Inference API, detailed parameters, sentence similarity with sentence-transformers/all-MiniLM-L6-v2
  const expected = [0.6945773363113403, 0.9429150819778442, 0.2568760812282562];
  for (const [i, other] of others.entries()) {
    assert.ok(Math.abs(cosine(source, other) - expected[i]) < 1e-5, `${sentences[i + 1]}: ${cosine(source, other)}`);
  }
});

test("padding does not change an embedding, and its length is 1", async () => {
  const long = "a much longer sentence, with many more tokens than the first one has";
  const [[alone], [padded]] = [await embed("short"), await embed(["short", long])];
  assert.ok(Math.max(...alone.map((x, i) => Math.abs(x - padded[i]))) < 1e-5);
  assert.equal(alone.length, 384);
  assert.ok(Math.abs(cosine(alone, alone) - 1) < 1e-5);
});
