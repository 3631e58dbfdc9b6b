import { mean } from "simple-statistics";
import { quantile } from "../../statistics/quantile.js";
import type { ImportedMetric, ImportedRow, ToolNumber } from "./imported.js";

/** A pool of values as a tool takes it into a statistic: each with its weight. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** How a tool makes the statistics of its summary. */
export interface Statistics {
  mean(pool: readonly Weighted[]): number;
  standardDeviation(pool: readonly Weighted[]): number;
  /** At a share from 0 to 1. */
  quantile(pool: readonly Weighted[], p: number): number;
}

/** numpy's defaults, which AIPerf and vLLM use: linear percentiles (type 7), standard deviation with n below. */
export const numpyStatistics: Statistics = {
  mean: (pool) => mean(values(pool)),
  standardDeviation: (pool) => deviation(pool),
  quantile: (pool, p) => quantile(values(pool), p),
};

/** GuideLLM's: values weighted, percentiles by the inverse of the weighted distribution function. */
export const weightedStatistics: Statistics = {
  mean: (pool) => weightedMean(pool),
  standardDeviation: (pool) => deviation(pool),
  quantile: (pool, p) => {
    const sorted = [...pool].sort((a, b) => a.value - b.value);
    const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
    let below = 0;
    for (const { value, weight } of sorted) {
      below += weight;
      if (below / total >= p) return value;
    }
    return sorted.at(-1)?.value ?? Number.NaN;
  },
};

const values = (pool: readonly Weighted[]) => pool.map(({ value }) => value);

function weightedMean(pool: readonly Weighted[]): number {
  const total = pool.reduce((sum, { weight }) => sum + weight, 0);
  return pool.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

function deviation(pool: readonly Weighted[]): number {
  const center = weightedMean(pool);
  return Math.sqrt(weightedMean(pool.map(({ value, weight }) => ({ value: (value - center) ** 2, weight }))));
}

/** One statistic of a pool by its name: `mean`, `median`, `min`, `max`, `standard deviation`, `p99` … */
export function statisticOf(statistics: Statistics, pool: readonly Weighted[], name: string): number | null {
  if (pool.length === 0) return null;
  if (name === "mean") return statistics.mean(pool);
  if (name === "standard deviation") return statistics.standardDeviation(pool);
  if (name === "median") return statistics.quantile(pool, 0.5);
  if (name === "min") return Math.min(...values(pool));
  if (name === "max") return Math.max(...values(pool));
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  return percent === undefined ? null : statistics.quantile(pool, Number(percent) / 100);
}

/** The values of one metric in the answered, measured rows, each with its weight. */
export function poolOf(
  rows: readonly ImportedRow[],
  metric: ImportedMetric,
  weightOf: (row: ImportedRow) => number = () => 1,
): Weighted[] {
  return rows.flatMap((row) => {
    if (row.outcome !== "answered" || row.phase !== "measured") return [];
    const value = row[metric];
    if (value === null) return [];
    return (typeof value === "number" ? [value] : value).map((one) => ({ value: one, weight: weightOf(row) }));
  });
}

/** Of a spread around equal values floating point leaves this much, in any unit. */
const DUST = 1e-9;

/** Puts what the tool stored beside what the rows give; `tolerance` is relative. */
export function toolNumber(
  of: Pick<ToolNumber, "target" | "metric" | "statistic" | "stored" | "fromRows">,
  tolerance = 1e-6,
): ToolNumber {
  const { stored, fromRows } = of;
  const larger = Math.max(Math.abs(stored), Math.abs(fromRows ?? 0));
  const agrees = fromRows === null ? null : Math.abs(stored - fromRows) <= tolerance * larger + DUST;
  return { ...of, agrees };
}
