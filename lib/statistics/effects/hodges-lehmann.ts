import { sortedValues, type Values } from "../../arguments/check-numbers.js";
import { pairDifferences, pairMeans, pairMedian } from "./pair-order.js";

/**
 * The Hodges-Lehmann estimate of location: of one sample its pseudo-median, of two samples the shift from b to a.
 *
 * With one sample (paired differences) the median of the means of all pairs, a value paired with itself as well; with two
 * the median of all differences a - b. Nearly as precise as the mean for normal values, and unmoved by a few wild ones. It
 * is the estimate that belongs to Wilcoxon's tests. Unit of the values. Throws RangeError for an empty sample and values that
 * are not finite.
 *
 * Source: Hodges and Lehmann (1963), Estimates of location based on rank tests, Annals of Mathematical Statistics 34, 598-611.
 *
 * @example
 * bb.stats.hodgesLehmann([1, 2, 3, 10]); // => 2.75
 * bb.stats.hodgesLehmann([4, 5, 6], [1, 2, 3]); // => 3
 */
export function hodgesLehmann(a: Values, b?: Values): number {
  const first = sortedValues(a, "a");
  return pairMedian(b === undefined ? pairMeans(first) : pairDifferences(first, sortedValues(b, "b")));
}
