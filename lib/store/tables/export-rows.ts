import { resolve } from "node:path";
import { checkPath, checkRows } from "../../arguments/check-values.js";
import { type Cell, csvText } from "../run-folder/files/csv-text.js";
import { errorText } from "../run-folder/files/file-layer.js";
import { writeAtomically } from "../run-folder/files/write-atomically.js";

/**
 * Writes any rows as a CSV file from which every cell comes back, whole or not at all, and gives the file's absolute path.
 *
 * For the rows of a query, and for a DataFrame by way of `fromDataFrame`: danfojs' own `toCSV` puts nothing in quotes, so a
 * text with a comma becomes two cells there and one with a line break two rows. Columns are all keys of all rows in order of
 * appearance; a missing key and NaN are an empty cell, lists and objects are JSON in theirs, bigints and dates texts. Throws
 * for no rows, and when the file cannot be written.
 *
 * @example
 * await bb.tables.exportRows([{ model: "a", tokens: 3 }], "outputs/rows.csv");
 */
export async function exportRows(rows: readonly object[], path: string): Promise<string> {
  checkRows("exportRows", "rows", rows, "a list of records", ": put one record in [ ]");
  checkPath("exportRows", "path", path);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0)
    throw new Error("expected at least one row with a column, got none: there is nothing to write");
  const lines = rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cellOf(value)])));
  const target = resolve(path);
  await writeAtomically(target, csvText(columns, lines)).catch((error: unknown) => {
    throw new Error(`cannot write to ${target}: ${errorText(error)}; give another path`, { cause: error });
  });
  return target;
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
