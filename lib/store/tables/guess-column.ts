/** What a column holds. `date` cells stay texts in ISO form; `empty` is a column without any value. */
export type ColumnType = "number" | "boolean" | "date" | "text" | "empty";

/** Collects what is needed to name a column's type. */
export interface ColumnGuess {
  add(cell: string, quoted: boolean): void;
  /** Whether a cell so far is a number with a decimal comma, which only a semicolon file can have. */
  readonly hasDecimalComma: boolean;
  type(file: FileHabits): ColumnType;
}

/** How a whole file writes, which decides what a column may be taken for. */
export interface FileHabits {
  /** It puts quotes around texts only, so that a column all in quotes is text. */
  readonly quotesMeanText: boolean;
  /** Some column has decimal commas, so that the dot of `1.142` may group thousands. */
  readonly decimalCommas: boolean;
}

/** `14,3` and `1.142,5`: a number of a country that writes decimals with a comma. */
export const DECIMAL_COMMA = "-?(?:[0-9]{1,3}(?:\\.[0-9]{3})+|[0-9]+),[0-9]+";

/** `1.142`: one and a bit, or one thousand and a bit where the dot groups. */
export const GROUPED = "-?[1-9][0-9]{0,2}(?:\\.[0-9]{3})+";

// As JSON writes numbers, and also `.5` and `5.`; `007` is a label and no number.
const NUMBER = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const COMMA = new RegExp(`^${DECIMAL_COMMA}$`);
const MAY_BE_GROUPED = new RegExp(`^${GROUPED}$`);
const BOOLEAN = /^(?:true|false)$/i;
/** How other tools write "none" in a column of numbers or truth values. In a column of texts they are texts. */
const MISSING = /^(?:nan|na|n\/a|null|none)$/i;

/**
 * Whether a cell is a number that JavaScript holds exactly enough: whole numbers beyond 2^53 are not, and a column with
 * one stays text.
 *
 * @example isNumberCell("-1.5e3"); // => true
 * @example isNumberCell("007"); // => false
 * @example isNumberCell("9007199254740993"); // => false
 */
export function isNumberCell(cell: string): boolean {
  if (!NUMBER.test(cell)) return false;
  const value = Number(cell);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value) || /[.eE]/.test(cell));
}

/** Whether a cell says that there is no value: empty, or one of the words that other tools write for it. */
export function isMissingCell(cell: string, type: ColumnType): boolean {
  return cell === "" || ((type === "number" || type === "boolean") && MISSING.test(cell));
}

/** Starts a guess of one column. */
export function guessColumn(): ColumnGuess {
  const seen = { quoted: 0, plain: 0, number: 0, grouped: 0, boolean: 0, date: 0, missing: 0, other: 0 };
  let hasDecimalComma = false;
  return {
    get hasDecimalComma() {
      return hasDecimalComma;
    },
    add: (cell, quoted) => {
      if (cell === "" && !quoted) return;
      if (quoted) seen.quoted++;
      else seen.plain++;
      if (seen.other > 0) return; // it is a column of texts already
      if (isNumberCell(cell)) {
        seen.number++;
        if (MAY_BE_GROUPED.test(cell)) seen.grouped++;
      } else if (BOOLEAN.test(cell)) seen.boolean++;
      else if (DATE.test(cell)) seen.date++;
      else if (MISSING.test(cell)) seen.missing++;
      else {
        seen.other++;
        hasDecimalComma ||= COMMA.test(cell);
      }
    },
    type: ({ quotesMeanText, decimalCommas }) => {
      const filled = seen.quoted + seen.plain;
      if (filled === 0) return "empty";
      if (seen.other > 0) return "text";
      if (seen.date === filled) return "date";
      if (quotesMeanText && seen.plain === 0) return "text";
      if (decimalCommas && seen.grouped > 0) return "text";
      if (seen.number > 0 && seen.number + seen.missing === filled) return "number";
      return seen.boolean > 0 && seen.boolean + seen.missing === filled ? "boolean" : "text";
    },
  };
}
