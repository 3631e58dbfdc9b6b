import { trialColumns } from "../../run-folder/trials-csv.js";
import { RESULT_COLUMNS } from "../results-rows.js";
import type { KnownLayout } from "./raw-table.js";

const LAYOUTS: readonly (KnownLayout & { readonly columns: readonly string[] })[] = [
  {
    file: "results.csv",
    says: "one row for each answer of the streaming recipe; tokens are words split at white space",
    columns: RESULT_COLUMNS,
  },
  { file: "trials.csv", says: "one row for each trial of a run, warm-ups included", columns: trialColumns(1) },
  {
    file: "raw_results.csv",
    says: "one row for each answer of each variant of the variants recipe; latency includes reading the prompt",
    columns: ["model", "device", "precision", "tokens_per_sec", "latency_sec", "vram_mb", "cosine_similarity"],
  },
  {
    file: "summary.json",
    says: "one row for each answer of the models recipe; latency_s is the whole answer in seconds",
    columns: ["model", "prompt", "response", "latency_s"],
  },
];

/** The layout whose columns all are there; null when none is. */
export function layoutOf(names: readonly string[]): KnownLayout | null {
  const there = new Set(names);
  const found = LAYOUTS.find(({ columns }) => columns.every((column) => there.has(column)));
  return found === undefined ? null : { file: found.file, says: found.says };
}

/** A JSON document as rows, and its layout where it is a known one. */
export interface DocumentRows {
  readonly rows: readonly object[];
  readonly layout: KnownLayout | null;
  /** What was treated as the rows, in words; null when the document is a list of records. */
  readonly note: string | null;
}

/** Makes rows of a JSON document: a known layout, a list of records, the longest such list inside it, or one record. */
export function rowsOfDocument(document: unknown): DocumentRows | null {
  if (isRecords(document)) return { rows: document, layout: null, note: null };
  if (!isObject(document)) return null;
  const known = inferRows(document) ?? baselineRows(document) ?? null;
  if (known !== null) return known;
  const [longest] = listsIn(document, "", 3).sort((a, b) => b.rows.length - a.rows.length);
  if (longest === undefined || longest.rows.length < 2) return { rows: [document], layout: null, note: null };
  return { rows: longest.rows, layout: null, note: `the rows are the list ${longest.path}` };
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isRecords = (value: unknown): value is readonly Json[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject);

function listsIn(value: Json, path: string, depth: number): { path: string; rows: readonly Json[] }[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = path === "" ? key : `${path}.${key}`;
    if (isRecords(inner)) return [{ path: name, rows: inner }];
    return isObject(inner) && depth > 1 ? listsIn(inner, name, depth - 1) : [];
  });
}

/** The throughput recipe: one row for each iteration, or one row where the file gives only the mean of them. */
function inferRows({ device, generation, model, results }: Json): DocumentRows | null {
  if (!isObject(results) || !isObject(generation) || !("tokens_per_sec" in results)) return null;
  const shared = { device, model, generation };
  const { tokens_per_sec: rate, decode_tokens_per_sec: decode, ...rest } = results;
  const values = isObject(rate) && Array.isArray(rate.values) ? rate.values : null;
  const decoded = isObject(decode) && Array.isArray(decode.values) ? decode.values : [];
  const layout = { file: "bench_infer.json", says: "one row for each iteration of the throughput recipe" };
  if (values === null) return { rows: [{ ...shared, ...results }], layout, note: null };
  const rows = values.map((tokens_per_sec: unknown, index) => {
    return { iteration: index, tokens_per_sec, decode_tokens_per_sec: decoded[index] ?? null, ...shared, ...rest };
  });
  return { rows, layout, note: null };
}

/** The baseline recipe: one row for each prompt and arm. */
function baselineRows({ prompts, baseline, optimized }: Json): DocumentRows | null {
  if (!isRecords(prompts) || !isObject(baseline) || !Array.isArray(optimized)) return null;
  const rows = prompts.flatMap(({ arms, ...prompt }) =>
    isRecords(arms) ? arms.map((arm) => ({ ...prompt, ...arm })) : [],
  );
  if (rows.length === 0) return null;
  const says = "one row for each prompt and arm of the baseline recipe";
  return { rows, layout: { file: "benchmark_results.json", says }, note: null };
}
