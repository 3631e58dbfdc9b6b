import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlName } from "../../../database/sql-names.js";
import type { ExploredColumn } from "./explored-column.js";

/** A side of a join. */
export interface JoinSide {
  readonly table: string;
  readonly columns: readonly ExploredColumn[];
}

/**
 * Makes a table of all rows of `left` with the columns of `right` beside them. Throws when a key is missing, a key occurs
 * twice on the right (rows would be counted twice), or both sides have another column of the same name.
 */
export async function joinTables(
  connection: DuckDBConnection,
  name: string,
  left: JoinSide,
  right: JoinSide & { readonly connection: DuckDBConnection },
  keys: readonly string[],
): Promise<void> {
  checkKeys(left, right, keys);
  const on = keys.map(sqlName).join(", ");
  const twice = `SELECT ${on}, count(*) FROM ${sqlName(right.table)} GROUP BY ${on} HAVING count(*) > 1 LIMIT 1`;
  const [double] = (await right.connection.runAndReadAll(twice)).getRowsJS();
  if (double !== undefined) {
    throw new Error(
      `expected each ${keys.join(", ")} once in the table to join, got ${double.slice(0, -1).join(", ")} ` +
        `${double.at(-1)} times: filter it first, or join by more columns`,
    );
  }
  const source = right.connection === connection ? right.table : await copied(connection, name, right);
  const joined = `${sqlName(left.table)} AS l LEFT JOIN ${sqlName(source)} AS r USING (${on}) ORDER BY l.rowid`;
  await connection.run(`CREATE TABLE ${sqlName(name)} AS SELECT * FROM ${joined}`);
  if (source !== right.table) await connection.run(`DROP TABLE ${sqlName(source)}`);
}

function checkKeys(left: JoinSide, right: JoinSide, keys: readonly string[]): void {
  if (keys.length === 0) throw new Error("expected the columns to join by, got none");
  const names = (side: JoinSide) => side.columns.map((column) => column.name);
  for (const key of keys) {
    for (const side of [left, right]) {
      if (!names(side).includes(key))
        throw new RangeError(`expected a column ${key} in both tables, got only ${names(side).join(", ")}`);
    }
  }
  const both = names(right).filter((column) => !keys.includes(column) && names(left).includes(column));
  if (both.length > 0)
    throw new Error(`expected other names for the columns that both tables have: ${both.join(", ")}`);
}

/** The right side's rows in the left side's database. */
async function copied(
  connection: DuckDBConnection,
  name: string,
  right: JoinSide & { readonly connection: DuckDBConnection },
): Promise<string> {
  const table = `${name}_right`;
  const types = { number: "DOUBLE", boolean: "BOOLEAN", date: "VARCHAR", text: "VARCHAR", empty: "VARCHAR" } as const;
  const spec = right.columns.map((column) => `${sqlName(column.name)} ${types[column.type]}`).join(", ");
  await connection.run(`CREATE TABLE ${sqlName(table)} (${spec})`);
  const appender = await connection.createAppender(table);
  try {
    const result = await right.connection.run(`SELECT * FROM ${sqlName(right.table)}`);
    for (const chunk of await result.fetchAllChunks()) appender.appendDataChunk(chunk);
  } finally {
    appender.closeSync();
  }
  return table;
}
