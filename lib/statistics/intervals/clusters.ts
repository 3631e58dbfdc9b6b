import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { checkList } from "../../arguments/check-values.js";

/** The fewest clusters (prompts) from which an interval across clusters keeps what it promises. */
export const fewestClusters = 10;

/** The sentence that stands where an interval across too few clusters would. */
export function tooFewClusters(count: number): string {
  return `${count} clusters are too few for an interval: at least ${fewestClusters} prompts are needed`;
}

/**
 * Values sorted into their clusters (the prompts they belong to), in the order in which the clusters first appear.
 *
 * Throws RangeError when there is not one label for each value.
 */
export function valuesByCluster(values: Values, clusters: readonly (string | number)[]): number[][] {
  checkList("clusters", "the labels", clusters, "a list with one label for each value");
  const checked = checkedValues(values, "values");
  if (clusters.length !== checked.length) {
    throw new RangeError(`expected one cluster label for each of ${checked.length} values, got ${clusters.length}`);
  }
  const members = new Map<string | number, number[]>();
  checked.forEach((value, index) => {
    const label = clusters[index];
    if (label === undefined || label === null)
      throw new RangeError(`expected a cluster label at index ${index}, got none`);
    const known = members.get(label);
    if (known === undefined) members.set(label, [value]);
    else known.push(value);
  });
  return [...members.values()];
}
