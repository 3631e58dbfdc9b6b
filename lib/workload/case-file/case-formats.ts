import { CsvError, parse } from "csv-parse/sync";
import { isRecord } from "../../statistics/checked-arguments.js";
import { inspectJson } from "./inspect-json.js";
import { shown } from "./raw-value.js";

/** What a case file holds before its cases are checked. Lines count from 1. */
export interface RawCaseFile {
  /** The object with `caseSet` and `version`, where there is one. */
  readonly header: { readonly line: number; readonly value: Readonly<Record<string, unknown>> } | null;
  readonly records: readonly { readonly line: number; readonly value: unknown }[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** Nesting deeper than a case ever needs is a mistake or an attack. */
const maxDepth = 32;
/** The longest line of a JSONL file and the longest row of a CSV file. */
const longestLine = 1024 * 1024;

/** One JSON object a line; blank lines may stand between them; the first may be the header. */
export function readJsonLines(text: string): RawCaseFile {
  const records: { line: number; value: unknown }[] = [];
  const problems: { line: number; message: string }[] = [];
  text.split("\n").forEach((raw, at) => {
    const content = raw.trim();
    if (content === "") return;
    const line = at + 1;
    if (content.length > longestLine) {
      problems.push({ line, message: `expected a line of up to 1 MiB, got ${content.length} characters` });
      return;
    }
    const { problem } = inspectJson(content, { maxDepth });
    if (problem !== null)
      problems.push({ line, message: `broken JSON at column ${problem.offset + 1}: ${problem.message}` });
    else records.push({ line, value: JSON.parse(content) });
  });
  const first = records[0];
  const header = first !== undefined && isHeader(first.value) ? { line: first.line, value: first.value } : null;
  return { header, records: header === null ? records : records.slice(1), problems };
}

/** A list of cases, or `{ caseSet, version, cases: [...] }`. */
export function readJsonDocument(text: string): RawCaseFile {
  const { problem, itemOffsets } = inspectJson(text, { maxDepth });
  const lineOf = lineCounter(text);
  if (problem !== null) return broken(lineOf(problem.offset), `broken JSON: ${problem.message}`);
  const document: unknown = JSON.parse(text);
  const { cases, ...rest } = isRecord(document) ? document : { cases: document };
  if (!Array.isArray(cases)) {
    return broken(1, `expected a list of cases, or an object with the list "cases", got ${shown(document)}`);
  }
  // Only the list called "cases" may stand inside the object, so the offsets are those of its items.
  const stray = Object.keys(rest).find((key) => Array.isArray(rest[key]));
  if (stray !== undefined) return broken(1, `expected no list besides "cases", got ${shown(stray)}`);
  const records = cases.map((value: unknown, at) => ({ line: lineOf(itemOffsets[at] ?? 0), value }));
  return { header: isRecord(document) ? { line: 1, value: rest } : null, records, problems: [] };
}

/**
 * Comma-separated, a header row with at least `prompt`; an empty cell is a field left out; `checks` holds JSON. Line ends are
 * read as `\n`, also inside cells, so that a file has one fingerprint however git or an editor wrote its line ends.
 */
export function readCsvTable(table: string): RawCaseFile {
  const text = table.replaceAll("\r\n", "\n");
  const { rows, problem } = csvRows(text);
  if (problem !== null) return broken(problem.line, problem.message);
  const [head, ...body] = rows;
  const names = head?.cells.map((cell) => cell.trim()) ?? [];
  if (!names.includes("prompt"))
    return broken(1, `expected a header row with the column prompt, got ${shown(names.join(","))}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return broken(1, `expected different columns, got ${shown(twice)} twice`);
  const read = body.map((row) => ({ line: row.line, ...recordOf(row, names) }));
  return {
    header: null,
    records: read.flatMap((row) => ("value" in row ? [{ line: row.line, value: row.value }] : [])),
    problems: read.flatMap((row) => ("message" in row ? [{ line: row.line, message: row.message }] : [])),
  };
}

interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

function csvRows(text: string): {
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
    const rules = { relax_column_count: true, skip_empty_lines: true, record_delimiter: "\n" };
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

function cellValue(name: string, cell: string): { readonly value: unknown } | { readonly message: string } {
  if (name === "maxTokens") return { value: /^\s*\d+\s*$/.test(cell) ? Number(cell) : cell };
  if (name !== "checks") return { value: cell };
  const { problem } = inspectJson(cell, { maxDepth });
  return problem === null ? { value: JSON.parse(cell) } : { message: `checks: broken JSON: ${problem.message}` };
}

function isHeader(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && "caseSet" in value && !("prompt" in value);
}

function broken(line: number, message: string): RawCaseFile {
  return { header: null, records: [], problems: [{ line, message }] };
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}

/** Gives the line of an offset; to be asked with rising offsets, so that a large file is walked once. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
