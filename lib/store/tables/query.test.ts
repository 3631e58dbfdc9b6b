import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exampleManifest, exampleTrial, newFolder } from "../../../tests/support/store/run.js";
import type { Run, Trial } from "../../types/index.js";
import { createRunFolder } from "../run-folder/create-run-folder.js";
import { openJournal } from "../run-folder/journal/open-journal.js";
import { openRunFolder } from "../run-folder/open-run-folder.js";
import { trialColumns, trialRow } from "../run-folder/trials-csv.js";
import { exportCsv } from "./export-csv.js";
import { exportParquet } from "./export-parquet.js";
import { query } from "./query.js";
import { readCsv } from "./read-csv.js";

const answer = (text: string) =>
  ({ kind: "answered", text, reasoning: null, finishReason: null, warnings: [] }) as const;
const failed = {
  kind: "failed",
  class: "deadline",
  phase: "stream",
  message: '=late, "very"\nlate',
  status: null,
  text: "",
  reasoning: null,
  warnings: ["a", "b"],
} as const;

const TRIALS: readonly Trial[] = [
  exampleTrial(0, { phase: "warmup", outcome: answer("=1+1") }),
  exampleTrial(1, { outcome: answer("") }),
  exampleTrial(2, { outcome: failed, usage: null, firstTokenAtMs: null }),
  exampleTrial(3, { outcome: answer("'=007, 模型 🤖\r\n"), endAtMs: 271.25 }),
];

async function runOf(trials: readonly Trial[], runId: string): Promise<Run> {
  const { directory } = await createRunFolder(await newFolder(), exampleManifest({ runId }));
  const log = await openJournal(directory, { runId, session: 1 });
  for (const trial of trials) await log.trial(trial);
  await log.close();
  return openRunFolder(directory);
}

test("a run's trials come back from CSV and from Parquet with the same rows, types and nulls", async () => {
  const run = await runOf(TRIALS, "run-1");
  const folder = await newFolder();
  const expected = TRIALS.map((trial) => trialRow(trial));
  const inOrder = expected.map((row) => Object.fromEntries(trialColumns().map((column) => [column, row[column]])));
  const csv = await exportCsv(run, join(folder, "trials.csv"), { layout: "trials" });
  assert.deepEqual((await readCsv(csv)).rows, inOrder);
  const parquet = await exportParquet(run, join(folder, "it's.parquet"), { layout: "trials" });
  assert.deepEqual(await query("SELECT * FROM t ORDER BY planIndex", { tables: { t: parquet } }), inOrder);
  const types = await query("DESCRIBE t", { tables: { t: parquet } });
  const typeOf = (name: string) => types.find((column) => column.column_name === name)?.column_type;
  assert.deepEqual(["planIndex", "latencyMs", "streamed", "text", "httpStatus"].map(typeOf), [
    "BIGINT",
    "DOUBLE",
    "BOOLEAN",
    "VARCHAR",
    "VARCHAR",
  ]);
  assert.deepEqual((await readdir(folder)).sort(), ["it's.parquet", "trials.csv"]);
});

test("SQL joins many run folders, rows and files, and neutralized texts are restored", async () => {
  const [one, two] = [await runOf(TRIALS, "run-1"), await runOf(TRIALS.slice(1, 2), "run-2")];
  const csv = await exportCsv(one, join(await newFolder(), "trials.csv"), { layout: "trials" });
  const names = [
    { run: "run-1", name: "first" },
    { run: "run-2", name: "second" },
  ];
  const counts = await query(
    "SELECT n.name, count(*) AS trials, max(latencyMs) AS slowest FROM t JOIN n USING (run) GROUP BY 1 ORDER BY 1",
    { tables: { t: [one.directory, two.directory], n: names } },
  );
  assert.deepEqual(counts, [
    { name: "first", trials: 4, slowest: 171.25 },
    { name: "second", trials: 1, slowest: 71 },
  ]);
  const texts = await query("SELECT text, finishReason FROM t ORDER BY planIndex", { tables: { t: csv } });
  assert.deepEqual(
    texts.map((row) => row.text),
    TRIALS.map((trial) => trial.outcome.text),
  );
  assert.equal((await query("SELECT count(*) AS n FROM t", { tables: { t: two } }))[0]?.n, 1);
});

test("answers are plain: large whole numbers as texts, instants as ISO texts, lists and structs as they are", async () => {
  const sql = `SELECT 9007199254740993 AS big, sum(x) AS total, TIMESTAMP '2026-11-22 10:00:00' AS at,
    [1, NULL] AS list, {a: 'b'} AS struct, 'NaN'::DOUBLE AS nothing FROM t`;
  assert.deepEqual(await query(sql, { tables: { t: [{ x: 1 }, { x: 2 }] } }), [
    {
      big: "9007199254740993",
      total: 3,
      at: "2026-11-22T10:00:00.000Z",
      list: [1, null],
      struct: { a: "b" },
      nothing: null,
    },
  ]);
});

test("a wrong query, mixed columns and files of two kinds give clear errors", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "a.csv"), "a\n1\n");
  await assert.rejects(query("SELECT nothing FROM t", { tables: { t: [{ a: 1 }] } }), /nothing/);
  await assert.rejects(
    query("SELECT 1", { tables: { t: [{ a: 1 }, { a: "x" }] } }),
    /one type in column a, got number and string/,
  );
  await assert.rejects(query("SELECT 1", { tables: { t: [] } }), /expected rows with columns as table t, got none/);
  const mixed = { t: [join(folder, "a.csv"), join(folder, "b.parquet")] };
  await assert.rejects(query("SELECT 1", { tables: mixed }), /expected files of one kind as table t/);
  await assert.rejects(query("SELECT 1", { tables: { t: folder } }), /expected a run folder/);
});

test("an export that cannot be written names the path and leaves nothing", async () => {
  const run = await runOf(TRIALS, "run-1");
  const path = join(await newFolder(), "no", "such", "t");
  await assert.rejects(
    exportCsv(run, `${path}.csv`, { layout: "results" }),
    /cannot write to .*ENOENT.*give another path/,
  );
  await assert.rejects(
    exportParquet(run, `${path}.parquet`, { layout: "results" }),
    /cannot write to .*give another path/,
  );
});
