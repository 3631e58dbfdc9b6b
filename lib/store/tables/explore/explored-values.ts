import type { DuckDBConnection } from "@duckdb/node-api";
import { plainValue } from "../../../database/query-value.js";
import { sqlName } from "../../../database/sql-names.js";
import type { Cell, Row } from "../../run-folder/files/csv-text.js";

/** The values of one column in one group, sorted from small to large. */
export interface ValueGroup {
  /** The values of the columns it is grouped by; empty for all rows together. */
  readonly group: Row;
  readonly sorted: Float64Array;
  /** Rows of the group without a value. */
  readonly missing: number;
}

/** The values of a column of numbers by group, groups in order, values sorted. DuckDB groups and sorts. */
export async function valueGroups(
  connection: DuckDBConnection,
  table: string,
  column: string,
  by: readonly string[],
): Promise<readonly ValueGroup[]> {
  const { DuckDBListValue } = await import("@duckdb/node-api");
  const value = sqlName(column);
  const keys = by.map(sqlName);
  const list = `list_sort(list(${value}) FILTER (${value} IS NOT NULL))`;
  const order = keys.length === 0 ? "" : ` GROUP BY ${keys.join(", ")} ORDER BY ${keys.join(", ")}`;
  const sql = `SELECT ${[...keys, list, `count(*) - count(${value})`].join(", ")} FROM ${sqlName(table)}${order}`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map((row) => {
    const values = row[by.length];
    const items = values instanceof DuckDBListValue ? values.items : [];
    return {
      group: Object.fromEntries(by.map((name, i): [string, Cell] => [name, scalar(plainValue(row[i]))])),
      sorted: Float64Array.from(items, Number),
      missing: Number(row[by.length + 1] ?? 0),
    };
  });
}

function scalar(value: ReturnType<typeof plainValue>): Cell {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
