import { amountOrNull, type Fields, fieldsAt, isFields } from "./fields.js";
import type { ImportedMetric, ImportedRow, ToolNumber } from "./imported.js";
import { poolOf, statisticOf, toolNumber, weightedStatistics } from "./tool-summary.js";

const summarized: readonly (readonly [string, ImportedMetric, number])[] = [
  ["time_to_first_token_ms", "timeToFirstTokenMs", 1],
  ["request_latency", "latencyMs", 1000],
  ["inter_token_latency_ms", "interTokenLatencyMs", 1],
  ["time_per_output_token_ms", "timePerOutputTokenMs", 1],
  ["output_token_count", "outputTokens", 1],
];

const weights: Partial<Record<ImportedMetric, (row: ImportedRow) => number>> = {
  interTokenLatencyMs: ({ outputTokens }) => Math.max((outputTokens ?? 0) - 1, 0),
  timePerOutputTokenMs: ({ outputTokens }) => outputTokens ?? 0,
};

/** The numbers of GuideLLM's own summary of one benchmark, each beside the same made from the rows of its target. */
export function guidellmSummary(
  metrics: Fields,
  rows: readonly ImportedRow[],
  target: string,
  where: string,
): ToolNumber[] {
  return summarized.flatMap(([key, metric, scale]) => {
    const all = metrics[key];
    const stored = isFields(all) && isFields(all.successful) ? all.successful : null;
    if (stored === null || amountOrNull(stored, "count", `${key} of ${where}`) === 0) return [];
    const own = rows.filter((row) => row.target === target);
    const pool = poolOf(own, metric, weights[metric]);
    return storedStatistics(stored, `${key} of ${where}`).map(([statistic, value]) =>
      toolNumber({
        ...{ target, metric, statistic, stored: value * scale },
        fromRows: statisticOf(weightedStatistics, pool, statistic),
      }),
    );
  });
}

function storedStatistics(stored: Fields, where: string): [string, number][] {
  const percentiles = fieldsAt(stored, "percentiles", where);
  const named: [string, unknown][] = [
    ["mean", stored.mean],
    ["median", stored.median],
    ["standard deviation", stored.std_dev],
    ["min", stored.min],
    ["max", stored.max],
    ...["p90", "p95", "p99"].map((name): [string, unknown] => [name, percentiles[name]]),
  ];
  return named.flatMap(([name, value]) => (typeof value === "number" && Number.isFinite(value) ? [[name, value]] : []));
}
