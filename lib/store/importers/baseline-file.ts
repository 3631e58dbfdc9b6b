import { sum } from "simple-statistics";
import { tokenSources } from "../../arguments/check-runs.js";
import type { TokenSource } from "../../types/index.js";
import {
  amountAt,
  amountOrNull,
  type Fields,
  fieldsAt,
  fieldsOf,
  isFields,
  listAt,
  textAt,
  textOrNull,
} from "./fields.js";
import { type ImportedContent, type ImportedRow, importedRow, type ToolNumber } from "./imported.js";
import { toolNumber } from "./tool-summary.js";

/** Whether a parsed JSON file is `benchmark_results.json`. */
export function isBaselineFile(value: unknown): boolean {
  return isFields(value) && "baseline" in value && ("optimised" in value || "improvements" in value);
}

/** Reads the `benchmark_results.json` of `benchbook baseline`: a row for each arm and prompt. */
export function readBaselineFile(value: unknown, where: string): ImportedContent {
  const results = fieldsOf(value, where);
  const schema = amountAt(results, "schema", where);
  if (schema !== 1)
    throw new Error(`expected ${where} with schema 1, got schema ${schema}; a newer Benchbook wrote it`);
  const arms = [
    fieldsAt(results, "baseline", where),
    ...listAt(results, "optimised", where).map((arm) => fieldsOf(arm, where)),
  ];
  const counted = new Map(arms.map((arm) => [textAt(arm, "name", where), sourceOf(arm, where)]));
  const rows = listAt(results, "prompts", where).flatMap((entry, index) =>
    promptRows(fieldsOf(entry, where), counted, `prompt ${index + 1} of ${where}`),
  );
  return {
    tool: "baseline recipe",
    toolVersion: null,
    formatVersion: String(schema),
    unit: "prompt",
    rows,
    definitions: {
      latencyMs: "mean over the repetitions of end of the answer - start",
      inputTokens: "mean over the repetitions",
      outputTokens: "mean over the repetitions",
    },
    summary: arms.flatMap((arm) => totalOf(arm, rows, where)),
    notes: ["a row is the mean of a prompt's repetitions: how they varied is in the run folders that the file names"],
  };
}

function sourceOf(arm: Fields, where: string): TokenSource | null {
  const name = textOrNull(fieldsAt(arm, "tokens", where), "counted_by", where);
  const known = tokenSources.find((source) => source === name) ?? null;
  if (name === null || known !== null) return known;
  throw new Error(`expected counted_by of ${where} to be one of ${tokenSources.join(", ")}, got ${name}`);
}

function promptRows(entry: Fields, counted: ReadonlyMap<string, TokenSource | null>, where: string): ImportedRow[] {
  const caseId = textAt(entry, "prompt_id", where);
  return listAt(entry, "arms", where).map((one) => {
    const arm = fieldsOf(one, `arm of ${where}`);
    const [target, seconds] = [textAt(arm, "arm", where), amountOrNull(arm, "seconds", where)];
    return importedRow({
      target,
      caseId,
      outcome: seconds === null ? "failed" : "answered",
      error: seconds === null ? "no time in the file" : null,
      latencyMs: seconds === null ? null : seconds * 1000,
      inputTokens: amountOrNull(arm, "input_tokens", where),
      outputTokens: amountOrNull(arm, "output_tokens", where),
      tokenSource: counted.get(target) ?? null,
      prompt: textOrNull(entry, "prompt", where),
      text: textOrNull(arm, "response", where),
    });
  });
}

/** The seconds of a pass are those of its prompts added up; both are rounded to a tenth of a millisecond. */
function totalOf(arm: Fields, rows: readonly ImportedRow[], where: string): ToolNumber[] {
  const target = textAt(arm, "name", where);
  const seconds = amountOrNull(fieldsAt(arm, "time", where), "total_seconds", where);
  if (seconds === null) return [];
  const own = rows.filter((row) => row.target === target);
  const times = own.flatMap(({ latencyMs }) => latencyMs ?? []);
  const fromRows = times.length === own.length ? sum(times) : null;
  const rounding = seconds === 0 ? 0 : (0.00005 * (own.length + 1)) / seconds;
  const all = { target, metric: "latencyMs", statistic: "sum", stored: seconds * 1000, fromRows } as const;
  return [toolNumber(all, Math.max(rounding, 1e-9))];
}
