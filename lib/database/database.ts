import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

/** More than this goes to files in the temporary folder, so that a large table slows down and does not end the notebook. */
const MEMORY = "1GB";

/**
 * `quantile_exact(column, share)`: an aggregate that equals `quantile` of lib/statistics/ (Hyndman-Fan type 7) bit for bit.
 *
 * DuckDB's own `quantile_cont` is the same formula, but computes (1 - w) x low + w x high also between two equal values, which
 * can miss them by their last bit (0.3 and 0.3 at w = 0.1 give 0.30000000000000004); it takes a share with many digits by
 * way of a decimal, which rounds it; and a compiler may fuse the formula into one rounding on some processors. Here equal
 * neighbors are themselves, the share is read as JavaScript reads it, and each step is rounded by itself.
 */
const EXACT_QUANTILE = [
  `CREATE MACRO benchbook_between(low, high, weight) AS
     CASE WHEN weight = 0 OR low = high THEN low ELSE (1 - weight) * low + weight * high END`,
  `CREATE MACRO benchbook_at(sorted, place) AS benchbook_between(
     sorted[CAST(floor(place) AS BIGINT) + 1], sorted[CAST(floor(place) AS BIGINT) + 2], place - floor(place))`,
  `CREATE MACRO quantile_exact(x, share) AS benchbook_at(
     list_sort(list(x::DOUBLE) FILTER (x IS NOT NULL)), (count(x) - 1) * share::VARCHAR::DOUBLE)`,
];

/** A database in memory that loads no extension from the network, with `quantile_exact`. Lives until it is closed. */
export async function openDatabase(): Promise<{ readonly connection: DuckDBConnection; readonly close: () => void }> {
  // Loaded when it is first asked: a fifth of a second and 24 MB that most runs and commands never need.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: MEMORY,
    temp_directory: join(tmpdir(), `benchbook-duckdb-${process.pid}`),
  });
  const connection = await instance.connect();
  for (const macro of EXACT_QUANTILE) await connection.run(macro);
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, close };
}

/** Lends such a database and closes it. */
export async function withDuckDb<T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { connection, close } = await openDatabase();
  try {
    return await task(connection);
  } finally {
    close();
  }
}
