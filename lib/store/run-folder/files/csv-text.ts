import { stringify } from "csv-stringify/sync";

/** A cell of a table: a text, a number, a truth value, or null. */
export type Cell = string | number | boolean | null;

/** One line of a table, by column name. */
export type Row = Readonly<Record<string, Cell>>;

// What makes a spreadsheet take a cell for a formula, also after the apostrophes that `neutralize` itself puts there.
// The wide forms are folded to = + - @ by East Asian versions of Excel (OWASP, "CSV Injection").
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text that no spreadsheet runs as a formula: one apostrophe is put before a text that begins with `=`, `+`, `-`,
 * `@`, TAB, CR or LF, and before one that begins so after apostrophes, so that `restore` gives every text back exactly.
 *
 * @example neutralize("=1+1"); // => "'=1+1"
 * @example neutralize("'tis"); // => "'tis"
 */
export function neutralize(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Undoes `neutralize`: `restore(neutralize(text))` is `text` for every text.
 *
 * @example restore("'=1+1"); // => "=1+1"
 */
export function restore(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/**
 * A table as CSV by RFC 4180, in UTF-8 with `\n` between lines. Texts are always in quotes and neutralized, numbers and
 * `true`/`false` never are, null is an empty cell and the empty text is `""`: so a reader that heeds quotes gets every
 * cell back with its type. The header is quoted where it must be. A cell that is missing or not finite is null. Throws
 * when there is no column.
 */
export function csvText(columns: readonly string[], rows: Iterable<Row>): string {
  if (columns.length === 0) throw new Error("expected at least one column, got none; name the columns");
  return stringify([columns.map(neutralize)]) + csvRows(columns, rows);
}

/** The lines of a table without its header. */
export function csvRows(columns: readonly string[], rows: Iterable<Row>): string {
  const lines: Cell[][] = [];
  for (const row of rows) lines.push(columns.map((column) => row[column] ?? null));
  return csvLines(lines);
}

function csvLines(lines: readonly (readonly Cell[])[]): string {
  return stringify(
    lines.map((line) => [...line]),
    {
      quoted_string: true,
      cast: {
        string: (text) => ({ value: neutralize(text), quoted: true, quoted_empty: true }),
        number: numberCell,
        boolean: (flag) => String(flag),
      },
    },
  );
}

/**
 * Whole numbers beyond 2^53 are written with an exponent: without one they are treated as identifiers, which are texts.
 */
function numberCell(number: number): string {
  if (!Number.isFinite(number)) return "";
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? number.toExponential() : String(number);
}
