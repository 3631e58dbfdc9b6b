import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { newFolder } from "../../../../tests/support/store/run.js";
import { withDuckDb } from "../../../database/database.js";
import { listDataFiles } from "./data-files.js";
import { openExploration } from "./exploration.js";

async function opened(name: string, content: string) {
  const path = join(await newFolder(), name);
  await writeFile(path, content);
  return openExploration([path]);
}

test("JSON lines are typed by what JSON says, nested objects become columns, and absent is missing", async () => {
  const lines = [
    '{"a":1,"id":9007199254740993,"o":{"p_ms":1.5,"q":{"z":"2"}},"l":[1,2]}',
    '{"a":0,"id":1,"o":null,"b":"12"}',
    '{"a":null,"id":2,"b":"x","t":true}',
  ];
  const table = await opened("t.jsonl", `${lines.join("\n")}\n`);
  assert.deepEqual(
    table.columns.map(({ name, type, unit, missing, zeros }) => [name, type, unit, missing, zeros]),
    [
      ["a", "number", null, 1, 1],
      ["id", "text", null, 0, null],
      ["o.p_ms", "number", "ms", 2, 0],
      ["o.q.z", "text", null, 2, null],
      ["l", "text", null, 2, null],
      ["b", "text", null, 1, null],
      ["t", "boolean", null, 2, null],
    ],
  );
  assert.deepEqual((await table.rows(1))[0], {
    a: 1,
    id: "9007199254740993",
    "o.p_ms": 1.5,
    "o.q.z": "2",
    l: "[1,2]",
    b: null,
    t: null,
  });
  await assert.rejects(opened("t.jsonl", '{"a":1}\n{"a":\n'), /expected one JSON object a line in .*t.jsonl/);
});

test("the layouts of the seeds are recognized by their columns or their shape", async () => {
  const results =
    "model,prompt_id,prompt,tokens,latency_sec,ttft_sec,tokens_per_sec,semantic_accuracy\nm,p,Hi,3,1.5,,2,0.9\n";
  const raw = "model,device,precision,tokens_per_sec,latency_sec,vram_mb,cosine_similarity\nm,CPU,fp16,9,1.5,NA,1\n";
  assert.equal((await opened("any.csv", results)).layout?.file, "results.csv");
  const variants = await opened("any.csv", raw);
  assert.equal(variants.layout?.file, "raw_results.csv");
  assert.deepEqual(
    variants.columns.find(({ name }) => name === "vram_mb")?.type,
    "text",
    "only NA: nothing says number",
  );
  const summary = [{ model: "m", prompt: "p", response: "r", latency_s: 1 }];
  assert.equal((await opened("any.json", JSON.stringify(summary))).layout?.file, "summary.json");
  const infer = {
    timestamp: "2026-01-01T00:00:00Z",
    device: { type: "cpu", name: null },
    model: { source: "local" },
    generation: { gen_tokens: 8 },
    results: { iters: 2, tokens_per_sec: { mean: 2, values: [1, 3] }, vram_peak_mib: null },
  };
  const iterations = await opened("any.json", JSON.stringify(infer));
  assert.deepEqual([iterations.layout?.file, iterations.rowCount], ["bench_infer.json", 2]);
  assert.deepEqual((await iterations.values("tokens_per_sec"))[0]?.sorted, Float64Array.of(1, 3));
  const baseline = {
    baseline: { name: "a" },
    optimized: [{ name: "b" }],
    prompts: [
      {
        prompt_id: "p1",
        prompt: "Hi",
        arms: [
          { arm: "a", seconds: 2 },
          { arm: "b", seconds: 1 },
        ],
      },
    ],
  };
  const arms = await opened("any.json", JSON.stringify(baseline));
  assert.deepEqual([arms.layout?.file, arms.rowCount], ["benchmark_results.json", 2]);
  assert.deepEqual(
    (await arms.percentiles("seconds", { by: "arm", shares: [0.5] })).map((row) => row.p50),
    [2, 1],
  );
});

test("any other JSON: its longest list of records, or the one record that it is", async () => {
  const nested = await opened(
    "any.json",
    '{"version":1,"benchmarks":{"requests":[{"ms":1},{"ms":2}]},"runs":[{"x":1}]}',
  );
  assert.deepEqual([nested.rowCount, nested.notes], [2, ["the rows are the list benchmarks.requests"]]);
  const single = await opened("any.json", '{"name":"x","mean_ms":2}');
  assert.deepEqual(await single.rows(), [{ name: "x", mean_ms: 2 }]);
  await assert.rejects(opened("any.json", "[1,2]"), /expected records in .*any.json, got \[1,2\]/);
  await assert.rejects(opened("any.json", "{"), /expected JSON in .*any.json, got: /);
});

test("several files are one table with their names, typed by all of them together", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "a.csv"), "x,only_a\n1,2\n");
  await writeFile(join(folder, "b.csv"), "x\nseven\n");
  await writeFile(join(folder, "c.jsonl"), '{"x":1}\n');
  const table = await openExploration([join(folder, "a.csv"), join(folder, "b.csv")]);
  assert.deepEqual(await table.rows(), [
    { source: "a.csv", x: "1", only_a: 2 },
    { source: "b.csv", x: "seven", only_a: null },
  ]);
  assert.equal(table.columns[1]?.reason, '1 of 2 are no number, such as "seven"');
  await assert.rejects(
    openExploration([join(folder, "a.csv"), join(folder, "c.jsonl")]),
    /expected files of one sort, got a.csv and c.jsonl/,
  );
});

test("Parquet keeps its types; whole numbers beyond 2^53 become texts, NaN is missing, instants are ISO texts", async () => {
  const path = join(await newFolder(), "t.parquet");
  await withDuckDb(async (connection) => {
    await connection.run(
      `COPY (SELECT 9007199254740993::BIGINT AS big, 7::BIGINT AS n, 'NaN'::DOUBLE AS ms, true AS ok,
        TIMESTAMP '2026-11-22 10:00:00' AS at, [1, 2] AS list) TO '${path}' (FORMAT parquet)`,
    );
  });
  const table = await openExploration([path]);
  assert.deepEqual(await table.rows(), [
    { big: "9007199254740993", n: 7, ms: null, ok: true, at: "2026-11-22T10:00:00", list: "[1,2]" },
  ]);
  assert.deepEqual(
    table.columns.map(({ type, reason }) => `${type}: ${reason}`),
    [
      "text: stored as BIGINT",
      "number: stored as BIGINT",
      "number: stored as DOUBLE",
      "boolean: stored as BOOLEAN",
      "date: stored as TIMESTAMP",
      "text: stored as INTEGER[]",
    ],
  );
});

test("Parquet's types of parts, of durations and of large decimals are texts, as DuckDB itself writes them", async () => {
  // Expected: what `SELECT to_json(x)` gives for what has parts, and `x::VARCHAR` for the rest, in DuckDB 1.5.
  const path = join(await newFolder(), "t.parquet");
  await withDuckDb(async (connection) => {
    await connection.run(
      `COPY (SELECT {'ttft_ms': 1, 'b': 'x'} AS struct, MAP {'k': 1} AS map, INTERVAL 1 SECOND AS wait, TIME '10:00:00' AS time,
        '6bb3588a-6dbf-4fbc-9903-e7e8ffc68310'::UUID AS id, 1.5::DECIMAL(18,3) AS ms,
        9007199254740993::DECIMAL(38,0) AS big, 3::UTINYINT AS tiny) TO '${path}' (FORMAT parquet)`,
    );
  });
  const table = await openExploration([path]);
  assert.deepEqual(await table.rows(), [
    {
      struct: '{"ttft_ms":1,"b":"x"}',
      map: '{"k":1}',
      wait: "00:00:01",
      time: "10:00:00",
      id: "6bb3588a-6dbf-4fbc-9903-e7e8ffc68310",
      ms: 1.5,
      big: "9007199254740993",
      tiny: 3,
    },
  ]);
});

test("what lies in a folder is listed: a run folder is one thing, hidden and other files are none", async () => {
  const folder = await newFolder();
  await mkdir(join(folder, "runs", "one"), { recursive: true });
  await writeFile(join(folder, "runs", "one", "manifest.json"), "{}");
  await writeFile(join(folder, "runs", "one", "trials.csv"), "a\n1\n");
  await writeFile(join(folder, "mine.CSV"), "a\n1\n");
  await writeFile(join(folder, ".hidden.csv"), "a\n1\n");
  await writeFile(join(folder, "notes.md"), "x");
  assert.deepEqual(await listDataFiles(folder), [
    { path: "mine.CSV", kind: "csv", bytes: 4 },
    { path: "runs/one", kind: "run folder", bytes: null },
  ]);
  await assert.rejects(listDataFiles(join(folder, "none")), /expected a folder, got nothing at/);
});

test("a table of 300 columns opens, and each column is counted by itself", async () => {
  // Expected by arithmetic: column i of row j is i * j, so only column 0 is 0 in all five rows.
  const rows = Array.from({ length: 5 }, (_, j) =>
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`c${i}_ms`, i * j])),
  );
  const table = await openExploration([rows]);
  assert.deepEqual(
    table.columns.map(({ name, type, unit, zeros }) => [name, type, unit, zeros]),
    Array.from({ length: 300 }, (_, i) => [`c${i}_ms`, "number", "ms", i === 0 ? 5 : 1]),
  );
  table.close();
});
