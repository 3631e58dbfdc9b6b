/**
 * How many values it takes before a step can be shown at all: a step that parts n values into `least` (or, when null, into halves)
 * and the rest appears in a random order with a probability of 2 / C(n, least), at either end; it must not exceed `level`.
 *
 * @example
 * fewestValues(0.04, null); // => 8
 * fewestValues(0.04, 2); // => 11
 */
export function fewestValues(level: number, least: number | null): number {
  for (let n = Math.max(4, 2 * (least ?? 2)); ; n++) {
    if (2 / choose(n, least ?? Math.floor(n / 2)) <= level * (1 + 1e-9)) return n;
  }
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let taken = 1; taken <= k; taken++) ways *= (n - k + taken) / taken;
  return ways;
}
