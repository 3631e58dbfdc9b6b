import { checkedValues, sortedValues, type Values } from "../checked-values.js";
import { quantileOfSorted } from "../quantile.js";

/**
 * The Hodges-Lehmann estimate of location: of one sample its pseudo-median, of two samples the shift from b to a.
 *
 * With one sample (paired differences) the median of the means of all pairs, a value paired with itself as well; with two
 * the median of all differences a - b. Nearly as precise as the mean for normal values, and unmoved by a few wild ones. It
 * is the estimate that belongs to Wilcoxon's tests. Unit of the values. Throws RangeError for an empty sample, values that
 * are not finite, and more than 20 million pairs.
 *
 * Source: Hodges and Lehmann (1963), Estimates of location based on rank tests, Annals of Mathematical Statistics 34, 598-611.
 *
 * @example
 * hodgesLehmann([1, 2, 3, 10]); // => 2.75
 * hodgesLehmann([4, 5, 6], [1, 2, 3]); // => 3
 */
export function hodgesLehmann(a: Values, b?: Values): number {
  const first = checkedValues(a, "a");
  return quantileOfSorted(b === undefined ? walshAverages(first) : allDifferences(first, checkedValues(b, "b")), 0.5);
}

/** The means of all pairs of values, each value with itself as well, sorted: n (n + 1) / 2 of them. */
export function walshAverages(values: Values): Float64Array {
  const sorted = sortedValues(values, "values");
  const n = sorted.length;
  const averages = room((n * (n + 1)) / 2);
  let place = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[place++] = ((sorted[i] ?? 0) + (sorted[j] ?? 0)) / 2;
  }
  return averages.sort();
}

function allDifferences(a: Float64Array, b: Float64Array): Float64Array {
  const differences = room(a.length * b.length);
  let place = 0;
  for (const x of a) for (const y of b) differences[place++] = x - y;
  return differences.sort();
}

function room(pairs: number): Float64Array {
  if (pairs > 20_000_000)
    throw new RangeError(`expected at most 20,000,000 pairs of values, got ${pairs}: take fewer values`);
  return new Float64Array(pairs);
}
