import type { Fields } from "./fields.js";
import type { ImportedMetric, ImportedRow, ToolNumber } from "./imported.js";
import { numpyStatistics, poolOf, statisticOf, toolNumber } from "./tool-summary.js";

const words: Readonly<Record<string, ImportedMetric>> = {
  ttft: "timeToFirstTokenMs",
  tpot: "timePerOutputTokenMs",
  itl: "chunkGapsMs",
  e2el: "latencyMs",
};

/** What vLLM stores as `mean_ttft_ms`, `p99_itl_ms` … beside the same made from the rows; its 0 for "none" is left out. */
export function vllmSummary(result: Fields, rows: readonly ImportedRow[], target: string): ToolNumber[] {
  return Object.entries(result).flatMap(([key, stored]) => {
    const [, statistic = "", word = ""] = /^(mean|median|std|p[\d.]+)_(ttft|tpot|itl|e2el)_ms$/.exec(key) ?? [];
    const metric = words[word];
    if (metric === undefined || typeof stored !== "number" || !Number.isFinite(stored)) return [];
    const name = statistic === "std" ? "standard deviation" : statistic;
    const fromRows = statisticOf(numpyStatistics, poolOf(rows, metric), name);
    return fromRows === null ? [] : [toolNumber({ target, metric, statistic: name, stored, fromRows })];
  });
}
