import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlName, sqlRestored } from "../../../database/sql-names.js";
import { type CellClass, CLASSES, classOfJson, classOfText } from "../cell-classes.js";
import { type CellCounts, type ColumnType, settleGrouped, typeOf } from "../column-type.js";
import type { RawColumn, RawTable } from "./raw-table.js";

/** A column with its type and why it got it. */
export interface TypedColumn {
  readonly name: string;
  readonly header: string;
  readonly type: ColumnType;
  readonly reason: string;
}

/** Makes a table with types of a raw one, looking at every cell. */
export async function typeTable(
  connection: DuckDBConnection,
  names: { readonly raw: string; readonly typed: string },
  raw: RawTable,
): Promise<readonly TypedColumn[]> {
  if (raw.kind === "typed") return typeStored(connection, names, raw.columns);
  const isJson = raw.kind === "json";
  const text = (name: string) => (isJson ? `(${sqlName(name)}->>'$')` : sqlName(name));
  const counts = settleGrouped(await countClasses(connection, names.raw, raw, text), raw.delimiter === ";");
  const columns = raw.columns.map((column, i) => {
    const found = counts[i];
    if (found === undefined) throw new Error(`expected counts of column ${column.name}, got none`);
    return { name: column.name, header: column.header, ...typeOf(found, column.isQuoted) };
  });
  const restored = isJson ? (cell: string) => cell : sqlRestored;
  const values = columns.map(({ name, type }) => `${castTo(text(name), type, restored)} AS ${sqlName(name)}`);
  await connection.run(
    `CREATE TABLE ${sqlName(names.typed)} AS SELECT ${values.join(", ")} FROM ${sqlName(names.raw)}`,
  );
  return columns;
}

/** SQL for the value of a cell in the type that its column got. */
function castTo(text: string, type: ColumnType, restored: (text: string) => string): string {
  if (type === "number") return `CASE WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN try_cast(${text} AS DOUBLE) END`;
  if (type === "boolean") return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
  return type === "text" ? restored(text) : text;
}

/** Columns that one query counts: its plan grows much faster than the columns, and 150 of them took a gigabyte. */
const AT_ONCE = 8;

async function countClasses(
  connection: DuckDBConnection,
  table: string,
  raw: RawTable,
  text: (name: string) => string,
): Promise<readonly CellCounts[]> {
  const counts: CellCounts[] = [];
  for (let from = 0; from < raw.columns.length; from += AT_ONCE) {
    const columns = raw.columns.slice(from, from + AT_ONCE);
    counts.push(...(await countClassesOf(connection, table, { ...raw, columns }, text)));
  }
  return counts;
}

async function countClassesOf(
  connection: DuckDBConnection,
  table: string,
  raw: RawTable,
  text: (name: string) => string,
): Promise<readonly CellCounts[]> {
  const cells = raw.columns.map(({ name }, i) => {
    const cell = text(name);
    return `${cell} AS t${i}, ${raw.kind === "json" ? classOfJson(sqlName(name), cell) : classOfText(cell)} AS k${i}`;
  });
  const counts = raw.columns.map((_, i) => {
    const each = CLASSES.map((name) => `count_if(k${i} = '${name}')`);
    return `count(k${i}), ${each.join(", ")}, any_value(t${i}) FILTER (k${i} NOT IN ('number', 'grouped', 'missingWords'))`;
  });
  const sql = `SELECT ${counts.join(", ")} FROM (SELECT ${cells.join(", ")} FROM ${sqlName(table)})`;
  const [row = []] = (await connection.runAndReadAll(sql)).getRowsJS();
  const width = CLASSES.length + 2;
  return raw.columns.map((_, i) => {
    const own = row.slice(i * width, (i + 1) * width);
    const at = (index: number) => Number(own[index] ?? 0);
    const example = own[width - 1];
    const classes = Object.fromEntries(CLASSES.map((name, k) => [name, at(k + 1)])) as Record<CellClass, number>;
    return {
      filled: at(0),
      ...classes,
      exampleOfText: typeof example === "string" ? example : null,
    };
  });
}

/** A table that has types: whole numbers and fractions become numbers, what has no plain form becomes text. */
async function typeStored(
  connection: DuckDBConnection,
  names: { readonly raw: string; readonly typed: string },
  columns: readonly RawColumn[],
): Promise<readonly TypedColumn[]> {
  const described = await connection.runAndReadAll(`DESCRIBE ${sqlName(names.raw)}`);
  const types = new Map(described.getRowsJS().map(([name, type]) => [String(name), String(type)]));
  const whole = columns.filter(({ name }) => /^(?:U?(?:BIG|HUGE)INT|DECIMAL\b.*)$/.test(types.get(name) ?? ""));
  const large = await tooLarge(
    connection,
    names.raw,
    whole.map(({ name }) => name),
  );
  const typed = columns.map((column): TypedColumn & { readonly value: string } => {
    const stored = types.get(column.name) ?? "VARCHAR";
    const [type, value] = large.has(column.name)
      ? (["text", `${sqlName(column.name)}::VARCHAR`] as const)
      : storedValue(sqlName(column.name), stored);
    return { name: column.name, header: column.header, type, reason: `stored as ${stored}`, value };
  });
  const values = typed.map(({ name, value }) => `${value} AS ${sqlName(name)}`);
  await connection.run(
    `CREATE TABLE ${sqlName(names.typed)} AS SELECT ${values.join(", ")} FROM ${sqlName(names.raw)}`,
  );
  return typed.map(({ value: _, ...column }) => column);
}

/** The whole name of a type of numbers: `STRUCT(a BIGINT)`, `INTEGER[]` and `INTERVAL` are not. */
const STORED_NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/;
/** What has parts, and so is kept as JSON. */
const STORED_PARTS = /^(?:STRUCT|MAP|UNION)\b|\]$/;

function storedValue(column: string, stored: string): readonly [ColumnType, string] {
  if (STORED_NUMBER.test(stored)) {
    return ["number", `CASE WHEN isfinite(${column}::DOUBLE) THEN ${column}::DOUBLE END`];
  }
  if (stored === "BOOLEAN") return ["boolean", column];
  if (stored === "DATE") return ["date", `${column}::VARCHAR`];
  if (stored.startsWith("TIMESTAMP")) return ["date", `replace(${column}::VARCHAR, ' ', 'T')`];
  return ["text", STORED_PARTS.test(stored) ? `to_json(${column})::VARCHAR` : `${column}::VARCHAR`];
}

async function tooLarge(connection: DuckDBConnection, table: string, columns: readonly string[]): Promise<Set<string>> {
  if (columns.length === 0) return new Set();
  const tests = columns.map(
    (name) => `coalesce(max(abs(${sqlName(name)}::DOUBLE)) > ${Number.MAX_SAFE_INTEGER}, false)`,
  );
  const [row = []] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM ${sqlName(table)}`)).getRowsJS();
  return new Set(columns.filter((_, index) => row[index] === true));
}
