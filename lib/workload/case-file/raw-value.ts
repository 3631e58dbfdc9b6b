import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { nearestName } from "../../arguments/nearest-name.js";
import { inspectJson } from "./inspect-json.js";

/** A record as it is in a file. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * True for a string with something visible in it.
 *
 * @example
 * isText("  "); // => false
 */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/**
 * Says which keys nobody knows, so that a typing mistake does not silently lose a field; keys that begin with `x-` are the
 * user's own and pass. Null without a prompt.
 *
 * @example
 * unknownKeys({ promt: "Hi", "x-author": "me" }, ["prompt"]); // => "unknown key \"promt\"; did you mean prompt? known are prompt (begin a key of your own with x-)"
 */
export function unknownKeys(record: Readonly<Record<string, unknown>>, known: readonly string[]): string | null {
  const strange = Object.keys(record).filter((key) => !known.includes(key) && !key.startsWith("x-"));
  if (strange.length === 0) return null;
  const names = strange.map((key) => describeValue(key)).join(", ");
  const [first = ""] = strange;
  const nearest = strange.length === 1 ? nearestName(first, known) : null;
  const meant = nearest === null ? "" : `did you mean ${nearest}? `;
  return `unknown key ${names}; ${meant}known are ${known.join(", ")} (begin a key of your own with x-)`;
}

/** A number or a truth value as text; anything else as it is. */
export function asText(value: unknown): unknown {
  return (typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean" ? String(value) : value;
}

/**
 * The value of a column, or of a field inside one, by a path with points; undefined where there is none.
 *
 * @example
 * valueAt({ request: { text: "Hi" } }, "request.text"); // => "Hi"
 */
export function valueAt(record: Fields, column: string): unknown {
  if (Object.hasOwn(record, column)) return record[column];
  let value: unknown = record;
  for (const name of column.split(".")) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A list or object that a table holds as JSON in a cell; anything else, and what is no JSON, as it is. */
export function parsedList(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  return inspectJson(value, { maxDepth: 32 }).problem === null ? JSON.parse(value) : value;
}
