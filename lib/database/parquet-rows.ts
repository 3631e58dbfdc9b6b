import { withDuckDb } from "./database.js";
import { plainRows, type QueryValue } from "./query-value.js";
import { sqlText } from "./sql-names.js";

/** Every row of a Parquet file in plain form, lists and structs among them. Throws DuckDB's own error for a file that is not Parquet. */
export async function parquetRows(file: string): Promise<readonly Readonly<Record<string, QueryValue>>[]> {
  return withDuckDb(async (connection) =>
    plainRows(await connection.runAndReadAll(`SELECT * FROM read_parquet(${sqlText(file)})`)),
  );
}
