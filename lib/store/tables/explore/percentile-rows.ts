import { mean, sampleStandardDeviation } from "simple-statistics";
import * as v from "valibot";
import { share } from "../../../arguments/fields.js";
import { confidence } from "../../../statistics/intervals/interval.js";
import { meanInterval } from "../../../statistics/intervals/mean-interval.js";
import { quantileRanks } from "../../../statistics/intervals/quantile-interval.js";
import { quantileOfSorted } from "../../../statistics/quantile.js";
import type { Cell } from "../../run-folder/files/csv-text.js";
import type { ValueGroup } from "./explored-values.js";

/** How percentiles and their intervals are taken. */
export interface PercentileOptions {
  /** Shares from 0 to 1; 0.5, 0.9, 0.95 and 0.99 by default. */
  readonly shares?: readonly number[];
  /** Of the intervals; 0.95 by default. */
  readonly confidence?: number;
}

/** The settings of {@link PercentileOptions}. */
export const percentileFields = {
  shares: v.optional(v.array(share, "a list of numbers such as [0.5, 0.95]"), [0.5, 0.9, 0.95, 0.99]),
  confidence,
};

/** The name of a percentile as a column: 0.5 is `p50`, 0.999 is `p99.9`. */
function percentileName(share: number): string {
  return `p${Number((share * 100).toPrecision(12))}`;
}

/**
 * Percentiles of sorted values as cells `p50`, `p50Low`, `p50High` …: Hyndman-Fan type 7, and distribution-free intervals
 * of rows taken as independent. Low and high are null where so few values have no interval; without values all are null.
 */
export function percentileCells(
  sorted: Float64Array,
  options: Required<PercentileOptions>,
): Record<string, number | null> {
  const { shares, confidence } = options;
  const cells: Record<string, number | null> = {};
  for (const share of shares) {
    const name = percentileName(share);
    const ranks = sorted.length === 0 ? null : quantileRanks(sorted.length, share, { confidence });
    cells[name] = sorted.length === 0 ? null : quantileOfSorted(sorted, share);
    cells[`${name}Low`] = ranks === null ? null : (sorted[ranks.lowRank - 1] ?? null);
    cells[`${name}High`] = ranks === null ? null : (sorted[ranks.highRank - 1] ?? null);
  }
  return cells;
}

/** One row for a group: its name, n, missing and the percentiles. */
export function percentileRow(group: ValueGroup, options: Required<PercentileOptions>): Record<string, Cell> {
  return {
    ...group.group,
    n: group.sorted.length,
    missing: group.missing,
    ...percentileCells(group.sorted, options),
  };
}

/** One row for a column: counts, mean with Student's interval, spread, ends and percentiles. */
export function descriptionCells(group: ValueGroup, options: Required<PercentileOptions>): Record<string, Cell> {
  const { sorted, missing } = group;
  const n = sorted.length;
  const values = Array.from(sorted);
  const interval = n < 2 ? null : meanInterval(values, { confidence: options.confidence });
  return {
    n,
    missing,
    mean: n === 0 ? null : mean(values),
    meanLow: interval?.low ?? null,
    meanHigh: interval?.high ?? null,
    standardDeviation: n < 2 ? null : sampleStandardDeviation(values),
    min: sorted[0] ?? null,
    ...percentileCells(sorted, options),
    max: sorted[n - 1] ?? null,
  };
}
