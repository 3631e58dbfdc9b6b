import { checkPath } from "../../arguments/check-values.js";
import { type Cell, type Row, restore } from "../run-folder/files/csv-text.js";
import { errorCode } from "../run-folder/files/file-layer.js";
import { type ColumnType, cellCounter, settleGrouped, typeOf } from "./column-type.js";
import { decodedText, readCsvRecords, SEPARATOR_LINE } from "./csv-records.js";

/** A column of a CSV file as it was read. */
export interface CsvColumn {
  /** The header, made unique and safe to use as a key. */
  readonly name: string;
  /** The header as it is in the file. */
  readonly header: string;
  readonly type: ColumnType;
  /** How many rows have no value here. */
  readonly nulls: number;
}

/** A CSV file, read. */
export interface CsvTable {
  readonly columns: readonly CsvColumn[];
  readonly rows: readonly Row[];
}

/**
 * Reads any CSV file with typed columns. An empty cell is null and `""` is the empty text; numbers, `true` and `false`
 * become such where the whole column is (and `NaN`, `NA`, `null`, `None` in it null); dates stay texts; whole numbers
 * beyond 2^53, labels like `007` and, in a semicolon file with decimal commas, `1.142`, which may mean 1142, stay texts; the apostrophe that `exportCsv` puts before formulas is taken off
 * again. The separator (comma, semicolon or TAB) is taken from the header. The file is read twice, once to name the
 * types and once for the values, so that a million rows fit. Throws, naming the lines, when lines have more or fewer
 * cells than the header.
 *
 * @example
 * (await bb.readCsv("outputs/results.csv")).rows.length;
 */
export async function readCsv(path: string): Promise<CsvTable> {
  checkPath("readCsv", "path", path);
  const delimiter = await delimiterOf(path);
  const { headers, types } = await columnTypes(path, delimiter);
  const names = uniqueNames(headers);
  const nulls = types.map(() => 0);
  const readers = types.map(cellReader);
  const rows: Row[] = [];
  await readBody(path, delimiter, headers.length, (cells, quoted) => {
    const row: Record<string, Cell> = {};
    for (let index = 0; index < names.length; index++) {
      const cell = cells[index] ?? "";
      const value = cell === "" && !quoted[index] ? null : (readers[index]?.(cell) ?? null);
      if (value === null) nulls[index] = (nulls[index] ?? 0) + 1;
      row[names[index] ?? ""] = value;
    }
    rows.push(row);
  });
  const columns = names.map((name, index) => ({
    name,
    header: headers[index] ?? "",
    type: types[index] ?? "empty",
    nulls: nulls[index] ?? 0,
  }));
  return { columns, rows };
}

/** First pass: the header, and what each column holds. */
async function columnTypes(path: string, delimiter: string) {
  let headers: readonly string[] = [];
  let counters: readonly ReturnType<typeof cellCounter>[] = [];
  let quotesMeanText = false;
  const ragged: string[] = [];
  await readCsvRecords(path, delimiter, (cells, quoted, line) => {
    quotesMeanText ||= cells.some((cell, index) => cell !== "" && !quoted[index]);
    if (headers.length === 0) {
      headers = cells.map(restore);
      counters = cells.map(() => cellCounter(delimiter === ";"));
    } else if (cells.length === headers.length) {
      counters.forEach(({ add }, index) => {
        add(cells[index] ?? "", quoted[index] ?? false);
      });
    } else if (!isBlank(cells, quoted)) ragged.push(`line ${line} has ${cells.length}`);
    return undefined;
  });
  if (headers.length === 0) throw new Error(`expected a header in ${path}, got an empty file`);
  if (ragged.length > 0) throw new Error(raggedMessage(path, headers.length, ragged));
  const counts = settleGrouped(
    counters.map((one) => one.counts),
    delimiter === ";",
  );
  return { headers, types: counts.map((one) => typeOf(one, quotesMeanText && one.quoted === one.filled).type) };
}

/** Second pass: every record but the header and blank lines. */
async function readBody(
  path: string,
  delimiter: string,
  width: number,
  take: (cells: readonly string[], quoted: readonly boolean[]) => void,
): Promise<void> {
  let header = true;
  await readCsvRecords(path, delimiter, (cells, quoted) => {
    if (header) header = false;
    else if (cells.length === width) take(cells, quoted);
    return undefined;
  });
}

/** A line with nothing on it. In a table of one column it is a row without a value. */
function isBlank(cells: readonly string[], quoted: readonly boolean[]): boolean {
  return cells.length === 1 && cells[0] === "" && !quoted[0];
}

function raggedMessage(path: string, width: number, ragged: readonly string[]): string {
  const more = ragged.length > 10 ? ` and ${ragged.length - 10} more` : "";
  return (
    `expected ${width} cells in each line of ${path}, got: ${ragged.slice(0, 10).join(", ")}${more}; ` +
    "put texts with separators or line breaks in quotes"
  );
}

/**
 * The separator that occurs most in the first line, outside of quotes; a comma by default. A first line `sep=;`, which
 * Excel writes and obeys, names it.
 */
export async function delimiterOf(path: string): Promise<string> {
  try {
    for await (const text of decodedText(path)) {
      const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
      const named = SEPARATOR_LINE.exec(first)?.[1];
      if (named !== undefined) return named;
      const line = first.replace(/"[^"]*"/g, "");
      const count = (separator: string) => line.split(separator).length;
      return [";", "\t"].reduce((best, other) => (count(other) > count(best) ? other : best), ",");
    }
  } catch (error) {
    if (errorCode(error) === "ENOENT") throw new Error(`expected a CSV file, got nothing at ${path}`, { cause: error });
    if (errorCode(error) === "EISDIR")
      throw new Error(`expected a CSV file, got the folder ${path}; give a file in it`, { cause: error });
    throw error;
  }
  return ",";
}

/** Header cells as keys: blank ones and `__proto__` get a name, a repeated one gets a number. */
export function uniqueNames(headers: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const wanted = header === "" || header === "__proto__" ? `column_${index + 1}` : header;
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
    taken.add(name);
    return name;
  });
}

const MOST_KEPT = 10_000;
const TRUTH_VALUES: Readonly<Record<string, boolean>> = { true: true, false: false };
const numberOrNull = (number: number) => (Number.isNaN(number) ? null : number);

/**
 * Turns a cell that is not empty into its value: null for a word such as `NaN` among numbers or truth values. Texts that repeat are kept once: most columns of texts have few
 * values.
 */
function cellReader(type: ColumnType): (cell: string) => Cell {
  if (type === "number") return (cell) => numberOrNull(Number(cell));
  if (type === "boolean") return (cell) => TRUTH_VALUES[cell.toLowerCase()] ?? null;
  const kept = new Map<string, string>();
  return (cell) => {
    const known = kept.get(cell);
    if (known !== undefined) return known;
    const text = restore(cell);
    if (kept.size < MOST_KEPT) kept.set(cell, text);
    return text;
  };
}
