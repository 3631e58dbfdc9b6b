import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFrame } from "danfojs-node";
import * as v from "valibot";
import { text, texts } from "../../../arguments/fields.js";
import { checkedOptions, settings } from "../../../arguments/options.js";
import { openDatabase } from "../../../database/database.js";
import { plainRows, type QueryValue } from "../../../database/query-value.js";
import { sqlName } from "../../../database/sql-names.js";
import { messageOf } from "../../../text/error-message.js";
import type { Row } from "../../run-folder/files/csv-text.js";
import { type DataFrameOptions, toDataFrame } from "../data-frame.js";
import { describeColumns, type ExploredColumn } from "./explored-column.js";
import { type ValueGroup, valueGroups } from "./explored-values.js";
import { joinTables } from "./join-tables.js";
import type { ExploreSource } from "./load-source.js";
import { loadSources } from "./load-sources.js";
import { descriptionCells, type PercentileOptions, percentileFields, percentileRow } from "./percentile-rows.js";
import type { KnownLayout } from "./raw-table.js";

/** Which rows and groups are asked about. */
export interface GroupOptions {
  /** Columns to group by; all rows together by default. */
  readonly by?: string | readonly string[];
}

const by = v.optional(v.union([text, texts], "the name of a column, or a list of them"));
const groupOptions = settings({ by });
const percentileOptions = settings({ by, ...percentileFields });
const descriptionOptions = settings({ columns: v.optional(texts), ...percentileFields });

/**
 * A table out of saved files, held in a database beside the notebook: a million rows are asked, not loaded. Every answer is
 * plain rows. `columns` says what each column was treated as and why.
 */
export interface Exploration {
  readonly sources: readonly string[];
  /** The layout that was recognized; null for any other table. */
  readonly layout: KnownLayout | null;
  readonly rowCount: number;
  readonly columns: readonly ExploredColumn[];
  /** What a reader has to know: warnings of the run, which list of a document became the rows. */
  readonly notes: readonly string[];
  /** For each column of numbers: n, missing, zeros, mean, spread and percentiles, with intervals (`meanLow`, `p50High` …). */
  describe(options?: PercentileOptions & { readonly columns?: readonly string[] }): Promise<readonly Row[]>;
  /** Percentiles of one column by group, with distribution-free intervals that take rows as independent. */
  percentiles(column: string, options?: GroupOptions & PercentileOptions): Promise<readonly Row[]>;
  /** The sorted values of one column by group, for figures and for functions of your own. */
  values(column: string, options?: GroupOptions): Promise<readonly ValueGroup[]>;
  /** The rows for which an SQL condition holds, as an exploration of its own: `phase = 'measured' AND latencyMs > 100`. */
  where(condition: string): Promise<Exploration>;
  /** The same rows with the columns of another table, matched by the columns `on`; rows without a match keep nulls. */
  join(other: ExploreSource | Exploration, options: { readonly on: string | readonly string[] }): Promise<Exploration>;
  /** Any SQL of DuckDB; the table is called `data`, and `quantile_exact(column, 0.95)` is `quantile` bit for bit. */
  query(sql: string): Promise<readonly Readonly<Record<string, QueryValue>>[]>;
  /** The first rows, 20 by default. */
  rows(limit?: number): Promise<readonly Readonly<Record<string, QueryValue>>[]>;
  /** The first rows (100,000 by default) as a danfojs DataFrame. */
  toDataFrame(options?: DataFrameOptions & { readonly limit?: number }): Promise<DataFrame>;
  /** Gives the memory back. Not needed before a program ends. */
  close(): void;
}

/** What an exploration is built from. */
interface Ground {
  readonly connection: DuckDBConnection;
  readonly table: string;
  readonly sources: readonly string[];
  readonly layout: KnownLayout | null;
  readonly rowCount: number;
  readonly columns: readonly ExploredColumn[];
  readonly notes: readonly string[];
  readonly close: () => void;
}

/** Opens sources of one sort as one table; several get a column `source`. Throws, naming the file, for what is no table. */
export async function openExploration(sources: readonly ExploreSource[]): Promise<Exploration> {
  const { connection, close } = await openDatabase();
  try {
    const table = nextTable();
    const { columns, ...loaded } = await loadSources(connection, table, sources);
    const described = await describeColumns(connection, table, columns);
    return explorationOf({
      connection,
      table,
      close,
      ...loaded,
      columns: described,
      rowCount: await count(connection, table),
    });
  } catch (error) {
    close();
    throw error;
  }
}

let tables = 0;
const nextTable = () => `explored_${++tables}`;

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const [row] = (await connection.runAndReadAll(`SELECT count(*) FROM ${sqlName(table)}`)).getRowsJS();
  return Number(row?.[0] ?? 0);
}

const grounds = new WeakMap<Exploration, Ground>();

function explorationOf(ground: Ground): Exploration {
  const { connection, table, columns } = ground;
  const valuesOf = (column: string, options: GroupOptions) =>
    valueGroups(connection, table, numbersOf(ground, column), groupColumns(ground, options));
  const ask = async (sql: string) => plainRows(await connection.runAndReadAll(sql));
  const exploration: Exploration = {
    ...{ sources: ground.sources, layout: ground.layout, rowCount: ground.rowCount, columns, notes: ground.notes },
    describe: (options = {}) => describe(ground, options),
    percentiles: async (column, options = {}) => {
      const { by, ...shares } = checkedOptions("percentiles", percentileOptions, options);
      return (await valuesOf(column, { by })).map((group) => percentileRow(group, shares));
    },
    values: async (column, options = {}) => valuesOf(column, checkedOptions("values", groupOptions, options)),
    where: (condition) => filtered(ground, condition),
    join: async (other, { on }) => {
      const keys = typeof on === "string" ? [on] : on;
      const opened = isExploration(other) ? other : await openExploration([other]);
      const [name, right] = [nextTable(), groundOf(opened)];
      await joinTables(connection, name, { table, columns }, right, keys);
      if (opened !== other) opened.close();
      return derived(ground, name, [...columns, ...right.columns.filter((one) => !keys.includes(one.name))]);
    },
    query: async (sql) => {
      await connection.run(`CREATE OR REPLACE TEMP VIEW data AS SELECT * FROM ${sqlName(table)}`);
      return ask(sql);
    },
    rows: (limit = 20) => ask(`SELECT * FROM ${sqlName(table)} LIMIT ${Math.max(0, Math.floor(limit))}`),
    toDataFrame: async ({ limit = 100_000, ...options } = {}) => {
      const names = columns.map(({ name }) => name);
      return toDataFrame(await exploration.rows(limit), { columns: names, ...options });
    },
    close: ground.close,
  };
  grounds.set(exploration, ground);
  return exploration;
}

function isExploration(other: ExploreSource | Exploration): other is Exploration {
  return typeof other === "object" && grounds.has(other as Exploration);
}

function groundOf(exploration: Exploration): Ground {
  const ground = grounds.get(exploration);
  if (ground === undefined) throw new Error("expected what explore gave, got another object");
  return ground;
}

async function describe(
  ground: Ground,
  options: PercentileOptions & { readonly columns?: readonly string[] },
): Promise<readonly Row[]> {
  const { columns = namesOfNumbers(ground), ...shares } = checkedOptions("describe", descriptionOptions, options);
  const rows: Row[] = [];
  for (const name of columns) {
    const column = known(ground, name);
    const [group] = await valueGroups(ground.connection, ground.table, numbersOf(ground, name), []);
    if (group === undefined) continue;
    const { n, missing, ...rest } = descriptionCells(group, shares);
    rows.push({
      column: name,
      unit: column.unit,
      n: n ?? null,
      missing: missing ?? null,
      zeros: column.zeros,
      ...rest,
    });
  }
  return rows;
}

async function filtered(ground: Ground, condition: string): Promise<Exploration> {
  const name = nextTable();
  const sql = `CREATE TABLE ${sqlName(name)} AS SELECT * FROM ${sqlName(ground.table)} WHERE (${condition}\n)`;
  await ground.connection.run(sql).catch((cause: unknown) => {
    const says = messageOf(cause).split("\n")[0] ?? "";
    throw new Error(`expected an SQL condition such as "latency > 1 AND model = 'a'", got ${condition}: ${says}`, {
      cause,
    });
  });
  return derived(ground, name, ground.columns);
}

async function derived(ground: Ground, table: string, columns: readonly ExploredColumn[]): Promise<Exploration> {
  const { connection } = ground;
  const described = await describeColumns(connection, table, columns);
  return explorationOf({ ...ground, table, columns: described, rowCount: await count(connection, table) });
}

function known(ground: Ground, name: string): ExploredColumn {
  const found = ground.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = ground.columns.map((column) => column.name).join(", ");
  throw new RangeError(`expected a column among ${names}, got ${name}`);
}

const namesOfNumbers = ({ columns }: Ground) => columns.filter(({ type }) => type === "number").map(({ name }) => name);

function numbersOf(ground: Ground, name: string): string {
  const { type, reason } = known(ground, name);
  if (type === "number") return name;
  const some = namesOfNumbers(ground).slice(0, 12).join(", ");
  throw new RangeError(
    `expected a column of numbers, got ${name}, which is ${type} (${reason}); numbers: ${some || "none"}`,
  );
}

function groupColumns(ground: Ground, { by = [] }: GroupOptions): readonly string[] {
  return (typeof by === "string" ? [by] : by).map((name) => known(ground, name).name);
}
