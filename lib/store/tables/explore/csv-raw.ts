import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlName, sqlText } from "../../../database/sql-names.js";
import { restore } from "../../run-folder/files/csv-text.js";
import { decodedText, readCsvRecords, SEPARATOR_LINE } from "../csv-records.js";
import { loadRows } from "../load-rows.js";
import { delimiterOf, readCsv, uniqueNames } from "../read-csv.js";
import type { RawColumn, RawTable } from "./raw-table.js";

/** Records from which it is seen what a file puts in quotes. */
const SAMPLE = 2000;

/**
 * Reads a CSV file into a table of texts: an empty cell is null, `""` the empty text. DuckDB reads it, in several threads;
 * what it refuses (UTF-16, CR line ends, huge cells) is read by the reader of `readCsv`, which also names the bad lines.
 */
export async function loadCsv(connection: DuckDBConnection, table: string, path: string): Promise<RawTable> {
  const delimiter = await delimiterOf(path);
  const columns = await columnsOf(path, delimiter);
  const names = columns.map(({ name }) => `${sqlText(name)}: 'VARCHAR'`).join(", ");
  const options = [
    `columns = {${names}}, auto_detect = false, header = true, skip = ${(await hasSeparatorLine(path)) ? 1 : 0}, delim = ${sqlText(delimiter)}`,
    `quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, null_padding = false`,
  ].join(", ");
  const sql = `CREATE TABLE ${sqlName(table)} AS SELECT * FROM read_csv(${sqlText(path)}, ${options})`;
  try {
    await connection.run(sql);
  } catch {
    await loadSlowly(connection, table, path, delimiter, columns);
  }
  return { kind: "text", columns, delimiter, layout: null };
}

async function hasSeparatorLine(path: string): Promise<boolean> {
  for await (const text of decodedText(path)) return SEPARATOR_LINE.test(/^[^\r\n]*/.exec(text)?.[0] ?? "");
  return false;
}

/** The header, and which columns are texts by their quotes. */
async function columnsOf(path: string, delimiter: string): Promise<readonly RawColumn[]> {
  let headers: readonly string[] = [];
  const filled: number[] = [];
  const quotes: number[] = [];
  let [records, hasPlain] = [0, false];
  await readCsvRecords(path, delimiter, (cells, quoted) => {
    if (records++ === 0) headers = cells.map(restore);
    cells.forEach((cell, index) => {
      if (cell !== "" && !quoted[index]) hasPlain = true;
      if (records === 1 || (cell === "" && !quoted[index])) return;
      filled[index] = (filled[index] ?? 0) + 1;
      if (quoted[index]) quotes[index] = (quotes[index] ?? 0) + 1;
    });
    return records > SAMPLE ? "stop" : undefined;
  });
  if (headers.length === 0) throw new Error(`expected a header in ${path}, got an empty file`);
  return uniqueNames(headers).map((name, index) => {
    const isQuoted = hasPlain && (filled[index] ?? 0) > 0 && quotes[index] === filled[index];
    return { name, header: headers[index] ?? "", isQuoted };
  });
}

async function loadSlowly(
  connection: DuckDBConnection,
  table: string,
  path: string,
  delimiter: string,
  columns: readonly RawColumn[],
): Promise<void> {
  await readCsv(path); // throws, naming the lines, when the file is no table
  await connection.run(`DROP TABLE IF EXISTS ${sqlName(table)}`);
  const rows: Record<string, string | null>[] = [];
  await readCsvRecords(path, delimiter, (cells, quoted) => {
    if (cells.length !== columns.length) return undefined;
    rows.push(
      Object.fromEntries(
        columns.map(({ name }, index) => {
          const cell = cells[index] ?? "";
          return [name, cell === "" && !quoted[index] ? null : cell];
        }),
      ),
    );
    return undefined;
  });
  const names = columns.map(({ name }) => name);
  await loadRows(connection, table, names, rows.slice(1));
}
