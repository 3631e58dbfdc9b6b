// What a cell of a table looks like, in JavaScript and in SQL. The patterns are read alike by JavaScript and by DuckDB (RE2).
import { sqlText } from "../../database/sql-names.js";

/** What a cell may be besides a text, which is every other cell. */
export const CLASSES = [
  "number",
  "boolean",
  "date",
  /** `NaN`, `NA`, `n/a`, `null`, `None`: other tools' words for no value. */
  "missingWords",
  /** Whole numbers beyond 2^53, which JavaScript cannot hold exactly. */
  "large",
  /** `007`: digits that are a label. */
  "label",
  /** Lists and objects of JSON. */
  "structure",
  /** `14,3` and `1.142,5`: numbers of a country that writes decimals with a comma. */
  "decimalComma",
  /** `1.142`: one and a bit, or in a file with decimal commas one thousand and a bit. */
  "grouped",
] as const;

/** A class of cells. */
export type CellClass = (typeof CLASSES)[number];

// As JSON writes numbers, and also `.5` and `5.`.
const NUMBER = "-?(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
const GROUPED = "-?[1-9][0-9]{0,2}\\.[0-9]{3}";
const WHOLE = "-?[0-9]+";
const WORDS = { boolean: ["true", "false"], missingWords: ["nan", "na", "n/a", "null", "none"] };
const DATE =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?";
const LABEL = "-?0[0-9]+";
const DECIMAL_COMMA = "-?(?:[0-9]{1,3}(?:\\.[0-9]{3})+|[0-9]+),[0-9]+";

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const [number, grouped, wholeNumber] = [whole(NUMBER), whole(GROUPED), whole(WHOLE)];
const NO_NUMBERS: readonly (readonly [CellClass, RegExp])[] = [
  ["boolean", new RegExp(`^(?:${WORDS.boolean.join("|")})$`, "i")],
  ["date", whole(DATE)],
  ["missingWords", new RegExp(`^(?:${WORDS.missingWords.join("|")})$`, "i")],
  ["label", whole(LABEL)],
  ["decimalComma", whole(DECIMAL_COMMA)],
];

/**
 * The class of a cell of CSV text.
 *
 * @example classOfCell("-1.5e3"); // => "number"
 * @example classOfCell("007"); // => "label"
 * @example classOfCell("9007199254740993"); // => "large"
 */
export function classOfCell(cell: string): CellClass | "text" {
  if (!number.test(cell)) return NO_NUMBERS.find(([, pattern]) => pattern.test(cell))?.[0] ?? "text";
  if (grouped.test(cell)) return "grouped";
  const value = Number(cell);
  if (wholeNumber.test(cell) && !Number.isSafeInteger(value)) return "large";
  return Number.isFinite(value) ? "number" : "text";
}

function isWord(text: string, words: readonly string[]): string {
  const longest = Math.max(...words.map(({ length }) => length));
  return `length(${text}) <= ${longest} AND lower(${text}) IN (${words.map(sqlText).join(", ")})`;
}

function numberClass(text: string): string {
  const large = `length(${text}) > 15 AND regexp_full_match(${text}, ${sqlText(WHOLE)}) AND abs(try_cast(${text} AS DOUBLE)) > ${Number.MAX_SAFE_INTEGER}`;
  return `CASE WHEN ${large} THEN 'large' WHEN isfinite(try_cast(${text} AS DOUBLE)) THEN 'number' ELSE 'text' END`;
}

/** SQL for the class of a cell of CSV text, so that a million rows are looked at in a second. */
export function classOfText(text: string): string {
  const fits = (pattern: string) => `regexp_full_match(${text}, ${sqlText(pattern)})`;
  return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${fits(GROUPED)} THEN 'grouped' WHEN ${fits(NUMBER)} THEN ${numberClass(text)}
    WHEN ${isWord(text, WORDS.boolean)} THEN 'boolean' WHEN ${isWord(text, WORDS.missingWords)} THEN 'missingWords'
    WHEN ${fits(DATE)} THEN 'date' WHEN ${fits(LABEL)} THEN 'label' WHEN ${fits(DECIMAL_COMMA)} THEN 'decimalComma' ELSE 'text' END`;
}

/** SQL for the class of a cell of JSON, whose numbers and texts are distinguished by the file itself. */
export function classOfJson(json: string, text: string): string {
  return `CASE json_type(${json}) WHEN 'BOOLEAN' THEN 'boolean' WHEN 'OBJECT' THEN 'structure' WHEN 'ARRAY' THEN 'structure'
    WHEN 'DOUBLE' THEN ${numberClass(text)} WHEN 'UBIGINT' THEN ${numberClass(text)} WHEN 'BIGINT' THEN ${numberClass(text)}
    WHEN 'HUGEINT' THEN 'large'
    WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(${text}, ${sqlText(DATE)}) THEN 'date'
      WHEN ${isWord(text, WORDS.missingWords)} THEN 'missingWords' ELSE 'text' END
    END`;
}
