/** How often each run of `order` neighboring tokens occurs in a text; the tokens of a key are joined by `glue`. */
export function ngramCounts(tokens: readonly string[], order: number, glue = " "): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at++) {
    const key = tokens.slice(at, at + order).join(glue);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams two counts share, each as often as in the one that has it less often (clipped). */
export function sharedCount(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [key, count] of a) shared += Math.min(count, b.get(key) ?? 0);
  return shared;
}

/**
 * How many n-grams of `order` two lists of tokens share.
 *
 * @example
 * overlapOf(["a", "b", "b"], ["b", "b", "b"], 1); // => 2
 */
export function overlapOf(a: readonly string[], b: readonly string[], order: number): number {
  return sharedCount(ngramCounts(a, order), ngramCounts(b, order));
}
