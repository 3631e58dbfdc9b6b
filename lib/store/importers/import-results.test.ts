import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { importResults } from "./import-results.js";
import type { Imported } from "./imported.js";

const recorded = fileURLToPath(new URL("../../../../data/recorded", import.meta.url));
const peers = (file: string) => importResults(path.join(recorded, "peers", file));

function near(actual: number | null | undefined, expected: number, tolerance = 1e-9): void {
  const close = typeof actual === "number" && Math.abs(actual - expected) <= tolerance * Math.abs(expected);
  assert.ok(close, `${actual} is not ${expected}`);
}

const column = <Key extends keyof Imported["rows"][number]>({ rows }: Imported, key: Key) =>
  rows.map((row) => row[key]);

/** How many numbers of the tool's summary come out again from the rows; none may differ. */
function summaryComesOutAgain({ summary }: Imported, least: number): void {
  const held = summary.filter((one) => one.fromRows !== null);
  assert.ok(held.length >= least, `${held.length} numbers`);
  assert.deepEqual(
    held.filter((one) => !one.agrees),
    [],
  );
}

test("AIPerf's records are rows, and its own summary comes out again from them", async () => {
  const imported = await peers("aiperf-0.13.0/profile_export.jsonl");
  assert.equal(imported.format, "aiperf-jsonl");
  assert.deepEqual([imported.toolVersion, imported.formatVersion], ["0.13.0", "1.4"]);
  // Read off the file by eye: first record.
  const first = imported.rows[0];
  assert.equal(first?.timeToFirstTokenMs, 54.991595999999994);
  assert.equal(first?.latencyMs, 85.144076);
  assert.deepEqual(first?.chunkGapsMs, [10.409898, 9.299524, 10.443057999999999]);
  assert.deepEqual([first?.inputTokens, first?.outputTokens, first?.details.serverInputTokens], [6, 4, 8]);
  assert.equal(first?.cachedInputTokens, null);
  assert.equal(first?.startMs, 0);
  summaryComesOutAgain(imported, 100);
});

test("AIPerf's times are the server's and a few milliseconds of client", async () => {
  // What the server did by its own clock: first write - received, of the requests by their id.
  const truth = new Map([
    ["687ea507-9749-4649-941e-9ace83921158", 50.313939],
    ["f14156fc-5f44-4455-acfe-586cfbfbeb41", 50.307822],
  ]);
  const { rows } = await peers("aiperf-0.13.0/profile_export.jsonl");
  const joined = rows.filter((row) => truth.has(String(row.details.requestId)));
  assert.equal(joined.length, 2);
  for (const row of joined) {
    const error = (row.timeToFirstTokenMs ?? 0) - (truth.get(String(row.details.requestId)) ?? 0);
    assert.ok(error > 0 && error < 6, `${error} ms`);
  }
});

test("GuideLLM's requests are rows, and its weighted summary comes out again from them", async () => {
  const imported = await peers("guidellm-0.8.1/out.json");
  assert.deepEqual([imported.format, imported.toolVersion, imported.formatVersion], ["guidellm-json", "0.8.1", "2"]);
  const first = imported.rows[0];
  assert.equal(first?.timeToFirstTokenMs, 51.274776458740234);
  near(first?.latencyMs, 81.4218521118164);
  assert.equal(first?.interTokenLatencyMs, 9.882370630900065);
  assert.equal(first?.timePerOutputTokenMs, 20.230472087860107);
  assert.equal(first?.prompt, "1 0 m0 hard pass have");
  assert.equal(first?.text, " the the the the");
  assert.deepEqual([first?.chunkGapsMs, first?.tokensPerSecond, first?.intendedStartMs], [null, null, null]);
  summaryComesOutAgain(imported, 35);
});

test("vLLM's lists are rows, its failed request has null and not 0, and numpy's statistics come out again", async () => {
  const imported = await peers("made/vllm-bench-serve.json");
  assert.equal(imported.format, "vllm-json");
  const failed = imported.rows.filter((row) => row.outcome === "failed");
  assert.equal(failed.length, 1);
  const [row] = failed;
  assert.deepEqual(
    [row?.timeToFirstTokenMs, row?.latencyMs, row?.outputTokens, row?.error],
    [null, null, null, "Internal Server Error"],
  );
  assert.ok(imported.rows.every((one) => one.outcome === "failed" || one.timeToFirstTokenMs === 5));
  assert.ok(Math.max(...imported.rows.flatMap((one) => one.chunkGapsMs ?? [])) === 500);
  summaryComesOutAgain(imported, 20);
});

test("a file of vLLM 0.33.0: what the tool printed comes out again from the rows, digit by digit", async () => {
  const imported = await peers("vllm-0.33.0/serve.json");
  assert.equal(imported.format, "vllm-json");
  summaryComesOutAgain(imported, 24);
  const printed = await readFile(path.join(recorded, "peers", "vllm-0.33.0", "printed.txt"), "utf8");
  const numberOf = (label: string) => Number(new RegExp(`^${label} +([\\d.]+)$`, "m").exec(printed)?.[1]);
  const answered = imported.rows.filter((row) => row.outcome === "answered");
  const total = (key: "inputTokens" | "outputTokens") => answered.reduce((sum, row) => sum + (row[key] ?? 0), 0);
  assert.equal(answered.length, numberOf("Successful requests:"));
  assert.equal(imported.rows.length - answered.length, numberOf("Failed requests:"));
  assert.equal(total("inputTokens"), numberOf("Total input tokens:"));
  assert.equal(total("outputTokens"), numberOf("Total generated tokens:"));
  const words = { timeToFirstTokenMs: "TTFT", timePerOutputTokenMs: "TPOT", chunkGapsMs: "ITL", latencyMs: "E2EL" };
  const shown = imported.summary.filter(({ statistic }) => statistic !== "standard deviation");
  for (const { metric, statistic, fromRows } of shown) {
    const word = statistic.replace(/^./, (letter) => letter.toUpperCase());
    const label = `${word} ${words[metric as keyof typeof words]} \\(ms\\):`;
    assert.equal(fromRows?.toFixed(2), numberOf(label).toFixed(2), label);
  }
  assert.equal(shown.length, 20);
});

test("vLLM 0.33.0 does not take the role chunk after 5 ms for the first token, which came after 50 ms", async () => {
  const { rows } = await peers("vllm-0.33.0/serve.json");
  const times = rows.flatMap((row) => row.timeToFirstTokenMs ?? []);
  assert.ok(times.length === 7 && Math.min(...times) > 50 && Math.max(...times) < 100, times.join(" "));
  assert.ok(Math.max(...rows.flatMap((row) => row.chunkGapsMs ?? [])) > 200, "the stall is seen");
});

test("llama-bench's repetitions are rows in json and jsonl, and its csv holds a mean a test", async () => {
  const [json, lines, csv] = await Promise.all(
    ["json", "jsonl", "csv"].map((kind) => peers(`made/llama-bench.${kind}`)),
  );
  assert.ok(json && lines && csv);
  assert.deepEqual([json.unit, json.rows.length, csv.unit, csv.rows.length], ["repetition", 9, "test", 3]);
  assert.deepEqual(lines.rows, json.rows);
  assert.equal(json.toolVersion, "12345678 (7000)");
  // Python 3.11: 128 / 412345678 * 1e9
  near(json.rows[0]?.promptTokensPerSecond, 310.41916243875363, 1e-12);
  assert.equal(json.rows[0]?.tokensPerSecond, null);
  assert.equal(json.rows[8]?.caseId, "pp64+tg16 @ d256");
  assert.deepEqual(column(csv, "target"), [...new Set(column(json, "target"))]);
  summaryComesOutAgain(json, 12);
});

test("llama-bench's own files: the table that it printed comes out again, and its csv says what its jsonl does", async () => {
  const folder = "llama-bench-llama-cpp-python-0.3.36";
  const [json, lines, csv] = await Promise.all(
    ["json", "jsonl", "csv"].map((kind) => peers(`${folder}/llama-bench.${kind}`)),
  );
  assert.ok(json && lines && csv);
  // In the first run one repetition took 10 s, whose square overflows llama-bench's 64 bits: that deviation alone is wrong.
  const differ = json.summary.filter((one) => one.fromRows !== null && !one.agrees);
  assert.deepEqual(
    differ.map(({ metric, statistic, stored, fromRows }) => [metric, statistic, stored, fromRows?.toFixed(3)]),
    [["latencyMs", "standard deviation", 4291.594672, "5257.486"]],
  );
  assert.match(json.notes.join(), /stddev_ns of .*pp16\+tg8 is wrong in the file: .* overflowed/);
  assert.equal(json.summary.length, 12);
  summaryComesOutAgain(lines, 24);
  // `| … | pp32 | 108.77 ± 14.78 |`: each test's name, mean rate and standard deviation.
  const printed = await readFile(path.join(recorded, "peers", folder, "printed.md"), "utf8");
  const table = [...printed.matchAll(/\| +([^|]+) \| +([\d.]+) ± ([\d.]+) \|$/gm)].map((match) => match.slice(1));
  assert.equal(table.length, 3);
  const rates = json.summary.filter(({ metric }) => metric !== "latencyMs");
  const ours = (test: string) => rates.filter(({ target }) => target.endsWith(`, ${test}`));
  for (const [test = "", ...numbers] of table) {
    assert.deepEqual(
      ours(test).map(({ fromRows }) => fromRows?.toFixed(2)),
      numbers,
      test,
    );
  }
  const stored = ({ summary }: Imported) => summary.map(({ target, statistic, stored }) => [target, statistic, stored]);
  assert.deepEqual(stored(csv), stored(lines));
  assert.deepEqual([lines.rows.length, csv.rows.length], [18, 6]);
});

test("Ollama's bench of two versions: an epoch is a row, by the server's own counts", async () => {
  for (const version of ["0.13.5", "0.17.4"]) {
    const imported = await peers(`ollama-bench/ollama-${version}.csv`);
    assert.equal(imported.rows.length, 4);
    assert.deepEqual(column(imported, "repetition"), [0, 1, 2, 3]);
    assert.deepEqual(column(imported, "outputTokens"), [12, 12, 12, 12]);
    for (const { tokensPerSecond, timePerOutputTokenMs } of imported.rows) {
      near((tokensPerSecond ?? 0) * (timePerOutputTokenMs ?? 0), 1000, 0.01);
    }
  }
});

test("the bench's line about the model, its first token and a prompt from the cache", async () => {
  const { rows } = await peers("made/ollama-bench-commented.csv");
  assert.deepEqual(
    rows.map((row) => row.timeToFirstTokenMs),
    [45.123, 15.123],
  );
  assert.deepEqual(
    rows.map((row) => row.inputTokens),
    [128, null],
  );
  assert.deepEqual(
    rows.map((row) => row.promptTokensPerSecond),
    [12800, null],
  );
  assert.match(String(rows[0]?.details.model), /Quant: Q4_K_M/);
});

test("the files of the seeds: a missing cell is null, quoted line breaks stay, no time is guessed", async () => {
  const results = await peers("made/results.csv");
  assert.deepEqual(
    results.rows.map((row) => [row.latencyMs, row.timeToFirstTokenMs, row.quality]),
    [
      [1500, 250, 0.91],
      [2250, null, null],
    ],
  );
  assert.equal(results.rows[1]?.prompt, "two\nlines");
  const harness = await importResults(path.join(recorded, "benchmark_outputs", "summary.json"));
  assert.equal(harness.rows.length, 3);
  assert.ok(harness.rows.every((row) => row.startMs === null && row.outputTokens === null));
  const one = await importResults(path.join(recorded, "benchmark_outputs", "smollm2_prompt_00.json"));
  assert.deepEqual(one.rows[0]?.text, harness.rows[0]?.text);
  const infer = await peers("made/bench_infer.json");
  assert.equal(infer.rows.length, 0);
  assert.deepEqual(
    infer.summary.map(({ statistic, stored, agrees }) => [statistic, stored, agrees]),
    [
      ["mean", 101.5, null],
      ["min", 99, null],
      ["max", 104.25, null],
    ],
  );
});

test("what Benchbook's own baseline and infer write comes back, with their totals made again", async () => {
  const baseline = await peers("benchbook/benchmark_results.json");
  assert.deepEqual([...new Set(column(baseline, "target"))], ["no-cache", "kv-cache", "kv-cache+short-prompt"]);
  assert.equal(baseline.rows.length, 18);
  summaryComesOutAgain(baseline, 3);
  const infer = await peers("benchbook/bench_infer.json");
  assert.deepEqual([infer.rows.length, infer.toolVersion], [3, "0.1.0"]);
  summaryComesOutAgain(infer, 3);
});

test("what is imported is plain JSON with null for what is not known, and definitions only of what is held", async () => {
  for (const file of ["aiperf-0.13.0/profile_export.jsonl", "guidellm-0.8.1/out.json", "made/results.csv"]) {
    const imported = await peers(file);
    assert.deepEqual(JSON.parse(JSON.stringify(imported)), imported);
    for (const metric of Object.keys(imported.definitions)) {
      assert.ok(
        imported.rows.some((row) => row[metric as "latencyMs"] !== null),
        metric,
      );
    }
  }
});
