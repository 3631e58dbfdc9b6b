import { quantileInterval, valuesForQuantileInterval } from "../../statistics/intervals/quantile-interval.js";
import { quantile } from "../../statistics/quantile.js";

/** One percentile of a sample, with its distribution-free interval where n supports one. */
export interface PercentileMark {
  readonly label: "median" | "p90" | "p95" | "p99";
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The n from which a 95 % interval exists; null when this n supports it. */
  readonly needed: number | null;
}

const SHARES = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** Percentile (type 7) and 95 % order-statistic interval of a sample that is not empty. */
export function percentileMark(
  values: readonly number[] | Float64Array,
  label: PercentileMark["label"],
): PercentileMark {
  const share = SHARES[label];
  const value = quantile(values, share, { type: 7 });
  const found = quantileInterval(values, share, { confidence: 0.95 });
  if (found.kind === "interval") return { label, value, interval: { low: found.low, high: found.high }, needed: null };
  return { label, value, interval: null, needed: found.needed };
}

/**
 * The percentiles that a sample can support: the median always, p90, p95 and p99 only where n is large enough for an
 * interval around them. None of an empty sample.
 */
export function supportedPercentiles(
  values: readonly number[],
  labels: readonly PercentileMark["label"][] = ["median", "p90", "p95"],
): readonly PercentileMark[] {
  const possible = labels.filter((label) => label === "median" || values.length >= valuesNeededFor(label));
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  return possible.map((label) => percentileMark(sorted, label));
}

/** The n from which a percentile has a two-sided 95 % interval: 36 for p90, 72 for p95, 368 for p99. */
export function valuesNeededFor(label: PercentileMark["label"]): number {
  return valuesForQuantileInterval(SHARES[label], { confidence: 0.95 });
}
