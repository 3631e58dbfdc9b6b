import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlName, sqlText } from "../../../database/sql-names.js";
import { loadRows } from "../load-rows.js";
import type { KnownLayout, RawTable } from "./raw-table.js";

/** How deep objects in objects become columns such as `usage.outputTokens`; what is deeper stays JSON. */
const DEPTH = 3;

/** Rows as a table whose cells are JSON, so that a number, a text and a truth value stay what they are. */
export async function loadRecords(
  connection: DuckDBConnection,
  table: string,
  rows: readonly object[],
  layout: KnownLayout | null = null,
): Promise<RawTable> {
  const flat = rows.map((row) => flattened(row));
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) throw new Error("expected rows with columns, got none");
  await loadRows(connection, table, names, flat);
  return { kind: "json", columns: names.map((name) => ({ name, header: name, isQuoted: false })), layout };
}

/** The cells of a record as JSON text; null where there is nothing. Objects become columns of their own. */
function flattened(row: object, prefix = "", depth = 0): Record<string, string | null> {
  const cells: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(row)) {
    const name = prefix + (key === "" ? "column" : key === "__proto__" ? "proto" : key);
    if (isPlain(value) && depth < DEPTH && Object.keys(value).length > 0) {
      Object.assign(cells, flattened(value, `${name}.`, depth + 1));
    } else cells[name] = jsonOf(value);
  }
  return cells;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function jsonOf(value: unknown): string | null {
  if (typeof value === "bigint") return String(value);
  const text = JSON.stringify(value);
  return text === undefined || text === "null" ? null : text;
}

/** Reads a file with one JSON object a line. DuckDB reads it, so a million lines fit. */
export async function loadJsonLines(connection: DuckDBConnection, table: string, path: string): Promise<RawTable> {
  const from = `read_json(${sqlText(path)}, format = 'newline_delimited', maximum_depth = 1, sample_size = -1)`;
  await connection.run(`CREATE TABLE ${sqlName(table)} AS SELECT * FROM ${from}`).catch((cause: unknown) => {
    const says = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new Error(`expected one JSON object a line in ${path}, got: ${says}`, { cause });
  });
  for (let depth = 0; depth < DEPTH; depth++) if (!(await expandObjects(connection, table))) break;
  const names = await columnNames(connection, table);
  return { kind: "json", columns: names.map((name) => ({ name, header: name, isQuoted: false })), layout: null };
}

/** Replaces columns that hold only objects by their keys; false without such columns. */
async function expandObjects(connection: DuckDBConnection, table: string): Promise<boolean> {
  const names = await columnNames(connection, table);
  const counts = names.map((name, i) => {
    const column = sqlName(name);
    return `count(${column}) > 0 AND count_if(json_type(${column}) = 'OBJECT') = count_if(json_type(${column}) <> 'NULL') AS c${i}`;
  });
  const [are] = (await connection.runAndReadAll(`SELECT ${counts.join(", ")} FROM ${sqlName(table)}`)).getRowsJS();
  const objects = new Set(names.filter((_, i) => are?.[i] === true));
  if (objects.size === 0) return false;
  const parts: string[] = [];
  for (const name of names) {
    const column = sqlName(name);
    if (!objects.has(name)) parts.push(column);
    else {
      const keys = await connection.runAndReadAll(
        `SELECT DISTINCT unnest(json_keys(${column})) AS key FROM ${sqlName(table)} ORDER BY 1`,
      );
      for (const [key] of keys.getRowsJS()) {
        const pointer = `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
        parts.push(`json_extract(${column}, ${sqlText(pointer)}) AS ${sqlName(`${name}.${key}`)}`);
      }
    }
  }
  await connection.run(
    `CREATE OR REPLACE TABLE ${sqlName(table)} AS SELECT ${parts.join(", ")} FROM ${sqlName(table)}`,
  );
  return true;
}

/** The names of a table's columns, in order. */
export async function columnNames(connection: DuckDBConnection, table: string): Promise<readonly string[]> {
  const described = await connection.runAndReadAll(`DESCRIBE ${sqlName(table)}`);
  return described.getRowsJS().map(([name]) => String(name));
}
