import { parse } from "csv-parse/sync";
import { restore } from "../run-folder/files/csv-text.js";

/** One line of a CSV file: its cells, and where it stands. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly where: string;
}

/** A CSV file of a known tool: its header, its lines and the lines that begin with `#`. */
export interface CsvFile {
  readonly header: readonly string[];
  readonly records: readonly CsvRecord[];
  readonly comments: readonly string[];
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV text whole. Throws, naming the line, when a line has not as many cells as the header or a quote never closes.
 */
export function readCsvFile(text: string, where: string): CsvFile {
  const lines = text.replace(/^\uFEFF/, "");
  // Only a file without quotes has comments: a text in quotes may hold a line that looks like one.
  const comments = lines.includes('"') ? [] : (lines.match(/^#.*$/gm) ?? []).map((line) => line.slice(1).trim());
  const [header, ...rest] = parsedLines(comments.length === 0 ? lines : lines.replace(/^#.*$/gm, ""), where);
  if (header === undefined) throw new Error(`expected ${where} to be a CSV file with a header, got an empty one`);
  const names = header.record.map((cell) => restore(cell).trim());
  return {
    header: names,
    comments,
    records: rest.map(({ record, info }) => ({ cells: record.map(restore), where: `line ${info.lines} of ${where}` })),
  };
}

function parsedLines(text: string, where: string): readonly Parsed[] {
  try {
    const options = { info: true, skip_empty_lines: true, relax_column_count: false } as const;
    return parse(text, options) as unknown as readonly Parsed[];
  } catch (error) {
    throw new Error(`expected ${where} to be whole CSV, got: ${(error as Error).message}`);
  }
}

/** The line's cells by the names of the header. */
export function byColumn(record: CsvRecord, header: readonly string[]): ReadonlyMap<string, string> {
  return new Map(header.map((name, index) => [name, record.cells[index] ?? ""]));
}

/** The number in a cell; null for an empty one; throws, naming line and column, for anything else. */
export function cellNumber(cells: ReadonlyMap<string, string>, column: string, where: string): number | null {
  const cell = (cells.get(column) ?? "").trim();
  if (cell === "" || /^(?:none|nan|null)$/i.test(cell)) return null;
  const value = Number(cell);
  if (Math.abs(value) <= 1e21) return value;
  throw new Error(`expected ${column} in ${where} to be a number or empty, got ${cell.slice(0, 60)}`);
}
