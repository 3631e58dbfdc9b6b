import { describeValue } from "../../arguments/describe-value.js";
import {
  amountAt,
  amountOrNull,
  fieldsAt,
  fieldsOf,
  isAmount,
  isFields,
  listOf,
  scalarsOf,
  textOrNull,
} from "./fields.js";
import { type ImportedContent, importedRow } from "./imported.js";
import { numpyStatistics, poolOf, statisticOf, toolNumber } from "./tool-summary.js";

/** Whether a parsed JSON file is a `bench_infer.json`. */
export function isInferFile(value: unknown): boolean {
  return isFields(value) && isFields(value.results) && "tokens_per_sec" in value.results && "generation" in value;
}

/** Reads a `bench_infer.json`: a row for each iteration where `benchbook infer` wrote it; others hold only the mean. */
export function readInferFile(value: unknown, where: string): ImportedContent {
  const report = fieldsOf(value, where);
  const model = fieldsAt(report, "model", where);
  const generation = fieldsAt(report, "generation", where);
  const results = fieldsAt(report, "results", where);
  const rates = fieldsAt(results, "tokens_per_sec", `results of ${where}`);
  const tokens = amountAt(generation, "gen_tokens", `generation of ${where}`);
  const source = textOrNull(model, "source", where) ?? "unknown source";
  const target = textOrNull(model, "name", where) ?? `${amountOrNull(model, "params_m", where) ?? "?"} M, ${source}`;
  const prompt = textOrNull(generation, "prompt", where);
  const values = "values" in rates ? ratesOf(rates.values, `values of tokens_per_sec of ${where}`) : [];
  const rows = values.map((rate, repetition) =>
    importedRow({
      target,
      caseId: "the prompt of the configuration",
      repetition,
      outcome: rate === null ? "failed" : "answered",
      error: rate === null ? "no rate in the file" : null,
      latencyMs: rate !== null && rate > 0 ? (tokens / rate) * 1000 : null,
      tokensPerSecond: rate,
      outputTokens: tokens,
      tokenSource: "engine",
      prompt,
      details: scalarsOf(generation),
    }),
  );
  const runtime = isFields(report.runtime) ? report.runtime : {};
  return {
    tool: "throughput recipe",
    toolVersion: textOrNull(runtime, "benchbook", where) ?? textOrNull(report, "commit", where),
    formatVersion: null,
    unit: "iteration",
    rows,
    definitions: {
      tokensPerSecond: "gen_tokens / time of the whole generation, reading the prompt included",
      latencyMs: "gen_tokens / that rate",
      outputTokens: "gen_tokens, as asked",
    },
    summary: (["mean", "min", "max"] as const).flatMap((statistic) => {
      const stored = amountOrNull(rates, statistic, `tokens_per_sec of ${where}`);
      const fromRows = statisticOf(numpyStatistics, poolOf(rows, "tokensPerSecond"), statistic);
      return stored === null ? [] : [toolNumber({ target, metric: "tokensPerSecond", statistic, stored, fromRows })];
    }),
    notes: values.length === 0 ? ["the file holds the mean, least and most of the iterations, not the iterations"] : [],
  };
}

/** One rate an iteration; null for one that gave too few tokens. */
function ratesOf(value: unknown, where: string): readonly (number | null)[] {
  return listOf(value, where).map((entry, index) => {
    if (entry === null || isAmount(entry)) return entry;
    throw new Error(
      `expected ${where}, entry ${index + 1}, to be a number of 0 or more or null, got ${describeValue(entry)}`,
    );
  });
}
