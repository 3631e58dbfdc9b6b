import type { DuckDBResultReader } from "@duckdb/node-api";

/** A value of a query's answer: JSON-safe. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | readonly QueryValue[]
  | { readonly [name: string]: QueryValue };

/**
 * A value from DuckDB in plain form. Whole numbers beyond 2^53 and other values without a JSON form become texts,
 * instants ISO texts, NaN and infinities null.
 *
 * @example plainValue([1, undefined, "a"]); // => [1, null, "a"]
 */
export function plainValue(value: unknown): QueryValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainValue(item)]));
}

/** The rows of an answer in plain form. */
export function plainRows(reader: DuckDBResultReader): readonly Readonly<Record<string, QueryValue>>[] {
  return reader.getRowObjectsJS().map((row) => {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
  });
}
