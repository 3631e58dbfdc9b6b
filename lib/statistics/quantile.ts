import * as v from "valibot";
import { sortedValues, type Values } from "../arguments/check-numbers.js";
import { checkList } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import { oneOf } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";

/** The nine sample quantiles of Hyndman and Fan (1996), by their numbers there and in R. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** How `quantile` computes. */
export interface QuantileOptions {
  /** Hyndman-Fan type; 7 (linear between order statistics, the default of numpy, R and DuckDB) by default. */
  readonly type?: QuantileType;
}

const quantileOptions = settings({ type: v.optional(oneOf(1, 2, 3, 4, 5, 6, 7, 8, 9), 7) });

/**
 * The sample quantile at share `p`: the value below which about p of the sorted values lie.
 *
 * Nine definitions are in use and differ most where benchmarks look, in the tail of a small sample, so the type is always
 * said: 1-3 pick order statistics, 4-9 interpolate linearly between two. The result has the unit of the values. In SQL type 7
 * is `quantile_exact` bit for bit; DuckDB's own `quantile_cont` may miss two equal neighbors by their last bit.
 * Throws RangeError for no values, for a value that is not finite, for p outside 0 to 1 and for an unknown type.
 *
 * Source: Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50(4), 361-365.
 *
 * @example
 * bb.quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9); // => 9.1
 * bb.quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, { type: 6 }); // => 9.9
 */
export function quantile(values: Values, p: number, options: QuantileOptions = {}): number {
  return quantileOfSorted(sortedValues(values, "values"), p, checkedOptions("quantile", quantileOptions, options));
}

/**
 * Several sample quantiles of the same values, which are sorted once: for large data and for tables of percentiles.
 *
 * Same definitions and same errors as `quantile`; one result for each share in `shares`, in its order.
 *
 * @example
 * bb.stats.quantiles([1, 2, 3, 4, 5], [0, 0.5, 1]); // => [1, 3, 5]
 */
export function quantiles(values: Values, shares: readonly number[], options: QuantileOptions = {}): number[] {
  checkList("quantiles", "shares", shares, "a list of numbers from 0 to 1, as [0.5, 0.95]");
  const { type } = checkedOptions("quantiles", quantileOptions, options);
  const sorted = sortedValues(values, "values");
  return shares.map((p) => quantileOfSorted(sorted, p, { type }));
}

/**
 * The sample quantile of values that are sorted from small to large already. Same definitions as `quantile`.
 *
 * Throws RangeError for no values, for p outside 0 to 1 and for an unknown type; it trusts the order.
 *
 * @example
 * quantileOfSorted([1, 2, 3, 4], 0.5); // => 2.5
 */
export function quantileOfSorted(sorted: Values, p: number, options: QuantileOptions = {}): number {
  if (sorted.length === 0) throw new RangeError("expected sorted with at least 1 number, got 0");
  if (typeof p !== "number" || !(p >= 0 && p <= 1))
    throw new RangeError(`expected p from 0 to 1, got ${describeValue(p)}: write the 95th percentile as 0.95`);
  const type = options.type ?? 7;
  const { rank, weight } = rankAndWeight(sorted.length, p, type);
  const low = orderStatistic(sorted, rank);
  const high = orderStatistic(sorted, rank + 1);
  if (weight === 0 || low === high) return low;
  return weight === 1 ? high : (1 - weight) * low + weight * high;
}

/** Between which ranks (from 1) the quantile lies, and how far: value = (1 - weight) x[rank] + weight x[rank + 1]. */
function rankAndWeight(n: number, p: number, type: QuantileType): { rank: number; weight: number } {
  switch (type) {
    case 1:
      return stepped(n * p, (exact) => (exact ? 0 : 1));
    case 2:
      return stepped(n * p, (exact) => (exact ? 0.5 : 1));
    case 3:
      return stepped(n * p - 0.5, (exact, rank) => (exact && rank % 2 === 0 ? 0 : 1));
    case 4:
      return interpolated(n * p);
    case 5:
      return interpolated(n * p + 0.5);
    case 6:
      return interpolated((n + 1) * p);
    case 7: {
      const position = (n - 1) * p;
      return { rank: Math.floor(position) + 1, weight: position - Math.floor(position) };
    }
    case 8:
      return interpolated((n + 1 / 3) * p + 1 / 3);
    case 9:
      return interpolated((n + 1 / 4) * p + 3 / 8);
    default:
      throw new RangeError(`expected a quantile type from 1 to 9, got ${String(type)}`);
  }
}

/** A product such as 100000 x 0.07 misses its whole number by a rounding error, which must not move it a rank. */
function wholeRank(position: number): { rank: number; rest: number } {
  const slack = 4 * Number.EPSILON * Math.max(1, Math.abs(position));
  const rank = Math.floor(position + slack);
  return { rank, rest: position - rank < slack ? 0 : position - rank };
}

function stepped(position: number, weightAt: (exact: boolean, rank: number) => number) {
  const { rank, rest } = wholeRank(position);
  return { rank, weight: weightAt(rest === 0, rank) };
}

function interpolated(position: number) {
  const { rank, rest } = wholeRank(position);
  return { rank, weight: rest };
}

/** The value at a rank from 1; ranks outside the sample are its ends. */
function orderStatistic(sorted: Values, rank: number): number {
  const value = sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
  if (value === undefined) throw new RangeError(`expected a value at rank ${rank}, got none`);
  return value;
}
