import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { differingFields } from "./differing-fields.js";
import { importResults } from "./import-results.js";
import type { Imported } from "./imported.js";
import { parsePythonJson } from "./python-json.js";

// Files that hold several runs or settings: public reports ggml-org/llama.cpp #7673, sgl-project/sglang #33193,
// bentoml/llm-optimizer #21, golang/go #65157.

const folder = mkdtempSync(path.join(tmpdir(), "several-runs-"));
let files = 0;

function put(content: string | Buffer): string {
  const file = path.join(folder, `${files++}.txt`);
  writeFileSync(file, content);
  return file;
}

const targets = ({ rows }: Imported) => [...new Set(rows.map(({ target }) => target))];

const disagree = ({ summary }: Imported) => summary.filter((one) => one.agrees === false);

const test1 = {
  ...{ build_commit: "a1b2c3d4e", build_number: 9900, model_filename: "m.gguf", model_type: "qwen3 8B Q4_K - Medium" },
  ...{
    n_batch: 2048,
    n_ubatch: 512,
    type_k: "f16",
    type_v: "f16",
    flash_attn: -1,
    n_prompt: 512,
    n_gen: 0,
    n_depth: 0,
  },
  ...{ test_time: "2026-09-01T10:00:00Z", avg_ns: 1e9, stddev_ns: 1e6, avg_ts: 512.000341, stddev_ts: 0.512001 },
  ...{ samples_ns: [1e9, 1.001e9, 0.999e9] },
};
const sweep = [
  test1,
  { ...test1, n_ubatch: 1024, avg_ns: 5e8, samples_ns: [5e8, 5.01e8, 4.99e8], test_time: "2026-09-01T10:01:00Z" },
  { ...test1, type_k: "q8_0", type_v: "q8_0", avg_ns: 2e9, samples_ns: [2e9, 2.002e9, 1.998e9] },
];
const sweepTargets = [
  "qwen3 8B Q4_K - Medium, n_ubatch 512, type_k f16, type_v f16, pp512",
  "qwen3 8B Q4_K - Medium, n_ubatch 1024, type_k f16, type_v f16, pp512",
  "qwen3 8B Q4_K - Medium, n_ubatch 512, type_k q8_0, type_v q8_0, pp512",
];
const csvColumns = Object.keys(test1).filter((name) => name !== "samples_ns");
const csvLine = (cells: readonly unknown[]) => `${cells.map((cell) => `"${String(cell)}"`).join(",")}\n`;
const sweepCsv = [
  csvLine(csvColumns),
  ...sweep.map((one) => csvLine(csvColumns.map((name) => one[name as keyof typeof one]))),
].join("");

test("llama-bench's settings tell targets apart in json, jsonl and csv, and nothing else does", async () => {
  const json = await importResults(put(JSON.stringify(sweep)));
  const lines = await importResults(put(sweep.map((one) => `${JSON.stringify(one)}\n`).join("")));
  const csv = await importResults(put(sweepCsv));
  for (const one of [json, lines, csv]) assert.deepEqual(targets(one), sweepTargets);
  const single = await importResults(put(JSON.stringify([test1])));
  assert.deepEqual(targets(single), ["qwen3 8B Q4_K - Medium, pp512"]);
});

test("a field that Benchbook has never heard of tells targets apart as well", async () => {
  const unknown = [
    { ...test1, some_new_flag: true },
    { ...test1, some_new_flag: false },
  ];
  const names = targets(await importResults(put(JSON.stringify(unknown))));
  assert.deepEqual(
    names,
    [true, false].map((flag) => `qwen3 8B Q4_K - Medium, some_new_flag ${flag}, pp512`),
  );
});

test("the same test twice in an appended file is more repetitions, not the same ones", async () => {
  const { rows } = await importResults(put([test1, test1].map((one) => `${JSON.stringify(one)}\n`).join("")));
  assert.deepEqual(
    rows.map(({ repetition }) => repetition),
    [0, 1, 2, 3, 4, 5],
  );
});

test("what PowerShell's > writes, UTF-16 with its mark, is read in both byte orders", async () => {
  const little = Buffer.from(`\uFEFF${sweepCsv.replaceAll("\n", "\r\n")}`, "utf16le");
  const big = Buffer.from(little).swap16();
  for (const bytes of [little, big]) assert.deepEqual(targets(await importResults(put(bytes))), sweepTargets);
  const unmarked = Buffer.from(sweepCsv, "utf16le");
  unmarked[0] = 0xff; // no text in any encoding that is read
  await assert.rejects(importResults(put(unmarked)), /UTF-16 with its byte order mark, got bytes that are neither/);
});

/** A line as SGLang's bench_serving writes it (sgl-project/sglang, python/sglang/bench_serving.py), two requests. */
const sglang = {
  ...{ tag: null, backend: "sglang-oai-chat", dataset_name: "random", request_rate: 4, max_concurrency: 2 },
  ...{ random_input_len: 128, random_output_len: 8, server_info: null, duration: 1.2, completed: 2 },
  ...{
    total_input_tokens: 256,
    total_output_tokens: 16,
    total_output_tokens_retokenized: 16,
    request_throughput: 1.6667,
  },
  ...{ mean_e2e_latency_ms: 275, p99_e2e_latency_ms: 299.5, mean_ttft_ms: 110, p99_ttft_ms: 119.8 },
  ...{ mean_tpot_ms: 23.57142857142857, std_tpot_ms: 2.142857142857144, mean_itl_ms: 82.5, max_itl_ms: 90 },
  ...{
    input_lens: [128, 128],
    output_lens: [8, 8],
    ttfts: [0.1, 0.12],
    itls: [
      [0.075, 0.075],
      [0.09, 0.09],
    ],
  },
  ...{ generated_texts: ["a b c d e f g h", "a b c d e f g h"], errors: ["", ""] },
};

test("SGLang's file is SGLang's and not vLLM's, and its own summary comes out again from the rows", async () => {
  const imported = await importResults(put(`${JSON.stringify(sglang)}\n`));
  assert.deepEqual([imported.format, imported.tool], ["sglang-jsonl", "SGLang bench_serving"]);
  assert.equal(imported.summary.length, 8);
  assert.deepEqual(disagree(imported), []);
  assert.deepEqual(
    imported.rows.map((row) => [row.timeToFirstTokenMs, row.latencyMs, row.outputTokens, row.startMs]),
    [
      [100, 250, 8, null],
      [120, 300, 8, null],
    ],
  );
});

test("with speculative decoding SGLang's pooled gaps are of tokens that the file does not hold: they are not compared", async () => {
  const imported = await importResults(put(`${JSON.stringify({ ...sglang, accept_length: 4, mean_itl_ms: 20.6 })}\n`));
  assert.deepEqual([imported.summary.length, disagree(imported)], [6, []]);
});

test("Infinity and NaN, as Python writes them, are read, and several runs are told apart by their settings", async () => {
  const line = (rate: string, concurrency: number) =>
    `${JSON.stringify({ ...sglang, max_concurrency: concurrency, tag: "x" }).replace('"request_rate":4', `"request_rate":${rate}`)}\n`;
  const imported = await importResults(
    put(line("Infinity", 2) + line("Infinity", 4) + line("8.0", 4) + line("8.0", 4)),
  );
  assert.deepEqual(targets(imported), [
    "sglang-oai-chat, request_rate Infinity, max_concurrency 2",
    "sglang-oai-chat, request_rate Infinity, max_concurrency 4",
    "sglang-oai-chat, request_rate 8, max_concurrency 4",
    "sglang-oai-chat, request_rate 8, max_concurrency 4, run 4",
  ]);
  assert.equal(imported.rows.length, 8);
});

test("a request of SGLang's that failed has null and not 0", async () => {
  const failed = { ...sglang, output_lens: [8, 0], ttfts: [0.1, 0], itls: [[0.075, 0.075], []], errors: ["", "Boom"] };
  const { rows } = await importResults(put(`${JSON.stringify(failed)}\n`));
  assert.deepEqual(
    [rows[1]?.outcome, rows[1]?.error, rows[1]?.timeToFirstTokenMs, rows[1]?.latencyMs, rows[1]?.outputTokens],
    ["failed", "Boom", null, null, null],
  );
});

test("SGLang's summary alone says which option writes the requests", async () => {
  const { ttfts: _, ...summary } = sglang;
  await assert.rejects(importResults(put(JSON.stringify(summary))), /run bench_serving with --output-details/);
});

test("a file with vLLM's totals and without its tokenizer is not called vLLM's", async () => {
  const other = { request_throughput: 1, completed: 1, total_input_tokens: 2, ttfts: [1], itls: [[1]] };
  await assert.rejects(importResults(put(JSON.stringify(other))), /got a file of another format/);
});

test("Python's words are read as numbers outside of strings only, for any texts", () => {
  assert.deepEqual(parsePythonJson('[NaN, Infinity, -Infinity, "NaN \\" Infinity"]'), [
    null,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    'NaN " Infinity',
  ]);
  assert.throws(() => parsePythonJson("[NaNny]"));
  const piece = fc.constantFrom("NaN", "Infinity", "\\", '"', " ", "x", "\n");
  fc.assert(
    fc.property(fc.array(fc.array(piece).map((pieces) => pieces.join(""))), (texts) => {
      assert.deepEqual(parsePythonJson(`[NaN, ${JSON.stringify(texts)}]`), [null, texts]);
    }),
  );
});

test("fields that differ name entries apart whenever anything differs", () => {
  const entry = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom(1, 2, "x", true, null));
  fc.assert(
    fc.property(fc.array(entry, { minLength: 2, maxLength: 5 }), (entries) => {
      const names = differingFields(entries, () => false);
      const same = (one: object) => JSON.stringify(["a", "b", "c"].map((key) => Reflect.get(one, key) ?? null));
      entries.forEach((one, i) => {
        entries.forEach((other, j) => {
          assert.equal(names[i] === names[j], same(one) === same(other));
        });
      });
    }),
  );
});
