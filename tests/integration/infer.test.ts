import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { recipes, simulatedTarget, type ThroughputOptions, transformersTarget } from "../../lib/index.js";

const project = fileURLToPath(new URL("../../../", import.meta.url));
const tiny = path.join(project, "data", "models", "tiny-lm");
const folder = () => mkdtempSync(path.join(tmpdir(), "infer-"));
const measure = (options: ThroughputOptions) =>
  recipes.throughput({
    directory: folder(),
    onProgress: null,
    warmupTokens: 3,
    genTokens: 6,
    iters: 2,
    threads: 1,
    ...options,
  });

describe("recipes.throughput on the real weights", () => {
  it("measures exactly so many tokens, as often as asked, and not the warm-up", async () => {
    const jsonOut = path.join(folder(), "new", "bench.json");
    const mdOut = path.join(folder(), "bench.md");
    const { report, row, problems, run } = await measure({ jsonOut, mdOut });
    assert.deepEqual(problems, []);
    const trials = await run.trials();
    assert.deepEqual(
      trials.map((trial) => [trial.phase, trial.usage?.outputTokens]),
      [
        ["warmup", 3],
        ["measured", 6],
        ["measured", 6],
      ],
    );
    const measured = trials.slice(1).map((trial) => 6 / ((trial.endAtMs - trial.dispatchedAtMs) / 1000));
    report.results.tokens_per_sec.values.forEach((value, at) => {
      assert.ok(Math.abs((value ?? 0) / (measured[at] ?? 0) - 1) < 1e-12, `${value} is not ${measured[at]}`);
    });
    const { mean, min, max } = report.results.tokens_per_sec;
    assert.ok(min !== null && mean !== null && max !== null && min <= mean && mean <= max);
    assert.deepEqual(JSON.parse(readFileSync(jsonOut, "utf8")), report);
    assert.equal(readFileSync(mdOut, "utf8"), `${row}\n`);
  });

  it("has every key of the published JSON, with the model's own sizes", async () => {
    const { report } = await measure({ iters: 1, warmupTokens: 0 });
    // the published schema
    for (const key of ["timestamp", "commit", "platform", "torch", "device", "model", "generation", "results"])
      assert.ok(key in report, key);
    assert.deepEqual([report.platform.python, report.torch], [null, { version: null, cuda: null }]);
    assert.equal(report.device.type, "cpu");
    // parameters counted over the file's 272 tensors; the rest from the model's published config.json
    const { source, params_m, block_size, n_layer, n_head, n_embd } = report.model;
    assert.deepEqual([source, params_m, block_size, n_layer, n_head, n_embd], ["local", 134.515008, 8192, 30, 9, 576]);
    const { prompt, ...generation } = report.generation;
    assert.notEqual(prompt, "");
    assert.deepEqual(generation, {
      gen_tokens: 6,
      temperature: 0.9,
      top_k: 40,
      top_p: 1,
      repetition_penalty: 1,
      use_kv_cache: true,
      seed: 1,
      deterministic: true,
      warmup_tokens: 0,
    });
    assert.deepEqual([report.results.iters, report.results.vram_peak_mib], [1, null]);
    assert.equal(report.results.tokens_per_sec.standard_deviation, null);
  });

  it("records whether flash attention computed, whether it was told so or left to the engine", async () => {
    const [usual, off] = [await measure({ iters: 1 }), await measure({ iters: 1, flashAttention: false })];
    assert.deepEqual(
      [usual, off].map(({ report, run }) => [
        run.manifest.targets[0]?.flashAttention,
        report.runtime.details.flashAttention,
      ]),
      [
        ["auto", true],
        [false, false],
      ],
    );
  });

  it("gives the same tokens in every iteration, and the same again at another time", async () => {
    const generation = { deterministic: true, temperature: 1.1, seed: 3 };
    const [once, again] = [await measure({ generation, genTokens: 10 }), await measure({ generation, genTokens: 10 })];
    assert.equal(once.report.results.same_tokens, true);
    const said = async ({ run }: typeof once) => (await run.trials()).map((trial) => trial.outcome.text);
    const texts = [...(await said(once)).slice(1), ...(await said(again)).slice(1)];
    assert.deepEqual([texts.length, new Set(texts).size], [4, 1]);
  });

  it("evaluates without the cache when it is told to, and says the same", async () => {
    const greedy = { temperature: 0 };
    const [on, off] = [
      await measure({ generation: greedy, iters: 1 }),
      await measure({ generation: { ...greedy, useKvCache: false }, iters: 1, warmupTokens: 0 }),
    ];
    assert.equal(off.run.manifest.sessions[0]?.engines[0]?.details.useKvCache, false);
    assert.equal(off.report.generation.use_kv_cache, false);
    assert.match(off.row ?? "", /\| off \| 6 \|/);
    const text = async ({ run }: typeof on) => (await run.trials()).at(-1)?.outcome.text;
    assert.equal(await text(off), await text(on));
  });

  it("takes from the configuration what it is not told, and from nowhere else", async () => {
    const config = path.join(folder(), "base.toml");
    writeFileSync(config, "[generation]\nseed = 5\ntemperature = 0.5\ntop_k = 7\n");
    const { report } = await measure({ config, generation: { topK: 9 }, iters: 1, warmupTokens: 0 });
    const { seed, temperature, top_k, top_p } = report.generation;
    assert.deepEqual([seed, temperature, top_k, top_p], [5, 0.5, 9, 1]);
  });
});

describe("recipes.throughput on other targets", () => {
  const unset = { threads: undefined };

  it("measures an ONNX model by its folder", async () => {
    const { report, problems } = await measure({ ...unset, checkpoint: tiny, genTokens: 20 });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [report.model.n_layer, report.model.block_size, report.runtime.engine],
      [1, 512, "@xenova/transformers"],
    );
  });

  it("switches the cache of a target that is given", async () => {
    const target = transformersTarget({ model: tiny, quantized: false });
    const { run } = await measure({ ...unset, target, generation: { useKvCache: false } });
    assert.equal(run.manifest.targets[0]?.useKvCache, false);
  });

  it("keeps an answer of another length out of the numbers, and says so", async () => {
    const target = simulatedTarget({ timeToFirstTokenMs: 1, gapMs: 1, tokens: 4 });
    const jsonOut = path.join(folder(), "none.json");
    const { report, row, problems } = await measure({ ...unset, target, jsonOut });
    assert.deepEqual(problems, ["iteration 1: 4 tokens instead of 6", "iteration 2: 4 tokens instead of 6"]);
    assert.deepEqual([report.results.iters, report.results.tokens_per_sec.mean, row], [0, null, null]);
    assert.throws(() => readFileSync(jsonOut), /ENOENT/);
  });

  it("refuses what a target cannot do", async () => {
    const target = simulatedTarget({ timeToFirstTokenMs: 1, gapMs: 1, tokens: 4 });
    await assert.rejects(
      measure({ ...unset, target, generation: { useKvCache: false } }),
      /useKvCache cannot be switched/,
    );
    await assert.rejects(measure({ target, threads: 2 }), /a target says its own threads/);
    const onnx = { ...unset, checkpoint: tiny, flashAttention: true };
    await assert.rejects(measure(onnx), /flashAttention cannot be set for an ONNX model/);
    await assert.rejects(measure({ ...unset, target, flashAttention: true }), /a target says its own flashAttention/);
    await assert.rejects(measure({ flashAttention: "yes" as "auto" }), /flashAttention to be true, false or "auto"/);
    await assert.rejects(measure({ checkpoint: tiny }), /threads cannot be set for an ONNX model/);
  });
});

describe("benchbook infer, asked wrongly", () => {
  const place = folder();
  const put = (name: string, text: string) => {
    writeFileSync(path.join(place, name), text);
    return path.join(place, name);
  };
  const before = put("before.json", "of an earlier run");
  const ask = (...flags: string[]) => {
    const main = path.join(project, "lib", "dist", "cli", "main.js");
    const environment = { ...process.env, HF_ENDPOINT: "http://127.0.0.1:1" };
    const all = [main, "infer", "--threads", "1", "--out", place, "--json-out", before, ...flags];
    const { status, stderr, stdout } = spawnSync(process.execPath, all, {
      encoding: "utf8",
      env: environment,
      cwd: place,
    });
    return { status, stderr, stdout };
  };

  for (const [name, flags, expected] of [
    ["no tokens", ["--gen-tokens", "0"], /'0' is invalid\. Expected a whole number of at least 1/],
    ["no iteration", ["--iters", "0"], /Expected a whole number of at least 1/],
    ["an unknown checkpoint", ["--checkpoint", "none.gguf"], /expected a known model .* got "none\.gguf"/],
    [
      "a checkpoint that is no GGUF",
      ["--checkpoint", put("ckpt.pt", "PK checkpoint of PyTorch")],
      /expected a GGUF file/,
    ],
    ["a folder without a model", ["--checkpoint", place], /without onnx\/\*\.onnx/],
    ["a wrong type", ["--config", put("a.toml", '[generation]\ntop_p = "x"')], /expected top_p to be a number/],
    ["an unknown key", ["--config", put("b.toml", "[generation]\nbeams = 2")], /unknown key "beams"/],
    ["a missing configuration", ["--config", "none.toml"], /none\.toml cannot be read/],
    ["an output that is a folder", ["--md-out", place], /expected the path of a file to write, got the folder/],
    ["an output under a file", ["--md-out", path.join(before, "x.md")], /before\.json is a file/],
    ["more tokens than the context", ["--gen-tokens", "9000"], /fewer generated tokens than the 8192/],
    ["a hub without a repository", ["--source", "hf"], /source hf needs repoId/],
    [
      "a hub that is not there",
      ["--source", "hf", "--repo-id", "a/b"],
      /the hub http:\/\/127\.0\.0\.1:1 cannot be reached/,
    ],
    ["an unknown device", ["--device", "tpu"], /Allowed choices are cpu, cuda, auto/],
  ] as const)
    it(`refuses ${name} with exit code 2, and overwrites nothing`, () => {
      const { status, stderr, stdout } = ask(...flags);
      assert.equal(status, 2, stderr);
      assert.match(stderr, expected);
      assert.ok(stderr.trim().split("\n").length <= 2, stderr);
      assert.equal(stdout, "");
      assert.equal(readFileSync(before, "utf8"), "of an earlier run");
    });

  it("says how to ask", () => {
    const { status, stdout } = ask("--help");
    assert.equal(status, 0);
    assert.match(stdout, /--gen-tokens .*\n[\s\S]*Examples:\n {2}npx benchbook infer --json-out/);
  });

  it("takes the flags of the usual example, and leaves both files", () => {
    const flags = ["--source", "local", "--meta", "meta.json", "--tokenizer", "char", "--device", "cpu"];
    const md = path.join(place, "bench.md");
    const short = ["--gen-tokens", "4", "--iters", "1", "--warmup-tokens", "0", "--no-kv-cache", "--md-out", md];
    const { status, stderr, stdout } = ask(...flags, ...short);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /--meta and --tokenizer are ignored/);
    const row = readFileSync(md, "utf8");
    assert.match(row, /^\| cpu .*\| local \| 134\.515 \| off \| 4 \| \d+\.\d\d \| N\/A \|\n$/);
    assert.ok(stdout.includes(row.trim()));
    assert.equal(JSON.parse(readFileSync(before, "utf8")).results.iters, 1);
    assert.deepEqual(
      readdirSync(place).filter((file) => file.includes("tmp")),
      [],
    );
  });
});

describe("the community table of this repository", () => {
  const page = readFileSync(path.join(project, "docs", "community-results.md"), "utf8");

  it("holds rows that can be read, one of them of the embedded model", () => {
    const results = recipes.readCommunityTable(page);
    assert.ok(
      results.some((result) => result.paramsM === 134.515 && result.kvCache === "on" && result.genTokens === 256),
    );
  });

  it("can be extended by a row", () => {
    const longer = recipes.addToCommunityTable(page, "| cpu (test) | hf | 1.000 | off | 8 | 2.50 | N/A |");
    assert.deepEqual(recipes.readCommunityTable(longer).at(-1), {
      device: "cpu (test)",
      source: "hf",
      paramsM: 1,
      kvCache: "off",
      genTokens: 8,
      meanTokensPerSecond: 2.5,
      peakVramMiB: null,
    });
  });
});
