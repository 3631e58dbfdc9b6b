import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { isPromise, isRecord } from "../../arguments/describe-value.js";
import { text, texts } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import { verdictSentence } from "../../findings/verdict-sentence.js";
import type { Summary } from "../../metrics/summary.js";
import { countText } from "../../text/number-text.js";
import type { RunVerdict } from "../../types/index.js";
import { type Cell, cellOf } from "./cell.js";
import { headingOf } from "./heading.js";
import { type Frame, summaryFrame, TOO_FEW } from "./summary-frame.js";

/** What a table is made from: records, summaries, or a data frame's columns and rows. */
export type TableSource =
  | readonly object[]
  | { readonly columns: readonly string[]; readonly values: readonly unknown[] };

/** How a table is cut and named. */
export interface TableOptions {
  readonly caption?: string;
  /** Rows shown at most; 20 for records, those of 24 groups for summaries. The rest is counted below the table. */
  readonly limit?: number;
  /** A file beside the page that has all rows: told and linked below the table when rows are left out. */
  readonly rest?: string;
  /** Columns in this order and no others. Unknown ones throw. */
  readonly columns?: readonly string[];
  /** The verdict on the run that the rows come from (`run.manifest.verdict`), told below the table. */
  readonly verdict?: RunVerdict | null;
}

/** A table ready to be written in any form. Nothing in it is escaped yet. */
export interface Table {
  readonly caption: string | null;
  readonly columns: readonly { readonly key: string; readonly heading: string; readonly isNumeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sentences below the table: rows left out, too few values, how a summary was counted. */
  readonly notes: readonly string[];
  /** The file that has the rows left out; null where none is left out, or none has them. */
  readonly rest: string | null;
}

function isSummary(row: object): row is Summary {
  return "kind" in row && row.kind === "summary" && "latencyMs" in row;
}

function recordFrame(rows: readonly object[]): Frame {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const values = rows.map((row) => {
    const cells = new Map<string, unknown>(Object.entries(row));
    return keys.map((key) => cells.get(key));
  });
  return { keys, values, notes: [], limit: 20 };
}

/** A danfojs frame has rows; one with a single column may give its values bare. */
const rowOfFrame = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : [row]);

function frameOf(source: TableSource): Frame {
  if ("columns" in source) return { keys: source.columns, values: source.values.map(rowOfFrame), notes: [], limit: 20 };
  const rows: readonly object[] = source;
  if (rows.length > 0 && rows.every(isSummary)) return summaryFrame(rows);
  return recordFrame(rows);
}

function chosenKeys(frame: Frame, wanted: readonly string[] | undefined): readonly string[] {
  const unknown = wanted?.find((key) => frame.values.length > 0 && !frame.keys.includes(key));
  if (unknown === undefined) return wanted ?? frame.keys;
  throw new Error(`expected columns among ${frame.keys.join(", ")}, got "${unknown}": leave it out or spell it so`);
}

/** Rows made ready for a table: union of the keys, headings with units, cells as text, cut at the limit. */
export function tableOf(source: TableSource, options: TableOptions = {}): Table {
  const frame = frameOf(source);
  const keys = chosenKeys(frame, options.columns);
  const limit = options.limit ?? frame.limit;
  if (!(limit >= 0)) throw new Error(`expected a limit of 0 rows or more, got ${limit}: leave it out for the default`);
  const at = keys.map((key) => frame.keys.indexOf(key));
  const rows = frame.values.slice(0, limit).map((row) => at.map((index) => cellOf(row[index])));
  const columns = keys.map((key, i) => {
    const cells = rows.map((row) => row[i]).filter((cell) => cell !== undefined && !cell.isMissing);
    const isNumeric =
      cells.length > 0 && cells.every((cell) => cell?.isNumber === true || cell?.text.endsWith(` ${TOO_FEW}`) === true);
    return { key, heading: headingOf(key), isNumeric };
  });
  const left = frame.values.length - rows.length;
  const more = left > 0 ? [`… ${countText(left, "more row")}`] : [];
  const none = frame.values.length === 0 ? ["no rows"] : [];
  const verdict = options.verdict ? [verdictSentence(options.verdict)] : [];
  const rest = left > 0 ? (options.rest ?? null) : null;
  return {
    caption: options.caption ?? null,
    columns,
    rows,
    notes: [...more, ...none, ...frame.notes, ...verdict],
    rest,
  };
}

const isVerdict = (value: unknown) => isRecord(value) && !isPromise(value);

/** The settings of {@link TableOptions}. */
export const tableFields = {
  caption: v.optional(text),
  limit: v.optional(v.number("a number of rows")),
  columns: v.optional(texts),
  verdict: v.nullish(v.custom<RunVerdict>(isVerdict, "that of a run, run.manifest.verdict")),
  rest: v.optional(text),
};

/** The settings of a table that has no others. */
export const tableSettings = settings(tableFields);

/** Throws when the rows of a table are of the wrong type. */
export function checkTableRows(caller: string, source: TableSource): void {
  if (isRecord(source) && Array.isArray(source.columns) && Array.isArray(source.values)) return;
  checkRows(caller, "rows", source as readonly object[], "a list of records", ": put one record in [ ]");
}
