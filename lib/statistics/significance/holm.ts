import { checkedValues } from "../../arguments/check-numbers.js";

/**
 * Holm's adjustment of several p-values: compare each result with 0.05 as if it were the only test.
 *
 * Of twenty comparisons of equal arms one is below 0.05 by chance. The smallest p is multiplied by how many there are, the
 * next by one fewer, and so on, never falling and at most 1; the chance of any false alarm stays below the level. The
 * results are in the order of the input; none give none. Throws RangeError for a p-value outside 0 to 1.
 *
 * Source: Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 65-70.
 *
 * @example
 * bb.stats.holm([0.01, 0.04, 0.03, 0.005]); // => [0.03, 0.06, 0.06, 0.02]
 */
export function holm(pValues: readonly number[]): number[] {
  checkedValues(pValues, "pValues", 0).forEach((p, index) => {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`expected p-values from 0 to 1, got ${p} at index ${index}`);
  });
  const order = [...pValues.keys()].sort((i, j) => (pValues[i] ?? 0) - (pValues[j] ?? 0));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - place)));
    adjusted[index] = largest;
  });
  return adjusted;
}
