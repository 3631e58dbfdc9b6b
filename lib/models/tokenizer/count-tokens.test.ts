import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { projectFile, weightsDirectory } from "../../project.js";
import { countTokens } from "./count-tokens.js";
import { openTokenizer } from "./open-tokenizer.js";

/** Not compiled, since the engines' tests need it where nothing is built. */
const { variedPrompts } = (await import(projectFile("tests/support/models/varied-prompts.mjs"))) as {
  variedPrompts(count: number): readonly string[];
};
const smollm2 = "smollm2-135m-instruct-q4_1";

describe("the tokenizer that is made of a GGUF file's vocabulary", () => {
  it("cuts 1,000 prompts of every script as llama.cpp does with the same file", async () => {
    const { encode, engine, file } = await openTokenizer(smollm2, weightsDirectory);
    assert.equal(engine, "tokenizers");
    const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
    const model = await llama.loadModel({ modelPath: file, vocabOnly: true });
    const differing = variedPrompts(1000).filter(
      (prompt) => encode(prompt).join(" ") !== [...model.tokenize(prompt, true)].join(" "),
    );
    assert.deepEqual(differing, []);
    await model.dispose();
  });
});

describe("a tokenizer.json", () => {
  it("is found by its path or its folder, here or among the weights", async () => {
    const file = projectFile("data/models/tiny-lm/tokenizer.json");
    const [byFile, byFolder] = await Promise.all(
      [file, path.dirname(file)].map((name) => countTokens(name, ["Once upon a time"])),
    );
    assert.deepEqual(byFile, byFolder);
    // bert-base-uncased: "token", "##izer", "##s"; no [CLS], no [SEP].
    assert.deepEqual(await countTokens("all-MiniLM-L6-v2", ["tokenizers", ""]), [3, 0]);
  });

  it("is read as Hugging Face's own library reads it: numbers of all scripts, and Unicode's white space", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "tokenizer-"));
    const file = path.join(folder, "tokenizer.json");
    const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
    const pre_tokenizer = { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, bytes] };
    // "Ù£Ù£" are the bytes of two Arabic digits, "ÂħÂħ" those of two U+0085, "ï»¿a" those of U+FEFF with a letter after it.
    const whole = ["Ù£Ù£", "ÂħÂħ", "ï»¿a"];
    const vocab = Object.fromEntries(
      ["Ù", "£", "Â", "ħ", "ï", "»", "¿", "a", "Ù£", "Âħ", "ï»", "ï»¿", ...whole].map((one, at) => [one, at]),
    );
    const merges = ["Ù £", "Ù£ Ù£", "Â ħ", "Âħ Âħ", "ï »", "ï» ¿", "ï»¿ a"];
    await writeFile(file, JSON.stringify({ pre_tokenizer, model: { type: "BPE", vocab, merges } }));
    // Digits stand alone (Rust's char::is_numeric is Nd, Nl and No), U+0085 is white space, U+FEFF is not and parts no letter.
    assert.deepEqual(await countTokens(file, ["٣٣", "\u0085\u0085", "\ufeffa"]), [2, 1, 2]);
  });

  it("is refused in one sentence when it is none", async () => {
    await assert.rejects(countTokens("nobody", ["a"]), /^Error: countTokens: expected a tokenizer.json, its folder, /);
    await assert.rejects(
      countTokens(smollm2, "a" as never),
      /expected texts to be a list of texts, got "a": write \["a"\]/,
    );
  });
});
