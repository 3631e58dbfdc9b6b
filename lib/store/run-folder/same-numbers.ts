import { parse } from "csv-parse/sync";
import { parseSafely } from "./files/safe-json.js";

/**
 * Whether every number and text that a stored file publishes is the same in the file as it is made today; the first that is
 * not, or null. An older Benchbook may have written fewer fields, or the same in another order: what it did write must hold,
 * but for what stands under a key of `ignored` at any depth.
 * For `.json` and `.csv`; throws when one of the texts is neither.
 *
 * @example firstDifference("s.json", '{"n":2}', '{"mean":1,"n":2}'); // => null
 * @example firstDifference("s.json", '{"n":2}', '{"n":3}'); // => "n is 2, recomputed from the journal it is 3"
 */
export function firstDifference(
  name: string,
  stored: string,
  again: string,
  ignored: readonly string[] = [],
): string | null {
  if (name.endsWith(".csv")) return differenceOf(rowsOf(stored), rowsOf(again), "", []);
  return differenceOf(parseSafely(stored), parseSafely(again), "", ignored);
}

const rowsOf = (text: string): unknown => parse(text, { columns: true, relax_column_count: false });

function differenceOf(stored: unknown, again: unknown, place: string, ignored: readonly string[]): string | null {
  if (!isObject(stored) || !isObject(again)) {
    if (stored === again) return null;
    return `${place || "it"} is ${shown(stored)}, recomputed from the journal it is ${shown(again)}`;
  }
  if (Array.isArray(stored) !== Array.isArray(again)) return `${place || "it"} is a list in one and none in the other`;
  if (Array.isArray(stored) && Object.keys(stored).length !== Object.keys(again).length)
    return `${place || "it"} has ${Object.keys(stored).length} entries, recomputed ${Object.keys(again).length}`;
  for (const key of Object.keys(stored)) {
    if (ignored.includes(key)) continue;
    const below = place === "" ? key : `${place}.${key}`;
    const found = differenceOf(stored[key], Object.hasOwn(again, key) ? again[key] : undefined, below, ignored);
    if (found !== null) return found;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const shown = (value: unknown) => (JSON.stringify(value) ?? "missing").slice(0, 80);
