import { isRecord } from "../../arguments/describe-value.js";
import type { CaseLayout } from "../../types/index.js";
import type { RawCaseFile } from "./case-formats.js";
import { caseKeys } from "./case-record.js";
import { type LayoutName, type PublicLayout, publicLayouts } from "./layouts.js";
import { type CaseColumns, columnsOf } from "./likely-columns.js";
import { asText, type Fields, parsedList, valueAt } from "./raw-value.js";

/** The records of a file with the keys of a case, and how they came by them. */
export interface Translated {
  readonly records: readonly { readonly line: number; readonly value: unknown }[];
  readonly problems: RawCaseFile["problems"];
  /** Null where the file is in this project's own layout. */
  readonly layout: CaseLayout | null;
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
  const unread = [...there.filter((name) => layout.unread.includes(name)), ...unreadInside(file, layout)];
  return { records, problems, layout: { name: layout.name, columns: Object.fromEntries(columns), unread } };
}

/** Columns that are passed over inside the body of a batch file's request. */
function unreadInside({ records }: RawCaseFile, { unread }: PublicLayout): readonly string[] {
  const bodies = records.flatMap(({ value }) => (isRecord(value) && isRecord(value.body) ? [value.body] : []));
  const inside = new Set(bodies.flatMap((body) => Object.keys(body)));
  return [...inside].filter((name) => unread.includes(name)).map((name) => `body.${name}`);
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
      ? Object.fromEntries(sources.map(([field, from]) => [field, fieldOf(field, valueAt(value, from ?? ""))]))
      : value,
  }));
  const read = sources.map(([, column]) => column);
  const unread = there.filter((column) => !read.some((one) => one === column || one?.startsWith(`${column}.`)));
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

const without = (record: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** A layout's name in a message, with what its records hold. */
export function layoutTitle(name: LayoutName): string {
  const layout = publicLayouts.find((one) => one.name === name);
  return layout === undefined ? name : `${name} (${layout.holds})`;
}
