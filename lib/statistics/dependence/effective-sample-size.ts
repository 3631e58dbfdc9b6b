import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { laggedCorrelations } from "./autocorrelation.js";

/**
 * How many independent values the mean of these correlated ones is worth; at most as many as there are.
 *
 * n / (1 + 2 x the sum of the autocorrelations), which is cut where the sum of two neighboring ones is no longer positive
 * and kept from rising (Geyer's initial monotone sequence), since what comes later is noise. Throws RangeError for fewer
 * than four values, values that are not finite and values that are all the same.
 *
 * Source: Geyer (1992), Practical Markov chain Monte Carlo, Statistical Science 7(4), 473-483, section 3.3.
 *
 * @example
 * bb.stats.effectiveSampleSize([1, 2, 1, 2, 1, 2, 1, 2]); // => 8
 */
export function effectiveSampleSize(values: Values): number {
  const checked = checkedValues(values, "values", 4);
  const correlationAt = laggedCorrelations(checked);
  const n = checked.length;
  let total = -1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = correlationAt(lag) + correlationAt(lag + 1);
    if (pair <= 0) break;
    smallest = Math.min(smallest, pair);
    total += 2 * smallest;
  }
  return total <= 1 ? n : n / total;
}
