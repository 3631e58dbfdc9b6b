import { isRecord } from "../../arguments/describe-value.js";
import type { RawCaseFile } from "./case-formats.js";
import { valueAt } from "./raw-value.js";

/**
 * Which column of a file is which field of a case; null for a column that is not to be read. A point leads into a column that holds
 * an object: `prompt: "request.text"`.
 */
export type CaseColumns = Readonly<Partial<Record<(typeof mappedFields)[number], string | null>>>;

/** The fields of a case that a column can be named for. */
export const mappedFields = ["prompt", "system", "expected", "kind", "id", "messages", "maxTokens"] as const;

/** Every column of a file, in the order in which they come. */
export function columnsOf({ names = [], records }: RawCaseFile): readonly string[] {
  return [...new Set([...names, ...records.flatMap(({ value }) => (isRecord(value) ? Object.keys(value) : []))])];
}

/** The first column that is named and is in no record; null where all are there. */
export function lackingColumn(file: RawCaseFile, columns: CaseColumns): string | null {
  const there = columnsOf(file);
  const isThere = (column: string) =>
    there.includes(column) || file.records.some(({ value }) => isRecord(value) && valueAt(value, column) !== undefined);
  const named = Object.values(columns).flatMap((column) => (typeof column === "string" ? [column] : []));
  return named.find((column) => !isThere(column)) ?? null;
}

const likely: readonly (readonly [field: (typeof mappedFields)[number], names: readonly string[]])[] = [
  ["messages", ["messages", "conversations", "conversation", "turns", "dialog", "chat"]],
  ["prompt", ["prompt", "question", "query", "instruction", "problem", "input", "text", "user"]],
  ["expected", ["expected", "answer", "output", "response", "target", "reference", "completion", "solution", "label"]],
  ["id", ["id", "_id", "uid", "key"]],
];

/** The mapping that would do for a file, as code and for the command line: by the names of its columns, else its longest text as the prompt. */
export function likelyColumns(file: RawCaseFile): string {
  const pairs = likelyPairs(file);
  const inBraces = pairs.map(([field, column]) => `${field}: ${JSON.stringify(column)}`).join(", ");
  const code = `loadCases(file, { columns: { ${inBraces} } })`;
  const isPlain = pairs.every(([, column]) => !/[,=\s"'$`\\]/.test(column));
  return isPlain ? `${code}, or --columns ${pairs.map((pair) => pair.join("=")).join(",")}` : code;
}

function likelyPairs(file: RawCaseFile): readonly (readonly [field: string, column: string])[] {
  const there = columnsOf(file);
  const first = file.records[0]?.value;
  const found = likely.flatMap(([field, names]) => {
    const column = names
      .map((name) => there.find((one) => one.toLowerCase() === name))
      .find((one) => one !== undefined);
    return column === undefined ? [] : [[field, textIn(first, column)] as const];
  });
  const asks = found.find(([field]) => field === "messages" || field === "prompt");
  const chosen = found.filter(([field]) => field === asks?.[0] || (field !== "prompt" && field !== "messages"));
  return asks === undefined ? [["prompt", longestText(first) ?? "…"] as const, ...chosen] : chosen;
}

/** A column, or the path of the longest text inside it where it holds an object. */
function textIn(record: unknown, column: string): string {
  const inner = isRecord(record) ? longestText(record[column]) : undefined;
  return inner === undefined ? column : `${column}.${inner}`;
}

function longestText(record: unknown): string | undefined {
  const texts = isRecord(record) ? Object.entries(record).filter(([, value]) => typeof value === "string") : [];
  return texts.sort(([, a], [, b]) => String(b).length - String(a).length)[0]?.[0];
}
