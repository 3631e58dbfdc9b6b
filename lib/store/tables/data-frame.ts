import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";
import * as v from "valibot";
import { checkList, checkRecord, checkRows } from "../../arguments/check-values.js";
import { functionOf, texts } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { isMissing, missingPackage } from "../../project.js";
import { type FrameColumn, frameColumn, valueFromFrame } from "./frame-column.js";

// What is wrong with danfojs-node 1.2.0, and what is done about it here:
// - columns are those of the first record, and a record that lacks one is shifted: columns are the union of all keys
// - a column named like a member (`head`, `values`, `columns`) breaks the frame: it gets a `_`, and loses it again
// - types are guessed, so that Infinity makes whole numbers and one null a number of a text: types are given
// - null among numbers is no number to its sums: it becomes NaN, and null again on the way back
// - a bigint throws: it becomes text; an empty table throws: it is built from its column names
// - TensorFlow.js prints a banner at the first sum: it is told that this is production
// Left as it is, because it is danfojs' own arithmetic (use Benchbook's own functions): groupby mean and std give NaN
// where a value is missing, two group keys are joined by `-`, sortValues fails on NaN, frame + frame is 32-bit, print()
// shows 15 characters of a text. Its toCSV puts nothing in quotes: `exportRows(fromDataFrame(frame), path)` does.

/** Options of `toDataFrame`. */
export interface DataFrameOptions {
  /** Names and order of the columns; by default all keys of all rows in order of appearance. */
  readonly columns?: readonly string[];
  /** Called with a message about renamed columns and changed values. @default console.warn */
  readonly say?: (note: string) => void;
}

const frameOptions = settings({ columns: v.optional(texts), say: v.optional(functionOf<(note: string) => void>()) });

type Danfojs = typeof import("danfojs-node");
let loaded: Danfojs | null = null;

/**
 * Loads danfojs on first use: it takes about a second, and few programs want it. It is CommonJS, so this needs no
 * await.
 */
function danfojs(): Danfojs {
  if (loaded !== null) return loaded;
  const library = installed();
  library.tensorflow.env().set("PROD", true);
  loaded = library;
  return library;
}

function installed(): Danfojs {
  try {
    return createRequire(import.meta.url)("danfojs-node");
  } catch (error) {
    throw isMissing("danfojs-node", error) ? missingPackage("danfojs-node") : error;
  }
}

/**
 * Rows as a danfojs DataFrame, for who wants its methods; the rows stay the truth. Missing keys and nulls are NaN in a
 * column of numbers and null elsewhere. A column that is named like a member of the frame is renamed with a `_` and
 * reported; objects and bigints become text and are reported. `fromDataFrame` gives the rows back, with null where a key was
 * missing.
 *
 * @example
 * bb.tables.toDataFrame([{ model: "a", tokens: 3 }]).shape; // => [1, 2]
 */
export function toDataFrame(rows: readonly object[], options: DataFrameOptions = {}): DataFrame {
  checkRows("toDataFrame", "rows", rows, "a list of records", ": put one record in [ ]");
  const given = checkedOptions("toDataFrame", frameOptions, options);
  const say = given.say ?? console.warn;
  const { DataFrame: Frame } = danfojs();
  const records = rows.map((row): Readonly<Record<string, unknown>> => ({ ...row }));
  const keys = given.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = keys.map((key) => frameColumn(key, records, say));
  const names = columns.map((column) => frameName(column.name, say));
  if (rows.length === 0 || columns.length === 0) return new Frame(undefined, { columns: names });
  return new Frame(transpose(columns, rows.length), { columns: names, dtypes: columns.map((column) => column.dtype) });
}

/**
 * The rows of a danfojs DataFrame, as plain records: NaN is null, and a name that `toDataFrame` changed is as it was.
 *
 * @example
 * bb.tables.fromDataFrame(bb.tables.toDataFrame([{ model: "a", tokens: 3 }])); // => [{ "model": "a", "tokens": 3 }]
 */
export function fromDataFrame(frame: DataFrame): readonly Readonly<Record<string, unknown>>[] {
  checkRecord("fromDataFrame", "frame", frame, "a DataFrame, as toDataFrame gives");
  checkList("fromDataFrame", "frame.columns", frame.columns, "a list of names, as a DataFrame has");
  const names = frame.columns.map(rowName);
  const table: unknown = frame.values;
  if (!Array.isArray(table)) return [];
  return table.map((line: unknown) => {
    const cells: readonly unknown[] = Array.isArray(line) ? line : [line];
    return Object.fromEntries(names.map((name, index) => [name, valueFromFrame(cells[index])]));
  });
}

function transpose(columns: readonly FrameColumn[], length: number): unknown[][] {
  return Array.from({ length }, (_, index) => columns.map((column) => column.values[index]));
}

/**
 * A name that hides no member of the frame. A name that already is a member's with `_` gets one more, so none is lost.
 */
function frameName(name: string, say: (note: string) => void): string {
  if (!isMember(name.replace(/_+$/, "")) && !isMember(name)) return name;
  say(`toDataFrame: column ${name} is named ${name}_ in the DataFrame, whose own members it would hide`);
  return `${name}_`;
}

function rowName(name: string): string {
  const bare = name.replace(/_+$/, "");
  return name.endsWith("_") && (isMember(bare) || isMember(name.slice(0, -1))) ? name.slice(0, -1) : name;
}

let empty: DataFrame | null = null;

function isMember(name: string): boolean {
  empty ??= new (danfojs().DataFrame)();
  return name in empty;
}
