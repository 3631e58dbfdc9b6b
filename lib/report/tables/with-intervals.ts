import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { texts } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { numberText } from "../../text/number-text.js";

/** How `withIntervals` writes. */
export interface IntervalOptions {
  /** Keep these columns and no others; each with its interval where it has one. */
  readonly columns?: readonly string[];
}

const intervalOptions = settings({ columns: v.optional(texts) });

/**
 * Rows for a table to print: where a row has `p50`, `p50Low` and `p50High`, one cell `202 [198, 206]` takes the place of the
 * three, and `202 (no interval)` where so few values have none. The rows of `percentiles` and `describe` of an exploration
 * have such columns, and so may rows of your own.
 *
 * @example
 * bb.tables.withIntervals([{ p50: 202, p50Low: 198, p50High: 206 }]); // => [{ "p50": "202 [198, 206]" }]
 * bb.tables.withIntervals([{ p99: 202, p99Low: null, p99High: null }]); // => [{ "p99": "202 (no interval)" }]
 */
export function withIntervals(
  rows: readonly object[],
  options: IntervalOptions = {},
): readonly Readonly<Record<string, unknown>>[] {
  checkRows("withIntervals", "rows", rows, "a list of records", ": put one record in [ ]");
  const { columns } = checkedOptions("withIntervals", intervalOptions, options);
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const hasInterval = (key: string) => keys.includes(`${key}Low`) && keys.includes(`${key}High`);
  const isEnd = (key: string) => /(?:Low|High)$/.test(key) && hasInterval(key.replace(/(?:Low|High)$/, ""));
  const shown = columns ?? keys.filter((key) => !isEnd(key));
  const unknown = shown.find((key) => rows.length > 0 && !keys.includes(key));
  if (unknown !== undefined) throw new Error(`expected columns among ${keys.join(", ")}, got ${unknown}`);
  return rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    return Object.fromEntries(
      shown.map((key) => {
        const value = cells.get(key);
        const [low, high] = [cells.get(`${key}Low`), cells.get(`${key}High`)];
        if (typeof value !== "number" || !hasInterval(key)) return [key, value];
        if (typeof low !== "number" || typeof high !== "number") return [key, `${numberText(value)} (no interval)`];
        return [key, `${numberText(value)} [${numberText(low)}, ${numberText(high)}]`];
      }),
    );
  });
}
