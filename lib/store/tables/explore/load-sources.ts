import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlName, sqlText } from "../../../database/sql-names.js";
import { layoutOf } from "./known-layouts.js";
import { type ExploreSource, type LoadedSource, loadSource } from "./load-source.js";
import type { KnownLayout, RawTable } from "./raw-table.js";
import { type TypedColumn, typeTable } from "./typed-table.js";

/** Several sources as one typed table. */
export interface LoadedSources {
  readonly sources: readonly string[];
  readonly layout: KnownLayout | null;
  readonly notes: readonly string[];
  readonly columns: readonly TypedColumn[];
}

/**
 * Reads sources into one table with types: columns are matched by name, types follow from all the files together, and
 * several sources get a column `source`. Throws when they are of different sorts.
 */
export async function loadSources(
  connection: DuckDBConnection,
  table: string,
  sources: readonly ExploreSource[],
): Promise<LoadedSources> {
  if (sources.length === 0) throw new Error("expected at least one source, got none");
  const loaded: LoadedSource[] = [];
  for (const [index, source] of sources.entries()) {
    loaded.push(await loadSource(connection, `${table}_raw_${index}`, source));
  }
  const raw = await together(connection, table, loaded);
  const columns = await typeTable(connection, { raw: `${table}_raw`, typed: table }, raw);
  await connection.run(`DROP TABLE ${sqlName(`${table}_raw`)}`);
  return {
    sources: loaded.map(({ name }) => name),
    layout: raw.layout ?? layoutOf(columns.map(({ name }) => name)),
    notes: [...new Set(loaded.flatMap(({ notes }) => notes))],
    columns,
  };
}

/** One raw table of all; each source's own is dropped. */
async function together(
  connection: DuckDBConnection,
  table: string,
  loaded: readonly LoadedSource[],
): Promise<RawTable> {
  const [first] = loaded;
  if (first === undefined) throw new Error("expected at least one source, got none");
  const target = sqlName(`${table}_raw`);
  if (loaded.length === 1) {
    await connection.run(`ALTER TABLE ${sqlName(`${table}_raw_0`)} RENAME TO ${target}`);
    return first.raw;
  }
  const other = loaded.find(({ raw }) => raw.kind !== first.raw.kind);
  if (other !== undefined) throw new Error(`expected files of one sort, got ${first.name} and ${other.name}`);
  const column = first.raw.columns.some(({ name }) => name === "source") ? "source file" : "source";
  const isJson = first.raw.kind === "json";
  const parts = loaded.map(({ name }, i) => {
    const label = sqlText(isJson ? JSON.stringify(name) : name);
    return `SELECT ${label} AS ${sqlName(column)}, * FROM ${sqlName(`${table}_raw_${i}`)}`;
  });
  await connection.run(`CREATE TABLE ${target} AS ${parts.join(" UNION ALL BY NAME ")}`);
  for (const index of loaded.keys()) await connection.run(`DROP TABLE ${sqlName(`${table}_raw_${index}`)}`);
  const columns = new Map([[column, { name: column, header: column, isQuoted: true }]]);
  for (const { raw } of loaded) {
    for (const one of raw.columns) {
      const isQuoted = one.isQuoted && (columns.get(one.name)?.isQuoted ?? true);
      columns.set(one.name, { ...one, isQuoted });
    }
  }
  const layouts = new Set(loaded.map(({ raw }) => raw.layout?.file));
  return { kind: first.raw.kind, columns: [...columns.values()], layout: layouts.size === 1 ? first.raw.layout : null };
}
