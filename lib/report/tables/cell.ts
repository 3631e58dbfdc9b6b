import { cleanText } from "../../text/escape.js";
import { MISSING, numberText } from "../../text/number-text.js";

/** One cell: what is shown, and the number to sort by where it is one. `text` is not escaped. */
export interface Cell {
  readonly text: string;
  readonly sort: number | null;
  readonly isMissing: boolean;
  readonly isNumber: boolean;
}

const missing: Cell = { text: MISSING, sort: null, isMissing: true, isNumber: false };

function numberCell(value: number): Cell {
  if (Number.isNaN(value)) return missing;
  const text = Number.isFinite(value) ? numberText(value) : value > 0 ? "∞" : "-∞";
  return { text, sort: value, isMissing: false, isNumber: true };
}

function words(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "[cannot be shown]";
  }
}

/**
 * What a value looks like in a table: numbers with three significant digits (whole numbers exact), "–" for null,
 * undefined and NaN and never 0, dates in ISO 8601, objects as JSON; texts lose control characters and line breaks.
 */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return missing;
  if (typeof value === "number") return numberCell(value);
  if (typeof value === "bigint") return { text: String(value), sort: Number(value), isMissing: false, isNumber: true };
  return { text: cleanText(words(value)), sort: null, isMissing: false, isNumber: false };
}
