import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { benchbook, recorded } from "../../tests/support/cli/benchbook.js";
import { type Imported, readCsv } from "../index.js";

const peers = (file: string) => path.join(recorded, "peers", file);
const folder = mkdtempSync(path.join(tmpdir(), "benchbook-import-"));
after(() => rmSync(folder, { recursive: true }));

/** Every recorded file of another tool, the tool by its own README, and how many rows one counts in it by eye. */
const files: readonly (readonly [string, string, number])[] = [
  ["aiperf-0.13.0/profile_export.jsonl", "AIPerf", 5],
  ["guidellm-0.8.1/out.json", "GuideLLM", 5],
  ["made/vllm-bench-serve.json", "vLLM bench serve", 12],
  ["made/llama-bench.json", "llama-bench", 9],
  ["made/llama-bench.jsonl", "llama-bench", 9],
  ["made/llama-bench.csv", "llama-bench", 3],
  ["ollama-bench/ollama-0.13.5.csv", "Ollama bench", 4],
  ["ollama-bench/ollama-0.17.4.csv", "Ollama bench", 4],
  ["made/ollama-bench-commented.csv", "Ollama bench", 2],
  ["made/results.csv", "streaming recipe", 2],
  ["made/bench_infer.json", "throughput recipe", 0],
  ["benchbook/benchmark_results.json", "baseline recipe", 18],
  ["benchbook/bench_infer.json", "throughput recipe", 3],
];

describe("benchbook import", () => {
  for (const [file, tool, rows] of files)
    it(`reads ${file} as ${tool}`, async () => {
      const { code, stdout, stderr } = await benchbook("--json", "import", peers(file));
      assert.deepEqual([code, stderr], [0, ""]);
      const imported: Imported = JSON.parse(stdout);
      assert.deepEqual([imported.tool, imported.rows.length], [tool, rows]);
      assert.deepEqual(
        imported.summary.filter((one) => one.agrees === false),
        [],
      );
    });

  it("says for people what the tool measured and how, and writes the rows as CSV", async () => {
    const csv = path.join(folder, "rows.csv");
    const { code, stdout } = await benchbook("import", peers("aiperf-0.13.0/profile_export.jsonl"), "--csv", csv);
    assert.equal(code, 0);
    assert.match(stdout, /^AIPerf 0\.13\.0, aiperf-jsonl: 5 rows, each one request; 0 failed or interrupted\n/);
    assert.match(stdout, /\n- timeToFirstTokenMs: \S/);
    assert.match(stdout, /the tool's own summary: (\d+) of \1 numbers recomputed from the rows agree/);
    assert.ok(stdout.includes(`rows written to ${csv}`));
    const { rows } = await readCsv(csv);
    assert.deepEqual([rows.length, rows[0]?.tool, rows[0]?.timeToFirstTokenMs], [5, "AIPerf", 54.991595999999994]);
  });

  it("refuses what it cannot read with exit code 2 and one line, and prints nothing else", async () => {
    const whole = readFileSync(peers("guidellm-0.8.1/out.json"), "utf8");
    const put = (name: string, text: string) => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [[put("cut.json", whole.slice(0, whole.length / 2))], /cut\.json to be whole JSON/],
      [[put("empty.json", "")], /empty\.json.* got an empty file/],
      [[put("words.txt", "plain words\n")], /words\.txt.* another format/],
      [[path.join(folder, "nowhere.json")], /nowhere\.json.* ENOENT/],
      [[folder], /got a folder; give the file in it/],
      [[peers("made/results.csv"), "--format", "vllm-json"], /to be vllm-json, got results-csv/],
      [[peers("made/results.csv"), "--format", "xml"], /expected --format to be one of .*, got xml/],
    ];
    for (const [args, message] of refused) {
      const { code, stdout, stderr } = await benchbook("--json", "import", ...args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, /^benchbook: expected [^\n]+\n$/);
      assert.match(stderr, message);
    }
  });
});
