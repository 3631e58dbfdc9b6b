import type { Fields } from "./fields.js";
import type { ImportedMetric, ImportedRow, ToolNumber } from "./imported.js";
import { numpyStatistics, poolOf, statisticOf, toolNumber } from "./tool-summary.js";

const words: Readonly<Record<string, ImportedMetric>> = {
  ttft: "timeToFirstTokenMs",
  tpot: "timePerOutputTokenMs",
  itl: "chunkGapsMs",
  e2el: "latencyMs",
  e2e_latency: "latencyMs",
};

const STATISTIC = /^(mean|median|std|max|p[\d.]+)_(ttft|tpot|itl|e2el|e2e_latency)_ms$/;

/**
 * What vLLM and SGLang store as `mean_ttft_ms`, `p99_itl_ms` … beside the same made from the rows; their 0 for "none" is left
 * out. `pooledGaps` is false where the tool's gaps cannot be made from those in the file.
 */
export function servingSummary(
  result: Fields,
  rows: readonly ImportedRow[],
  target: string,
  { pooledGaps = true } = {},
): ToolNumber[] {
  return Object.entries(result).flatMap(([key, stored]) => {
    const [, statistic = "", word = ""] = STATISTIC.exec(key) ?? [];
    const metric = words[word];
    if (metric === undefined || typeof stored !== "number" || !Number.isFinite(stored)) return [];
    if (metric === "chunkGapsMs" && !pooledGaps) return [];
    const name = statistic === "std" ? "standard deviation" : statistic;
    const fromRows = statisticOf(numpyStatistics, poolOf(rows, metric), name);
    return fromRows === null ? [] : [toolNumber({ target, metric, statistic: name, stored, fromRows })];
  });
}
