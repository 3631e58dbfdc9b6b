import type { SeededRandom } from "../random.js";

/** A stretch of values, from `from` to before `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Which splits are looked at. */
export interface Search {
  /** The fewest values of a side, two or more. */
  readonly least: number;
  readonly passing: boolean;
}

/** The place that splits a stretch best, and how far apart the two sides are. */
export interface EnergySplit {
  /** Index of the first value after it; null where no split leaves the smallest segment on both sides. */
  readonly at: number | null;
  readonly energy: number;
}

/**
 * The split of a stretch with the largest energy statistic: m n / (m + n) times (twice the mean distance between the sides minus the
 * mean distances within each), with the distances |x - y|. The left side begins with the stretch; the right one ends
 * with it or, in a `passing` search, may end before, which finds a level that was left again.
 *
 * Source: Matteson and James (2014), JASA 109(505), 334-345, equations 5 to 7 with exponent 1.
 */
export function bestSplit(values: Float64Array, { from, to }: Stretch, { least, passing }: Search): EnergySplit {
  const n = to - from;
  if (n < 2 * least) return { at: null, energy: 0 };
  const sums = distanceSums(values, from, n);
  let [at, most] = [0, -Infinity];
  for (let split = least; split <= n - least; split++) {
    for (let end = passing ? split + least : n; end <= n; end++) {
      const energy = energyOf(sums, n + 1, split, end);
      if (energy > most) [at, most] = [split, energy];
    }
  }
  return { at: from + at, energy: most };
}

/** Sums of the distances between the first i and the first j values of a stretch, at i (n + 1) + j: any block is four of them. */
function distanceSums(values: Float64Array, from: number, n: number): Float64Array {
  const sums = new Float64Array((n + 1) * (n + 1));
  for (let i = 0; i < n; i++) {
    const value = values[from + i] ?? 0;
    let row = 0;
    for (let j = 0; j < n; j++) {
      row += Math.abs(value - (values[from + j] ?? 0));
      sums[(i + 1) * (n + 1) + j + 1] = (sums[i * (n + 1) + j + 1] ?? 0) + row;
    }
  }
  return sums;
}

/** The statistic of the sides from 0 to `split` and from there to `end`; sums within a side count each pair twice. */
function energyOf(sums: Float64Array, width: number, split: number, end: number): number {
  const left = sums[split * width + split] ?? 0;
  const both = sums[end * width + end] ?? 0;
  const between = (sums[split * width + end] ?? 0) - left;
  const right = both - left - 2 * between;
  const [m, n] = [split, end - split];
  return ((m * n) / (m + n)) * ((2 * between) / (m * n) - left / (m * (m - 1)) - right / (n * (n - 1)));
}

/** How a permutation test is made. */
export interface PermutationTest {
  readonly level: number;
  readonly permutations: number;
  readonly random: SeededRandom;
  readonly search: Search;
}

/**
 * How often values in a random order within their stretches would be split as well as these are: the p-value, with the order that was
 * seen counted as one of them. Null as soon as it is certain that it exceeds the level (Besag and Clifford 1991).
 */
export function permutationP(
  values: Float64Array,
  stretches: readonly Stretch[],
  energy: number,
  { level, permutations, random, search }: PermutationTest,
): number | null {
  const shuffled = values.slice();
  const most = level * (permutations + 1);
  let reached = 1;
  for (let time = 0; time < permutations; time++) {
    const best = stretches.reduce((largest, stretch) => {
      shuffle(shuffled, stretch, random);
      return Math.max(largest, bestSplit(shuffled, stretch, search).energy);
    }, 0);
    // Orders of the same energy differ by rounding.
    if (best >= energy * (1 - 1e-9) && ++reached > most) return null;
  }
  return reached / (permutations + 1);
}

function shuffle(values: Float64Array, { from, to }: Stretch, random: SeededRandom): void {
  for (let last = to - 1; last > from; last--) {
    const other = from + random.below(last - from + 1);
    const kept = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = kept;
  }
}
