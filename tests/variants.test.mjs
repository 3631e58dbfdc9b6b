import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { GgmlType, readGgufFileInfo } from "node-llama-cpp";
import { caseSet, recipes } from "../lib/dist/index.js";
import { openTokenizer } from "../lib/dist/models/tokenizer/open-tokenizer.js";
import { weights } from "../scripts/setup/paths.mjs";
import { fileDigest } from "../scripts/setup/stamp.mjs";
import { VARIANTS, variantStep } from "../scripts/setup/variants.mjs";

const folder = () => mkdtempSync(join(tmpdir(), "variants-"));

describe("the variants of the shipped weights", () => {
  before(() => recipes.makeVariantWeights());

  it("are the files that their hashes say, on every machine", async () => {
    for (const { path, sha256 } of VARIANTS) assert.equal(await fileDigest(join(weights, path)), sha256, path);
  });

  it("have matrices of one type, but for the head of Q4_0, which llama.cpp's own quantize keeps at 8 bits as well", async () => {
    const types = await Promise.all(
      VARIANTS.map(async ({ kind, path }) => {
        const { fullTensorInfo } = await readGgufFileInfo(join(weights, path));
        const matrices = fullTensorInfo.filter(({ dimensions }) => dimensions.length > 1);
        const typesOf = (some) => [...new Set(some.map(({ ggmlType }) => GgmlType[ggmlType]))];
        const isHead = ({ name }) => name === "token_embd.weight"; // no output.weight: the two are tied
        return [kind, typesOf(matrices.filter(isHead)), typesOf(matrices.filter((one) => !isHead(one)))];
      }),
    );
    assert.deepEqual(types, [
      ["F16", ["F16"], ["F16"]],
      ["Q8_0", ["Q8_0"], ["Q8_0"]],
      ["Q4_0", ["Q8_0"], ["Q4_0"]],
    ]);
  });

  it("have one tokenizer, which is that of the shipped weights", async () => {
    const names = ["smollm2-135m-instruct-q4_1", ...VARIANTS.map(({ path }) => path.replace(/\.gguf$/, ""))];
    const tokenizers = await Promise.all(names.map((name) => openTokenizer(name, weights)));
    assert.equal(new Set(tokenizers.map(({ file }) => file)).size, 4);
    assert.equal(new Set(tokenizers.map(({ sha256 }) => sha256)).size, 1);
  });

  it("take less resident memory the fewer bits a weight has, as the library measures it", async () => {
    const directory = folder();
    const cases = caseSet({ name: "one", version: "1", cases: [{ prompt: "What is the capital of France?" }] });
    const { summaries, report } = await recipes.variants({ cases, maxTokens: 4, directory, onProgress: null });
    const [f16, q8, q4] = summaries.map(({ residentMb }) => Number(residentMb));
    assert.ok(q4 < q8 && q8 < f16, `Q4_0 ${q4} MB, Q8_0 ${q8} MB, F16 ${f16} MB`);
    assert.deepEqual(
      summaries.map(({ precision, quantisation, device }) => [precision, quantisation, device]),
      [
        ["fp16", "F16", "CPU"],
        ["int8", "Q8_0", "CPU"],
        ["q4_0", "Q4_0", "CPU"],
      ],
    );
    assert.equal(recipes.defaultVariants().length, 3);
    assert.match(readFileSync(report, "utf8"), /F16 and Q8_0 are widened from Q4_1/);
    rmSync(directory, { recursive: true });
  });
});

describe("the making of a variant", () => {
  const [variant] = VARIANTS;

  it("says what to do when its source is no model, and leaves nothing behind", async () => {
    const place = folder();
    const source = join(place, "source.gguf");
    writeFileSync(source, "this is no model");
    const step = variantStep(variant, { folder: join(place, "out"), source });
    assert.equal(await step.isDone(), false);
    await assert.rejects(step.act(), /could not be made: see below/);
    assert.equal(await step.isDone(), false);
  });

  it("does not take a file of the right length for the right file", async () => {
    const place = folder();
    const small = { kind: variant.kind, path: "small.gguf", bytes: 5, sha256: "0".repeat(64) };
    writeFileSync(join(place, small.path), "12345");
    assert.equal(await variantStep(small, { folder: place }).isDone(), false);
    // sha256 of "12345", from sha256sum
    const right = { ...small, sha256: "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5" };
    assert.equal(await variantStep(right, { folder: place }).isDone(), true);
  });
});
