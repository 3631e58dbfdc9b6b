import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { importResults } from "./import-results.js";
import { importedTrials } from "./imported-trials.js";

const peers = fileURLToPath(new URL("../../../../data/recorded/peers", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "imports-"));
after(() => rmSync(folder, { recursive: true }));

const files = [
  "aiperf-0.13.0/profile_export.jsonl",
  "guidellm-0.8.1/out.json",
  "made/vllm-bench-serve.json",
  "made/llama-bench.json",
  "made/llama-bench.jsonl",
  "made/llama-bench.csv",
  "ollama-bench/ollama-0.17.4.csv",
  "made/ollama-bench-commented.csv",
  "made/results.csv",
  "made/bench_infer.json",
  "benchbook/benchmark_results.json",
  "benchbook/bench_infer.json",
];
const texts = files.map((file) => readFileSync(path.join(peers, file), "utf8"));

let written = 0;
function put(content: string | Buffer): string {
  const file = path.join(folder, `file-${written++}`);
  writeFileSync(file, content);
  return file;
}

/** Imports a damaged file: either it reads (what was cut off is whole lines), or one error of one line names the file. */
async function oneErrorOrRows(content: string | Buffer): Promise<"read" | "refused"> {
  const file = put(content);
  try {
    const imported = await importResults(file);
    for (const row of imported.rows) assert.ok(!Object.values(row).some((cell) => Number.isNaN(cell)));
    if (imported.rows.every((row) => row.startMs !== null && row.latencyMs !== null) && imported.unit === "request") {
      importedTrials(imported);
    }
    return "read";
  } catch (error) {
    assert.ok(error instanceof Error && error.constructor === Error, String(error));
    assert.match(error.message, /^expected /);
    assert.ok(error.message.includes(path.basename(file)), error.message);
    assert.doesNotMatch(error.message, /undefined|\[object|Cannot read/);
    return "refused";
  } finally {
    rmSync(file);
  }
}

const someFile = fc.integer({ min: 0, max: files.length - 1 });

test("every file cut anywhere is refused with one error, or reads as the whole lines that are left", async () => {
  await fc.assert(
    fc.asyncProperty(someFile, fc.double({ min: 0, max: 1, noNaN: true }), async (which, share) => {
      const text = texts[which] ?? "";
      const cut = text.slice(0, Math.floor(share * text.length));
      const whole = await oneErrorOrRows(cut);
      if (!/\.csv$|jsonl$/.test(files[which] ?? "") && cut.trimEnd().length < text.trimEnd().length) {
        assert.equal(whole, "refused");
      }
    }),
    { numRuns: 400 },
  );
});

test("every file with bytes overwritten is refused with one error, or reads", async () => {
  await fc.assert(
    fc.asyncProperty(someFile, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 6 }), async (which, where, bytes) => {
      const content = Buffer.from(texts[which] ?? "", "utf8");
      content.set(bytes.slice(0, content.length), where % Math.max(content.length - bytes.length, 1));
      await oneErrorOrRows(content);
    }),
    { numRuns: 400 },
  );
});

/** Puts another value in the place of one that stands anywhere in parsed JSON. */
function replaced(value: unknown, place: { left: number }, other: unknown): unknown {
  if (place.left-- === 0) return other;
  if (Array.isArray(value)) return value.map((one: unknown) => replaced(one, place, other));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, place, other)]));
}

test("every JSON file with one value of another type is refused with one error, or reads", async () => {
  const odd = fc.constantFrom<unknown>(null, -1, 1e308, "text", true, [], {}, [[]], [null], "constructor");
  const json = files.flatMap((file, index) => (file.endsWith(".json") ? [index] : []));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...json), fc.nat({ max: 1500 }), odd, async (which, place, other) => {
      const value: unknown = JSON.parse(texts[which] ?? "");
      await oneErrorOrRows(JSON.stringify(replaced(value, { left: place }, other)));
    }),
    { numRuns: 500 },
  );
});

async function refused(content: string, expected: RegExp, options = {}): Promise<void> {
  await assert.rejects(importResults(put(content), options), expected);
}

test("a newer, an older and a foreign file say what was expected", async () => {
  const guidellm = JSON.parse(texts[1] ?? "");
  await refused(
    JSON.stringify({ ...guidellm, metadata: { ...guidellm.metadata, version: 3 } }),
    /version 2 .* got version 3, which is newer/,
  );
  await refused(
    JSON.stringify({ ...guidellm, metadata: { ...guidellm.metadata, version: 1 } }),
    /got version 1, which is older/,
  );
  await refused('{"schema":2,"baseline":{},"optimised":[]}', /with schema 1, got schema 2; a newer Benchbook/);
  await refused("a,b\n1,2\n", /to be one of guidellm-json, .* got a file of another format/);
  await refused("plain words\n", /another format/);
  await refused("[]", /another format/);
  await refused(
    '{"request_throughput":1,"completed":1,"total_input_tokens":1,"tokenizer_id":"t"}',
    /run vllm bench serve with --save-detailed/,
  );
  await refused('{"aiperf_version":"0.13.0"}', /got its summary; import profile_export\.jsonl/);
  // How AIPerf 0.13.0's profile_export_aiperf.csv begins and goes on: two tables of different width
  await refused(
    "Metric,avg,min,max,sum,p1\r\nRequest Latency (ms),83.30,81.73,85.14,416.49,81.74\r\n\r\nMetric,Value\r\nRequest Count,5.00\r\n",
    /got its summary; import profile_export\.jsonl/,
  );
  await refused(texts[8] ?? "", /to be vllm-json, got results-csv; leave the format out/, { format: "vllm-json" });
});

test("AIPerf's summary beside the records is refused in a newer version, and not missed when it is not there", async () => {
  const alone = await importResults(put(texts[0] ?? ""));
  assert.deepEqual([alone.toolVersion, alone.summary, alone.rows.length], [null, [], 5]);
  const beside = path.join(folder, "profile_export_aiperf.json");
  writeFileSync(beside, '{"schema_version":"2.0","aiperf_version":"9"}');
  await refused(texts[0] ?? "", /profile_export_aiperf\.json in version 1 of AIPerf's export, got 2\.0/);
  writeFileSync(beside, '{"schema');
  await refused(texts[0] ?? "", /profile_export_aiperf\.json to be whole JSON/);
  rmSync(beside);
});

test("hostile files: too deep, too large, a prototype, bytes that are no text, a folder, nothing", async () => {
  await refused("[".repeat(100_000), /to be whole JSON/);
  await refused(`${"[".repeat(100)}${"]".repeat(100)}`, /nested at most 64 deep/);
  await refused('{"metadata":{"guidellm_version":"1","__proto__":{"polluted":1}}}', /without a key __proto__/);
  const header = "model,prompt_id,prompt,tokens,latency_sec,ttft_sec,tokens_per_sec,semantic_accuracy,__proto__\n";
  const imported = await importResults(put(`${header}a,1,p,1,1,1,1,1,{}\n`));
  assert.equal(imported.rows.length, 1);
  assert.equal((Object.prototype as { polluted?: unknown }).polluted, undefined);
  const large = put("{");
  truncateSync(large, 65 * 1024 * 1024);
  await assert.rejects(importResults(large), /to be at most 67108864 bytes, got 68157440/);
  await assert.rejects(importResults(put(Buffer.from([0x7b, 0xff, 0xfe]))), /in UTF-8, .* got bytes that are neither/);
  await assert.rejects(importResults(folder), /got a folder; give the file in it/);
  await assert.rejects(importResults(put("")), /got an empty file/);
  await assert.rejects(importResults(path.join(folder, "none")), /at .*none, got ENOENT/);
});

test("gaps of AIPerf in another unit than milliseconds are refused, as every other of its metrics is", async () => {
  const [first = "", ...rest] = (texts[0] ?? "").split("\n");
  const record = JSON.parse(first) as { metrics: { inter_chunk_latency: { unit: string } } };
  record.metrics.inter_chunk_latency.unit = "s";
  await assert.rejects(
    importResults(put([JSON.stringify(record), ...rest].join("\n"))),
    /expected inter_chunk_latency of line 1 of .* in ms, got s/,
  );
});

test("a number beyond all numbers is called by its name", async () => {
  const file = put((texts[1] ?? "").replace(/"request_latency": ?[0-9.]+/, '"request_latency": 1e400'));
  await assert.rejects(importResults(file), /expected request_latency of .* to be a number, got Infinity/);
});

test("a file to which vLLM appended a second run holds both, told apart by what differs", async () => {
  // vllm/benchmarks/serve.py: with --append-result it writes a line break and the next JSON after what the file holds
  const run = JSON.parse(texts[2] ?? "") as Record<string, unknown>;
  const imported = await importResults(put(`${JSON.stringify(run)}\n${JSON.stringify({ ...run, request_rate: 8 })}`));
  assert.deepEqual(
    [...new Set(imported.rows.map(({ target }) => target))],
    ["smollm2-135m, request_rate 4", "smollm2-135m, request_rate 8"],
  );
  assert.equal(imported.rows.length, 24);
  assert.deepEqual(
    imported.summary.filter(({ agrees }) => agrees === false),
    [],
  );
});
