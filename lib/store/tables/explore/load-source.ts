import { readFile, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { checkRows } from "../../../arguments/check-values.js";
import { sqlName, sqlText } from "../../../database/sql-names.js";
import { messageOf } from "../../../text/error-message.js";
import type { Run } from "../../../types/index.js";
import { errorCode } from "../../run-folder/files/file-layer.js";
import { parseSafely } from "../../run-folder/files/safe-json.js";
import { openRunFolder } from "../../run-folder/open-run-folder.js";
import { trialRow } from "../../run-folder/trials-csv.js";
import { loadCsv } from "./csv-raw.js";
import { columnNames, loadJsonLines, loadRecords } from "./json-raw.js";
import { type DocumentRows, rowsOfDocument } from "./known-layouts.js";
import type { RawTable } from "./raw-table.js";

/** What can be explored: a run, the path of a run folder or of a CSV, TSV, JSON, JSON-lines or Parquet file, or rows. */
export type ExploreSource = Run | string | readonly object[];

/** One source read into a table of the database. */
export interface LoadedSource {
  readonly name: string;
  readonly raw: RawTable;
  readonly notes: readonly string[];
}

/** Reads one source into the table `table`. Throws, saying what was expected, for what is no table. */
export async function loadSource(
  connection: DuckDBConnection,
  table: string,
  source: ExploreSource,
): Promise<LoadedSource> {
  if (typeof source === "string") return loadPath(connection, table, resolve(source));
  if ("trials" in source && typeof source.trials === "function") return loadRun(connection, table, source);
  const rows = source as readonly object[];
  checkRows("explore", "source", rows, "a path, a run or a list of records", ": put one record in [ ]");
  return { name: "rows", raw: await loadRecords(connection, table, rows), notes: [] };
}

async function loadPath(connection: DuckDBConnection, table: string, path: string): Promise<LoadedSource> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") throw new Error(`expected a file or a run folder, got nothing at ${path}`);
    throw error;
  });
  if (found.isDirectory()) return loadFolder(connection, table, path);
  const name = basename(path);
  switch (extname(path).toLowerCase()) {
    case ".json":
      return loadDocument(connection, table, path);
    case ".jsonl":
    case ".ndjson":
      return { name, raw: await loadJsonLines(connection, table, path), notes: [] };
    case ".parquet":
      return { name, raw: await loadParquet(connection, table, path), notes: [] };
    case ".csv":
    case ".tsv":
    case ".txt":
      return { name, raw: await loadCsv(connection, table, path), notes: [] };
    default:
      throw new Error(
        `expected a file that ends in .csv, .tsv, .json, .jsonl or .parquet, got ${path}: unpack it, save it as one of these, or rename it`,
      );
  }
}

async function loadFolder(connection: DuckDBConnection, table: string, path: string): Promise<LoadedSource> {
  const isRun = await stat(join(path, "manifest.json")).then(
    () => true,
    () => false,
  );
  if (isRun) return loadRun(connection, table, await openRunFolder(path));
  const summary = join(path, "summary.json");
  const isHarness = await stat(summary).then(
    () => true,
    () => false,
  );
  if (isHarness) return loadDocument(connection, table, summary);
  throw new Error(
    `expected a run folder or a file, got the folder ${path}: name a file in it, or ask dataFiles for them`,
  );
}

/** A run's trials with their metrics; the value of each scorer is a column of its own, `score_NAME`. */
async function loadRun(connection: DuckDBConnection, table: string, run: Run): Promise<LoadedSource> {
  const scores = new Map<number, Record<string, number | boolean | null>>();
  for (const { planIndex, scorer, value, passed } of await run.scores()) {
    const own = scores.get(planIndex) ?? {};
    scores.set(planIndex, own);
    own[`score_${scorer}`] = value;
    if (passed !== null) own[`passed_${scorer}`] = passed;
  }
  const rows = (await run.trials()).map((trial) => ({
    run: run.manifest.runId,
    ...trialRow(trial),
    ...scores.get(trial.planIndex),
  }));
  const says = "one row for each trial of a run, warm-ups included: keep phase = 'measured'";
  const raw = await loadRecords(connection, table, rows, { file: "run folder", says });
  return { name: basename(run.directory), raw, notes: run.manifest.warnings };
}

async function loadDocument(connection: DuckDBConnection, table: string, path: string): Promise<LoadedSource> {
  const document = await readFile(path, "utf8").then((text) => {
    try {
      return parseSafely(text.replace(/^\uFEFF/, ""));
    } catch (error) {
      const says = messageOf(error);
      throw new Error(`expected JSON in ${path}, got: ${says}`, { cause: error });
    }
  });
  const found: DocumentRows | null = rowsOfDocument(document);
  if (found === null) throw new Error(`expected records in ${path}, got ${JSON.stringify(document).slice(0, 80)}`);
  const raw = await loadRecords(connection, table, found.rows, found.layout);
  return { name: basename(path), raw, notes: found.note === null ? [] : [found.note] };
}

async function loadParquet(connection: DuckDBConnection, table: string, path: string): Promise<RawTable> {
  await connection.run(`CREATE TABLE ${sqlName(table)} AS SELECT * FROM read_parquet(${sqlText(path)})`);
  const names = await columnNames(connection, table);
  return { kind: "typed", columns: names.map((name) => ({ name, header: name, isQuoted: false })), layout: null };
}
