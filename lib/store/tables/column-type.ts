import { type CellClass, CLASSES, classOfCell } from "./cell-classes.js";

/** What a column holds. `date` cells stay texts in ISO form; `empty` is a column without any value. */
export type ColumnType = "number" | "boolean" | "date" | "text" | "empty";

/** How many cells of a column are of each class, and one cell that is in the way of a number. */
export interface CellCounts extends Readonly<Record<CellClass, number>> {
  /** Cells with a value. */
  readonly filled: number;
  readonly exampleOfText: string | null;
}

/** Counts the cells of one column of a CSV file, and how many of them are in quotes. */
export function cellCounter(isSemicolonFile: boolean) {
  const counts = {
    ...(Object.fromEntries(CLASSES.map((name) => [name, 0])) as Record<CellClass, number>),
    filled: 0,
    text: 0,
    quoted: 0,
    exampleOfText: null,
  };
  const add = (cell: string, isQuoted: boolean) => {
    if (cell === "" && !isQuoted) return;
    counts.filled++;
    if (isQuoted) counts.quoted++;
    // In a column of texts only decimal commas are still of interest.
    if (counts.text === 0 || isSemicolonFile) counts[classOfCell(cell)]++;
  };
  return { counts, add };
}

/**
 * The counts of all columns of a file, with its grouped numbers among its numbers: `1.142` is a number, except in a
 * semicolon file whose other numbers have decimal commas, where the dot may group thousands.
 */
export function settleGrouped<T extends CellCounts>(counts: readonly T[], isSemicolonFile: boolean): readonly T[] {
  if (isSemicolonFile && counts.some(({ decimalComma }) => decimalComma > 0)) return counts;
  return counts.map((one) => ({ ...one, number: one.number + one.grouped, grouped: 0 }));
}

/** The type of a column and why it is that one, in words. */
export function typeOf(counts: CellCounts, isQuoted: boolean): { readonly type: ColumnType; readonly reason: string } {
  const { filled, missingWords } = counts;
  if (filled === 0) return { type: "empty", reason: "no row has a value here" };
  if (counts.date === filled) return { type: "date", reason: `${allOf(filled)} a date in ISO form` };
  if (counts.grouped > 0) return { type: "text", reason: groupedReason(counts) };
  if (isQuoted) return { type: "text", reason: "in quotes in a file that puts quotes around texts only" };
  for (const type of ["number", "boolean"] as const) {
    if (counts[type] === 0 || counts[type] + missingWords < filled) continue;
    const words = missingWords === 0 ? "" : `; ${count(missingWords)} say NaN, NA, null or the like and are missing`;
    const what = type === "number" ? "a number" : "true or false";
    return { type, reason: `${allOf(counts[type])} ${what}${words}` };
  }
  return { type: "text", reason: textReason(counts) };
}

function groupedReason({ grouped, filled }: CellCounts): string {
  return `${count(grouped)} of ${count(filled)} are like 1.142 in a file with decimal commas, where the dot may group thousands`;
}

function textReason(counts: CellCounts): string {
  const { filled, exampleOfText } = counts;
  if (counts.large > 0 && counts.large + counts.number === filled) {
    return `${count(counts.large)} of ${count(filled)} are whole numbers beyond 2^53, which would lose digits`;
  }
  if (counts.label > 0 && counts.label + counts.number === filled) {
    return `${count(counts.label)} of ${count(filled)} begin with 0, so these are labels`;
  }
  if (counts.structure === filled) return `${allOf(filled)} a list or an object: kept as JSON`;
  const isNearly = exampleOfText !== null && NEARLY_NUMBER.test(exampleOfText);
  const example = exampleOfText === null ? "" : `, such as ${JSON.stringify(exampleOfText.slice(0, 40))}`;
  const hint = isNearly ? ": a number is written like 1234.5" : "";
  const texts = filled === 1 ? "1 text" : `${count(filled)} texts`;
  if (counts.number === 0) return isNearly ? texts + example + hint : texts;
  return `${count(filled - counts.number)} of ${count(filled)} are no number${example}${hint}`;
}

/** What a person reads as a number and a file of data does not: `14,3`, `1,000`, `10 %`, `+5`, ` 1.5 `. */
const NEARLY_NUMBER = /^\s*[-+]?[\d.,'\s]*\d\s*%?\s*$/;

/** "each of 12 cells is" */
const allOf = (cells: number) => (cells === 1 ? "the only cell is" : `each of ${count(cells)} cells is`);

const count = (number: number) => number.toLocaleString("en-US");
