import { statSync } from "node:fs";
import { extname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import * as v from "valibot";
import { checkText } from "../../arguments/check-values.js";
import { describeValue, isPromise, isRecord } from "../../arguments/describe-value.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { withDuckDb } from "../../database/database.js";
import { plainRows, type QueryValue } from "../../database/query-value.js";
import { sqlName, sqlRestored, sqlText } from "../../database/sql-names.js";
import type { Run } from "../../types/index.js";
import type { Cell, Row } from "../run-folder/files/csv-text.js";
import { openRunFolder } from "../run-folder/open-run-folder.js";
import { trialColumns, trialRow } from "../run-folder/trials-csv.js";
import { loadRows } from "./load-rows.js";

/**
 * What can be a table: a run, rows, the path of a run folder or of a CSV, TSV, Parquet, JSON or JSON-lines file, or several of one
 * sort.
 */
export type TableSource = Run | string | readonly Run[] | readonly string[] | readonly object[];

const queryOptions = settings({
  tables: v.custom<Readonly<Record<string, TableSource>>>(
    (value) => isRecord(value) && !isPromise(value),
    "names with their sources, as in { trials: run }",
  ),
});

/**
 * Asks SQL (DuckDB) of run folders, CSV and Parquet files and rows; `tables` gives each its name in the query. A run is
 * its trials, with the columns of trials.csv and `run`, the run's id, in front; several runs or files make one table. A
 * CSV is typed by DuckDB, and formulas neutralized by `exportCsv` are restored. Gives plain rows: times as ISO texts,
 * whole numbers beyond 2^53 as texts. `quantile_exact(column, 0.95)` is `quantile`, bit for bit. Everything is read inside this process, nothing is fetched. Throws what DuckDB
 * says about the query.
 *
 * @example
 * await bb.query("SELECT max(tokens) AS most FROM answers", { tables: { answers: [{ tokens: 3 }, { tokens: 5 }] } }); // => [{ "most": 5 }]
 */
export async function query(
  sql: string,
  options: { readonly tables: Readonly<Record<string, TableSource>> },
): Promise<readonly Readonly<Record<string, QueryValue>>[]> {
  checkText("query", "sql", sql);
  const { tables } = checkedOptions("query", queryOptions, options);
  return withDuckDb(async (connection) => {
    for (const [name, source] of Object.entries(tables)) await addTable(connection, name, source);
    return plainRows(await connection.runAndReadAll(sql));
  });
}

async function addTable(connection: DuckDBConnection, name: string, source: TableSource): Promise<void> {
  const isSource = (one: unknown) => typeof one === "string" || (typeof one === "object" && one !== null);
  if (!isSource(source) || (isList(source) && !source.every(isSource)))
    throw new Error(
      `query expected table ${name} to be a run, rows or a path, or a list of one of them, got ${describeValue(source)}`,
    );
  const sources: readonly (object | string)[] = isList(source) ? source : [source];
  const paths = sources.filter((one): one is string => typeof one === "string");
  if (paths.length > 0 && paths.length === sources.length && paths.every(isDataFile)) {
    return addFiles(connection, name, paths);
  }
  const tables = await Promise.all(sources.map(rowsOf));
  const rows = tables.flat();
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length > 0) return loadRows(connection, name, columns, rows);
  if (!sources.some((one) => typeof one === "string" || isRun(one))) {
    throw new Error(`expected rows with columns as table ${name}, got none`);
  }
  await loadRows(connection, name, ["run", ...trialColumns()], []);
}

function isList(source: TableSource): source is Exclude<TableSource, Run | string> {
  return Array.isArray(source);
}

function isRun(source: object): source is Run {
  return "trials" in source && typeof source.trials === "function";
}

async function rowsOf(source: object | string): Promise<readonly Row[]> {
  if (typeof source !== "string" && !isRun(source)) {
    return [Object.fromEntries(Object.entries(source).map(([name, value]) => [name, cellOf(value)]))];
  }
  const run = typeof source === "string" ? await openRunFolder(folderOf(source)) : source;
  const trials = await run.trials();
  return trials.map((trial) => ({ run: run.manifest.runId, ...trialRow(trial) }));
}

/** Refuses a file of another kind, which would be looked into as a run folder. */
function folderOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return path;
  const endings = Object.keys(READERS).join(", ");
  throw new Error(`query expected a run folder or a file ending in ${endings}, got ${path}`);
}

/** What is no scalar becomes its JSON, and a bigint its digits. */
function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const READERS: Readonly<Record<string, string>> = {
  ".csv": "read_csv(FILES, allow_quoted_nulls = false, union_by_name = true)",
  ".parquet": "read_parquet(FILES, union_by_name = true)",
  ".tsv": "read_csv(FILES, allow_quoted_nulls = false, union_by_name = true)",
  ".json": "read_json_auto(FILES, union_by_name = true)",
  ".jsonl": "read_json_auto(FILES, union_by_name = true)",
  ".ndjson": "read_json_auto(FILES, union_by_name = true)",
};

function isDataFile(path: string): boolean {
  return extname(path).toLowerCase() in READERS;
}

/** A view over files of one kind; texts of a CSV lose the apostrophe that `neutralize` gave them. */
async function addFiles(connection: DuckDBConnection, name: string, paths: readonly string[]): Promise<void> {
  const kind = extname(paths[0] ?? "").toLowerCase();
  const other = paths.find((path) => extname(path).toLowerCase() !== kind);
  if (other !== undefined) throw new Error(`expected files of one kind as table ${name}, got ${paths[0]} and ${other}`);
  const from = (READERS[kind] ?? "").replace("FILES", `[${paths.map(sqlText).join(", ")}]`);
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  const columns = described.getRowObjectsJS().map((row) => {
    const column = sqlName(String(row.column_name));
    return (kind === ".csv" || kind === ".tsv") && row.column_type === "VARCHAR"
      ? `${sqlRestored(column)} AS ${column}`
      : column;
  });
  await connection.run(`CREATE VIEW ${sqlName(name)} AS SELECT ${columns.join(", ")} FROM ${from}`);
}
