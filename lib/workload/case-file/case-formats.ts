import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { inspectJson } from "./inspect-json.js";

/** What a case file holds before its cases are checked. Lines count from 1. */
export interface RawCaseFile {
  /** The object with `caseSet` and `version`, where there is one. */
  readonly header: { readonly line: number; readonly value: Readonly<Record<string, unknown>> } | null;
  readonly records: readonly { readonly line: number; readonly value: unknown }[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** The names in a table's header row, which may have no value in any row. */
  readonly names?: readonly string[];
}

/** Nesting deeper than a case ever needs is a mistake or an attack. */
export const maxDepth = 32;
/** The longest line of a JSONL file and the longest row of a CSV file. */
export const longestLine = 1024 * 1024;

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
  if (text.trim() === "") return { header: null, records: [], problems: [] };
  const { problem, itemOffsets } = inspectJson(text, { maxDepth });
  const lineOf = lineCounter(text);
  if (problem !== null) return broken(lineOf(problem.offset), `broken JSON: ${problem.message}`);
  const document: unknown = JSON.parse(text);
  const { cases, ...rest } = isRecord(document) ? document : { cases: document };
  if (!Array.isArray(cases)) {
    return broken(1, `expected a list of cases, or an object with the list "cases", got ${describeValue(document)}`);
  }
  // Only the list called "cases" may stand inside the object, so the offsets are those of its items.
  const stray = Object.keys(rest).find((key) => Array.isArray(rest[key]));
  if (stray !== undefined) return broken(1, `expected no list besides "cases", got ${describeValue(stray)}`);
  const records = cases.map((value: unknown, at) => ({ line: lineOf(itemOffsets[at] ?? 0), value }));
  return { header: isRecord(document) ? { line: 1, value: rest } : null, records, problems: [] };
}

function isHeader(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && "caseSet" in value && !("prompt" in value || "messages" in value);
}

/** A file of which nothing can be read. */
export function broken(line: number, message: string): RawCaseFile {
  return { header: null, records: [], problems: [{ line, message }] };
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
