import type { DuckDBConnection } from "@duckdb/node-api";
import { plainValue, type QueryValue } from "../../../database/query-value.js";
import { sqlName } from "../../../database/sql-names.js";
import type { ColumnType } from "../column-type.js";
import { unitOf } from "./column-unit.js";
import type { TypedColumn } from "./typed-table.js";

/** A column of an exploration: what it was treated as, why, and what is in it. */
export interface ExploredColumn {
  readonly name: string;
  /** As it is in the file. */
  readonly header: string;
  readonly type: ColumnType;
  /** Why it has this type, with counts. */
  readonly reason: string;
  /** From its name; null when the name has none. Nothing is converted. */
  readonly unit: string | null;
  /** Rows without a value. */
  readonly missing: number;
  /** Rows with the value 0, which is not the same; null for what is no number. */
  readonly zeros: number | null;
  /** How many different values: exact below a million rows, else estimated (HyperLogLog, within some percent). */
  readonly distinctAbout: number;
  /** The first different values. */
  readonly examples: readonly QueryValue[];
}

const EXAMPLES = 3;

/** Rows from which different values are estimated: counting them exactly holds each of them in memory. */
const EXACT_BELOW = 1_000_000;

const estimatedDistinct = (column: string) => `approx_count_distinct(${column})`;

/** Looks into each column of the table. */
export async function describeColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly TypedColumn[],
): Promise<readonly ExploredColumn[]> {
  const [[rowCount = 0] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM ${sqlName(table)}`)).getRowsJS();
  const distinct = Number(rowCount) < EXACT_BELOW ? (column: string) => `count(DISTINCT ${column})` : estimatedDistinct;
  const facts = columns.map(({ name, type }) => {
    const column = sqlName(name);
    const zeros = type === "number" ? `count_if(${column} = 0)` : "NULL";
    return `count(*) - count(${column}), ${zeros}, ${distinct(column)}`;
  });
  const sql = `SELECT ${facts.join(", ")} FROM ${sqlName(table)}`;
  const [row = []] = (await connection.runAndReadAll(sql)).getRowsJS();
  const head = await connection.runAndReadAll(`SELECT * FROM ${sqlName(table)} LIMIT 1000`);
  const rows = head.getRowsJS();
  return columns.map((column, i) => {
    const seen = new Set(rows.map((cells) => plainValue(cells[i])).filter((value) => value !== null));
    const zeros = row[3 * i + 1];
    return {
      ...column,
      unit: column.type === "number" ? unitOf(column.header) : null,
      missing: Number(row[3 * i] ?? 0),
      zeros: zeros === null || zeros === undefined ? null : Number(zeros),
      distinctAbout: Number(row[3 * i + 2] ?? 0),
      examples: [...seen].slice(0, EXAMPLES),
    };
  });
}
