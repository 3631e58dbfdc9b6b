import { CsvError, parse } from "csv-parse/sync";
import { describeValue } from "../../arguments/describe-value.js";
import { broken, longestLine, maxDepth, type RawCaseFile } from "./case-formats.js";
import { inspectJson } from "./inspect-json.js";

/**
 * A header row and a row a case, their cells between commas, semicolons or tabs: whichever the header row has most of, or what
 * Excel's first line `sep=;` says. An empty cell is a field left out; lists and objects are JSON. Line ends are read as `\n`, also inside
 * cells, so that a file has one fingerprint however git or an editor wrote its line ends.
 */
export function readCsvTable(table: string): RawCaseFile {
  const { text, delimiter } = delimited(table.replaceAll("\r\n", "\n"));
  const { rows, problem } = csvRows(text, delimiter);
  if (problem !== null) return broken(problem.line, problem.message);
  const [head, ...body] = rows;
  const names = head?.cells.map((cell) => cell.trim()) ?? [];
  if (head === undefined) return { header: null, records: [], problems: [] };
  if (names.includes(""))
    return broken(head.line, "expected a header row that names every column, got one without a name");
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return broken(1, `expected different columns, got ${describeValue(twice)} twice`);
  const read = body.map((row) => ({ line: row.line, ...recordOf(row, names) }));
  return {
    header: null,
    names,
    records: read.flatMap((row) => ("value" in row ? [{ line: row.line, value: row.value }] : [])),
    problems: read.flatMap((row) => ("message" in row ? [{ line: row.line, message: row.message }] : [])),
  };
}

/** The text without Excel's line `sep=;`, whose place stays, and what stands between the cells. */
function delimited(table: string): { readonly text: string; readonly delimiter: string } {
  const [line, told] = /^sep=([,;\t|])(?=\n)/.exec(table) ?? [];
  if (line !== undefined && told !== undefined) return { text: table.slice(line.length), delimiter: told };
  const head = /^\n*((?:"(?:[^"]|"")*"|[^"\n])*)/.exec(table)?.[1]?.replace(/"(?:[^"]|"")*"/g, "") ?? "";
  const count = (mark: string) => head.split(mark).length - 1;
  const delimiter = [",", ";", "\t"].reduce((most, mark) => (count(mark) > count(most) ? mark : most));
  return { text: table, delimiter };
}

interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

function csvRows(
  text: string,
  delimiter: string,
): {
  readonly rows: readonly CsvRow[];
  readonly problem: RawCaseFile["problems"][0] | null;
} {
  const rows: CsvRow[] = [];
  let end = 0;
  const on_record = (cells: string[], { lines }: { readonly lines: number }) => {
    // `lines` is where the row ends; it begins as many lines earlier as its quoted cells hold line breaks.
    rows.push({ line: lines - lineBreaks(cells.join("")), cells });
    end = lines;
    return null;
  };
  try {
    const rules = { relax_column_count: true, skip_empty_lines: true, record_delimiter: "\n", delimiter };
    parse(text, { ...rules, max_record_size: longestLine, on_record });
    return { rows, problem: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { rows, problem: csvProblem(error, text, end) };
  }
}

/** The place and the words for what csv-parse refused; a quote that never closes is named where its row begins. */
function csvProblem(error: CsvError, text: string, lastGoodLine: number): RawCaseFile["problems"][0] {
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    const lines = text.split("\n");
    const begins = lines.findIndex((line, at) => at >= lastGoodLine && line.trim() !== "") + 1;
    return { line: begins, message: "broken CSV: a quoted cell of the row that begins here never ends" };
  }
  const { lines } = error;
  if (error.code === "CSV_MAX_RECORD_SIZE")
    return { line: lastGoodLine + 1, message: "expected a row of up to 1 MiB, got a longer one" };
  return { line: typeof lines === "number" ? lines : 1, message: `broken CSV: ${error.message}` };
}

function recordOf(row: CsvRow, names: readonly string[]): { readonly value: unknown } | { readonly message: string } {
  if (row.cells.length !== names.length) {
    return { message: `expected ${names.length} columns as in the header row, got ${row.cells.length}` };
  }
  const entries: [string, unknown][] = [];
  for (const [at, name] of names.entries()) {
    const cell = row.cells[at] ?? "";
    if (cell.trim() === "") continue;
    const value = cellValue(name, cell);
    if ("message" in value) return value;
    entries.push([name, value.value]);
  }
  return { value: Object.fromEntries(entries) };
}

/** Columns whose cells hold JSON. */
const jsonColumns = ["checks", "messages", "images", "generation", "tools", "responseFormat"];

function cellValue(name: string, cell: string): { readonly value: unknown } | { readonly message: string } {
  if (name === "maxTokens") return { value: /^\s*\d+\s*$/.test(cell) ? Number(cell) : cell };
  if (!jsonColumns.includes(name)) return { value: cell };
  const { problem } = inspectJson(cell, { maxDepth });
  return problem === null ? { value: JSON.parse(cell) } : { message: `${name}: broken JSON: ${problem.message}` };
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}
