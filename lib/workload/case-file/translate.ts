import { isRecord } from "../../arguments/describe-value.js";
import type { CaseLayout } from "../../types/index.js";
import type { RawCaseFile } from "./case-formats.js";
import { caseKeys } from "./case-record.js";
import { type LayoutName, type PublicLayout, publicLayouts } from "./layouts.js";
import { asText, type Fields, parsedList } from "./raw-value.js";

/** Which column of a file is which field of a case; null for a column that is not to be read. */
export type CaseColumns = Readonly<Partial<Record<(typeof mappedFields)[number], string | null>>>;

/** The fields of a case that a column can be named for. */
export const mappedFields = ["prompt", "system", "expected", "kind", "id", "messages", "maxTokens"] as const;

/** The records of a file with the keys of a case, and how they came by them. */
export interface Translated {
  readonly records: readonly { readonly line: number; readonly value: unknown }[];
  readonly problems: RawCaseFile["problems"];
  /** Null where the file is in this project's own layout. */
  readonly layout: CaseLayout | null;
}

/** Every column of a file, in the order in which they come. */
export function columnsOf({ names = [], records }: RawCaseFile): readonly string[] {
  return [...new Set([...names, ...records.flatMap(({ value }) => (isRecord(value) ? Object.keys(value) : []))])];
}

/** The layout that a file is in by its first record and its header row; null for this project's own. */
export function layoutOf({ names = [], records }: RawCaseFile): PublicLayout | null {
  const first = records[0]?.value;
  if (!isRecord(first)) return null;
  const empty = Object.fromEntries(names.map((name) => [name, undefined]));
  return publicLayouts.find((layout) => layout.fits({ ...empty, ...first })) ?? null;
}

/** Reads records of a public layout. */
export function fromLayout(file: RawCaseFile, layout: PublicLayout): Translated {
  const there = columnsOf(file);
  const columns = Object.entries(layout.columns).flatMap(([field, from]) => {
    const found = from.filter((name) => there.includes(name));
    return found.length === 0 ? [] : [[field, found.join(" + ")] as const];
  });
  const problems: { line: number; message: string }[] = [];
  const records = file.records.flatMap(({ line, value }) => {
    if (!isRecord(value)) return [{ line, value }];
    const read = layout.read(without(value, layout.unread));
    if ("value" in read) return [{ line, value: read.value }];
    problems.push({ line, message: read.problem });
    return [];
  });
  const unread = there.filter((name) => layout.unread.includes(name));
  return { records, problems, layout: { name: layout.name, columns: Object.fromEntries(columns), unread } };
}

/** Reads the columns that the caller named, and those that are called as a field of a case; no others. */
export function fromColumns(file: RawCaseFile, columns: CaseColumns): Translated {
  const named = Object.entries(columns).filter(([, column]) => column !== undefined);
  const there = columnsOf(file);
  const taken = named.map(([, column]) => column);
  const own = caseKeys.filter(
    (key) => there.includes(key) && !named.some(([field]) => field === key) && !taken.includes(key),
  );
  const sources = [...named, ...own.map((key) => [key, key] as const)].filter(([, column]) => column !== null);
  const records = file.records.map(({ line, value }) => ({
    line,
    value: isRecord(value)
      ? Object.fromEntries(sources.map(([field, from]) => [field, fieldOf(field, value[from ?? ""])]))
      : value,
  }));
  const read = sources.map(([, column]) => column);
  const unread = there.filter((column) => !read.includes(column));
  return {
    records,
    problems: [],
    layout: { name: "columns", columns: Object.fromEntries(sources) as Record<string, string>, unread },
  };
}

function fieldOf(field: string, value: unknown): unknown {
  if (field === "messages") return parsedList(value);
  if (field === "maxTokens") return typeof value === "string" && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return field === "checks" ? value : asText(value);
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
  const code = `loadCases(file, { columns: { ${pairs.map(([field, column]) => `${field}: ${JSON.stringify(column)}`).join(", ")} } })`;
  const isPlain = pairs.every(([, column]) => !/[,=\s"'$`\\]/.test(column));
  return isPlain ? `${code}, or --columns ${pairs.map((pair) => pair.join("=")).join(",")}` : code;
}

function likelyPairs(file: RawCaseFile): readonly (readonly [field: string, column: string])[] {
  const there = columnsOf(file);
  const found = likely.flatMap(([field, names]) => {
    const column = names
      .map((name) => there.find((one) => one.toLowerCase() === name))
      .find((one) => one !== undefined);
    return column === undefined ? [] : [[field, column] as const];
  });
  const asks = found.find(([field]) => field === "messages" || field === "prompt");
  const chosen = found.filter(([field]) => field === asks?.[0] || (field !== "prompt" && field !== "messages"));
  return asks === undefined ? [["prompt", longest(file) ?? "…"] as const, ...chosen] : chosen;
}

function longest({ records }: RawCaseFile): string | undefined {
  const first = records[0]?.value;
  const texts = isRecord(first) ? Object.entries(first).filter(([, value]) => typeof value === "string") : [];
  return texts.sort(([, a], [, b]) => String(b).length - String(a).length)[0]?.[0];
}

const without = (record: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** A layout's name in a message, with what its records hold. */
export function layoutTitle(name: LayoutName): string {
  const layout = publicLayouts.find((one) => one.name === name);
  return layout === undefined ? name : `${name} (${layout.holds})`;
}
