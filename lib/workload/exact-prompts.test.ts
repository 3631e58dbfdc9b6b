import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, describe, it } from "node:test";
import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { countTokens } from "../models/tokenizer/count-tokens.js";
import { projectFile } from "../project.js";
import { wholeCases } from "./case-file/case-set.js";
import { syntheticCases } from "./synthetic-cases.js";

const smollm2 = "smollm2-135m-instruct-q4_1";
const base = { count: 3, promptTokens: 40, maxTokens: 8, seed: 1 };

/** Every byte a token, and nothing else: the poorest vocabulary there is. */
let bytesOnly = "";
before(async () => {
  bytesOnly = path.join(await mkdtemp(path.join(tmpdir(), "tokenizer-")), "tokenizer.json");
  const bytes = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
  const pre_tokenizer = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const vocab = Object.fromEntries([...bytes, "Ġ"].map((one, at) => [one, at]));
  await writeFile(
    bytesOnly,
    JSON.stringify({ version: "1.0", pre_tokenizer, model: { type: "BPE", vocab, merges: [] } }),
  );
});

describe("synthetic cases with a tokenizer", () => {
  it("have exactly so many tokens, by a model's vocabulary", async () => {
    for (const promptTokens of [1, 2, 7, 128, 1000]) {
      const { cases, name } = await syntheticCases({ ...base, promptTokens, tokenizer: smollm2 });
      const counts = await countTokens(
        smollm2,
        cases.map(({ prompt }) => prompt),
      );
      assert.deepEqual(counts, [promptTokens, promptTokens, promptTokens]);
      assert.equal(name, `synthetic-${promptTokens}-8`);
    }
  });

  it("have exactly so many where words cost several tokens, and where words are WordPiece's", async () => {
    for (const file of ["data/models/tiny-lm/tokenizer.json", "weights/all-MiniLM-L6-v2"]) {
      const tokenizer = projectFile(file);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.nat(), async (promptTokens, seed) => {
          const { cases } = await syntheticCases({ ...base, promptTokens, seed, tokenizer });
          const counts = await countTokens(
            tokenizer,
            cases.map(({ prompt }) => prompt),
          );
          assert.deepEqual(new Set(counts), new Set([promptTokens]));
        }),
        { numRuns: 30 },
      );
    }
  });

  it("of a vocabulary of single bytes have so many characters", async () => {
    for (const promptTokens of [1, 2, 3, 50]) {
      const { cases } = await syntheticCases({ ...base, promptTokens, tokenizer: bytesOnly });
      assert.deepEqual(new Set(cases.map(({ prompt }) => prompt.length)), new Set([promptTokens]));
    }
  });

  it("share the tokens of the prefix, and no more", async () => {
    const tokenizer = projectFile("data/models/tiny-lm/tokenizer.json");
    const json = JSON.parse(await readFile(tokenizer, "utf8"));
    const plain = new Tokenizer(json, {});
    const { cases } = await syntheticCases({ ...base, count: 20, sharedPrefixTokens: 30, tokenizer });
    const ids = cases.map(({ prompt }) => plain.encode(prompt, { add_special_tokens: false }).ids);
    assert.equal(new Set(ids.map((one) => one.slice(0, 30).join(" "))).size, 1);
    assert.ok(new Set(ids.map((one) => one.slice(0, 34).join(" "))).size > 10);
    assert.deepEqual(new Set(ids.map((one) => one.length)), new Set([40]));
    const all = await syntheticCases({ ...base, sharedPrefixTokens: 40, tokenizer });
    assert.equal(new Set(all.cases.map(({ prompt }) => prompt)).size, 1);
  });

  it("are the same for the same seed, and a larger set begins with the smaller one", async () => {
    const made = (more: object) => syntheticCases({ ...base, tokenizer: smollm2, ...more });
    const set = await made({});
    assert.deepEqual(await made({}), set);
    assert.deepEqual(
      (await made({ count: 9 })).cases.slice(0, 3).map(({ prompt }) => prompt),
      set.cases.map(({ prompt }) => prompt),
    );
    assert.notEqual((await made({ seed: 2 })).sha256, set.sha256);
  });

  it("say by whom they are counted, as long as they are the counted ones", async () => {
    const set = await syntheticCases({ ...base, tokenizer: smollm2 });
    assert.equal(set.tokenizer?.name, "weights/smollm2-135m-instruct-q4_1.gguf");
    assert.match(set.tokenizer?.sha256 ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(wholeCases("test", set), set);
    const edited = { ...set, cases: [...set.cases, { prompt: "one more" }] };
    assert.equal(wholeCases("test", edited).tokenizer, undefined);
    assert.equal(syntheticCases(base).tokenizer, undefined);
  });

  it("are refused with a file that is no tokenizer, in one sentence", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "tokenizer-"));
    const write = async (name: string, text: string) => {
      await writeFile(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const wrong: readonly [string, RegExp][] = [
      [
        "no-such-model",
        /^syntheticCases, tokenizer: expected a tokenizer.json, its folder, .* got "no-such-model": none at/,
      ],
      [folder, /expected a tokenizer.json, its folder/],
      [await write("a.json", "{"), /a\.json is no JSON: expected a tokenizer\.json/],
      [await write("b.json", "[1]"), /b\.json is no tokenizer\.json: it has no model with a vocab/],
      [
        await write("c.json", '{"pre_tokenizer":{"type":"?"},"model":{"type":"BPE","vocab":{},"merges":[]}}'),
        /c\.json is no tokenizer\.json: the package tokenizers cannot/,
      ],
      [await write("d.gguf", "GGUF and nothing else"), /d\.gguf begins as a GGUF file and is cut off or damaged/],
    ];
    for (const [tokenizer, message] of wrong) await assert.rejects(syntheticCases({ ...base, tokenizer }), { message });
    assert.throws(() => syntheticCases({ ...base, tokenizer: " " }), /tokenizer to be a path or the name of a model/);
    await assert.rejects(
      syntheticCases({ ...base, tokenizer: await write("e.json", '{"model":{"type":"BPE","vocab":{},"merges":[]}}') }),
      /its vocabulary has no prompt of exactly 40 tokens/,
    );
  });
});
