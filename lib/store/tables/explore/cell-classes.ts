import { sqlText } from "../../../database/sql-names.js";
import { type ColumnType, DECIMAL_COMMA, GROUPED } from "../guess-column.js";

/** How many cells of a column are of each class, and one cell that is in the way of a number. */
export interface CellCounts {
  readonly rows: number;
  /** Cells with a value. */
  readonly filled: number;
  readonly number: number;
  readonly boolean: number;
  readonly date: number;
  /** `NaN`, `NA`, `n/a`, `null`, `None`: other tools' words for no value. */
  readonly missingWords: number;
  /** Whole numbers beyond 2^53, which JavaScript cannot hold exactly. */
  readonly large: number;
  /** `007`: digits that are a label. */
  readonly label: number;
  /** Lists and objects of JSON. */
  readonly structure: number;
  /** `14,3`: numbers with a decimal comma. */
  readonly decimalComma: number;
  /** `1.142`: numbers among `number`, unless the file has decimal commas and the dot may group thousands. */
  readonly grouped: number;
  readonly exampleOfText: string | null;
}

/** Names of the classes, as the SQL of `classOf` gives them. */
export const CLASSES = [
  "number",
  "boolean",
  "date",
  "missingWords",
  "large",
  "label",
  "structure",
  "decimalComma",
  "grouped",
] as const;

/** A class of cells. */
export type CellClass = (typeof CLASSES)[number];

// The same rules as guess-column.ts has for readCsv, in SQL, so that a million rows are looked at in a second.
const NUMBER = "-?(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
const DATE =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?";
const MOST_EXACT = "9007199254740991";

function numberClass(text: string): string {
  const large = `length(${text}) > 15 AND regexp_full_match(${text}, '-?[0-9]+') AND abs(try_cast(${text} AS DOUBLE)) > ${MOST_EXACT}`;
  return `CASE WHEN ${large} THEN 'large' WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN 'number' ELSE 'text' END`;
}

/** SQL for the class of a cell of CSV text. */
export function classOfText(text: string): string {
  return `CASE WHEN ${text} IS NULL THEN NULL
    WHEN regexp_full_match(${text}, ${sqlText(GROUPED)}) THEN 'grouped'
    WHEN regexp_full_match(${text}, ${sqlText(NUMBER)}) THEN ${numberClass(text)}
    WHEN length(${text}) < 6 AND lower(${text}) IN ('true', 'false') THEN 'boolean'
    WHEN length(${text}) < 5 AND lower(${text}) IN ('nan', 'na', 'n/a', 'null', 'none') THEN 'missingWords'
    WHEN regexp_full_match(${text}, ${sqlText(DATE)}) THEN 'date'
    WHEN regexp_full_match(${text}, '-?0[0-9]+') THEN 'label'
    WHEN regexp_full_match(${text}, ${sqlText(DECIMAL_COMMA)}) THEN 'decimalComma' ELSE 'text' END`;
}

/** SQL for the class of a cell of JSON, whose numbers and texts are told apart by the file itself. */
export function classOfJson(json: string, text: string): string {
  return `CASE json_type(${json}) WHEN 'BOOLEAN' THEN 'boolean' WHEN 'OBJECT' THEN 'structure' WHEN 'ARRAY' THEN 'structure'
    WHEN 'DOUBLE' THEN ${numberClass(text)} WHEN 'UBIGINT' THEN ${numberClass(text)} WHEN 'BIGINT' THEN ${numberClass(text)}
    WHEN 'HUGEINT' THEN 'large'
    WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(${text}, ${sqlText(DATE)}) THEN 'date'
      WHEN length(${text}) < 5 AND lower(${text}) IN ('nan', 'na', 'n/a', 'null', 'none') THEN 'missingWords' ELSE 'text' END
    END`;
}

/** SQL for the value of a cell in the type that its column got. */
export function castTo(text: string, type: ColumnType, restored: (text: string) => string): string {
  if (type === "number") return `CASE WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN try_cast(${text} AS DOUBLE) END`;
  if (type === "boolean") return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
  return type === "text" ? restored(text) : text;
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
