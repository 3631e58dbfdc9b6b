import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { sqlName } from "../../database/sql-names.js";
import type { Cell, Row } from "../run-folder/files/csv-text.js";

const CHUNK_ROWS = 2048;

type DuckDb = typeof import("@duckdb/node-api");

/**
 * Makes a DuckDB table of rows. A column is BIGINT when all its numbers are whole and below 2^53, else DOUBLE, BOOLEAN
 * or VARCHAR; one without any value is VARCHAR. Throws when a column mixes texts with numbers or truth values.
 */
export async function loadRows(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const duckDb = await import("@duckdb/node-api");
  const types = columns.map((column) => columnType(duckDb, column, rows));
  const spec = columns.map((column, index) => `${sqlName(column)} ${types[index]}`).join(", ");
  await connection.run(`CREATE TABLE ${sqlName(table)} (${spec})`);
  const appender = await connection.createAppender(table);
  try {
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const part = rows.slice(from, from + CHUNK_ROWS);
      const chunk = duckDb.DuckDBDataChunk.create(types, part.length);
      chunk.setColumns(
        columns.map((column, index) => part.map((row) => duckValue(row[column], types[index] === duckDb.BIGINT))),
      );
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

function duckValue(cell: Cell | undefined, whole: boolean): DuckDBValue {
  if (cell === undefined || cell === null) return null;
  if (typeof cell !== "number") return cell;
  if (!Number.isFinite(cell)) return null;
  return whole ? BigInt(cell) : cell;
}

function columnType({ BIGINT, BOOLEAN, DOUBLE, VARCHAR }: DuckDb, column: string, rows: readonly Row[]): DuckDBType {
  const kinds = new Set<string>();
  let whole = true;
  for (const row of rows) {
    const cell = row[column];
    if (cell === undefined || cell === null) continue;
    kinds.add(typeof cell);
    whole &&= typeof cell === "number" && Number.isSafeInteger(cell) && !Object.is(cell, -0);
  }
  if (kinds.size > 1) throw new Error(`expected one type in column ${column}, got ${[...kinds].join(" and ")}`);
  if (kinds.has("number")) return whole ? BIGINT : DOUBLE;
  return kinds.has("boolean") ? BOOLEAN : VARCHAR;
}
