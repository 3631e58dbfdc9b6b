import { checkedShare, sortedValues, type Values } from "../../arguments/check-numbers.js";
import { binomialAtLeast, binomialAtMost } from "../distributions.js";
import { type ConfidenceOptions, confidenceOf } from "./interval.js";

/** An interval for a quantile, or why it cannot be estimated. Ranks count from 1. */
export type QuantileInterval =
  | {
      readonly kind: "interval";
      readonly low: number;
      readonly high: number;
      readonly lowRank: number;
      readonly highRank: number;
      /** The probability that the interval holds the quantile, at least the confidence that was asked for. */
      readonly coverage: number;
    }
  | {
      readonly kind: "not-estimable";
      readonly n: number;
      /** The number of values from which an interval exists. */
      readonly needed: number;
    };

/**
 * A distribution-free interval for the quantile at share `p`: two of the observed values, whatever the distribution.
 *
 * The number of values below the true quantile is binomial, so the values at two ranks enclose it with known probability.
 * Each tail gets at most half of what the confidence leaves, which makes the interval no shorter than promised; `coverage` says
 * how much longer (97.9 % for a median of 10, 97.6 % for the p99 of 1000). A tail
 * percentile of few values has no such interval: 95 % for p95 needs 72 values, for p99 368; then the result says so
 * instead of drawing a bar. Low and high have the unit of the values. Throws RangeError for no values, values that are not
 * finite, and p or confidence outside 0 to 1.
 *
 * Source: Conover (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
 *
 * @example
 * bb.quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5); // => { "kind": "interval", "low": 2, "high": 9, "lowRank": 2, "highRank": 9, "coverage": 0.978515625 }
 * bb.quantileInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9); // => { "kind": "not-estimable", "n": 10, "needed": 36 }
 */
export function quantileInterval(values: Values, p: number, options: ConfidenceOptions = {}): QuantileInterval {
  const sorted = sortedValues(values, "values");
  const n = sorted.length;
  const ranks = quantileRanks(n, p, options);
  if (ranks === null) return { kind: "not-estimable", n, needed: valuesForQuantileInterval(p, options) };
  const { lowRank, highRank, coverage } = ranks;
  const low = sorted[lowRank - 1];
  const high = sorted[highRank - 1];
  if (low === undefined || high === undefined) throw new RangeError(`expected ranks within ${n} values`);
  return { kind: "interval", low, high, lowRank, highRank, coverage };
}

/**
 * How many values a two-sided distribution-free interval for the quantile at share `p` needs.
 *
 * The smallest n with p^n and (1 - p)^n at most half of 1 - confidence. Throws RangeError for p or confidence outside 0 to 1.
 *
 * @example
 * valuesForQuantileInterval(0.95); // => 72
 * valuesForQuantileInterval(0.99); // => 368
 */
export function valuesForQuantileInterval(p: number, options: ConfidenceOptions = {}): number {
  const tail = (1 - confidenceOf("quantileInterval", options)) / 2;
  const share = checkedShare(p, "p");
  const nearer = Math.max(share, 1 - share);
  const estimate = Math.ceil(Math.log(tail) / Math.log(nearer));
  return nearer ** (estimate - 1) <= tail ? estimate - 1 : estimate;
}

/** The ranks (from 1) of an interval for the quantile of n values, with its coverage; null when n is too small. */
export function quantileRanks(n: number, p: number, options: ConfidenceOptions = {}) {
  const tail = (1 - confidenceOf("quantileInterval", options)) / 2;
  const share = checkedShare(p, "p");
  const lowRank = firstTrue(0, n, (k) => binomialAtMost(k, n, share) > tail);
  const highRank = firstTrue(1, n + 1, (k) => binomialAtLeast(k, n, share) <= tail);
  if (lowRank < 1 || highRank > n) return null;
  const coverage = 1 - binomialAtMost(lowRank - 1, n, share) - binomialAtLeast(highRank, n, share);
  return { lowRank, highRank, coverage };
}

/** The first whole number from `low` to `high` at which a condition that stays true becomes true; `high` when none does. */
function firstTrue(low: number, high: number, isTrue: (k: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (isTrue(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
