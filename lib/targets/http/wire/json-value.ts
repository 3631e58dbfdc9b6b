// Reading values of unknown shape. What a server sends is data of any shape: every field is asked, none is trusted.

/** A JSON object whose fields have not been looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object, or null when it is something else (an array, text, a number, null). */
export function objectOf(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The objects of a list; none where the value is no list. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf).filter((entry): entry is JsonObject => entry !== null) : [];
}

/** The value as text, or null when it is not text or is empty. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Whether a non-text value is where text belongs: its content would be lost silently. */
export function isNoText(value: unknown): boolean {
  return value !== undefined && value !== null && typeof value !== "string";
}

/** More tokens than any answer or prompt has; a count above it is an engine's mistake, and sums of such overflow. */
const MOST_TOKENS = 1e9;

/** The value as a count, or null when it is not a whole number from 0 to a thousand million: engines send -1, 0.5 and worse. */
export function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS ? value : null;
}

/** The value as JSON. Never throws: a value nested too deeply is replaced by a note. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "JSON that is nested too deeply to be shown";
  }
}

/** The text parsed as JSON, or undefined when it is not JSON. Never throws, however deep or broken the text is. */
export function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
