import { quantileOfSorted } from "../quantile.js";

/** Values made of pairs, which can be counted and picked by rank without making them all: n numbers have n (n + 1) / 2 pairs. */
export interface PairValues {
  readonly count: number;
  readonly smallest: number;
  readonly largest: number;
  /** How many of them are at most `limit`. */
  atMost(limit: number): number;
}

/** The means of all pairs of sorted values, each value with itself as well (Walsh averages). */
export function pairMeans(sorted: Float64Array): PairValues {
  const n = sorted.length;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    count: (n * (n + 1)) / 2,
    smallest: at(0),
    largest: at(n - 1),
    atMost(limit) {
      let total = 0;
      for (let first = 0, last = n - 1; first < n; first++) {
        while (last >= first && meanOf(at(first), at(last)) > limit) last--;
        if (last < first) break;
        total += last - first + 1;
      }
      return total;
    },
  };
}

/** All differences of a value of one sorted sample less one of another. */
export function pairDifferences(a: Float64Array, b: Float64Array): PairValues {
  const [ofA, ofB] = [(index: number) => a[index] ?? Number.NaN, (index: number) => b[index] ?? Number.NaN];
  return {
    count: a.length * b.length,
    smallest: ofA(0) - ofB(b.length - 1),
    largest: ofA(a.length - 1) - ofB(0),
    atMost(limit) {
      let total = 0;
      for (let first = 0, second = 0; first < a.length; first++) {
        while (second < b.length && ofA(first) - ofB(second) > limit) second++;
        if (second === b.length) break;
        total += b.length - second;
      }
      return total;
    },
  };
}

/**
 * The pair value at a rank, from 1: the smallest number that this many of them do not exceed.
 *
 * It halves what lies between the smallest and the largest, by the numbers that there are in between, so 64 counts are enough and
 * the result is exact.
 */
export function pairValueAt(pairs: PairValues, rank: number): number {
  let low = placeOf(pairs.smallest);
  let high = placeOf(pairs.largest);
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (pairs.atMost(numberAt(middle)) >= rank) high = middle;
    else low = middle + 1n;
  }
  return numberAt(low);
}

/** The median of the pair values. */
export function pairMedian(pairs: PairValues): number {
  const below = pairValueAt(pairs, Math.floor((pairs.count + 1) / 2));
  const above = pairs.count % 2 === 1 ? below : pairValueAt(pairs, pairs.count / 2 + 1);
  return quantileOfSorted([below, above], 0.5);
}

function meanOf(x: number, y: number): number {
  const sum = x + y;
  return Number.isFinite(sum) ? sum / 2 : x / 2 + y / 2;
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);
const magnitude = 0x7fff_ffff_ffff_ffffn;

/** Where a number stands among all numbers: its bits, which rise with it, counted downwards below 0. */
function placeOf(value: number): bigint {
  float[0] = value;
  const found = bits[0] ?? 0n;
  return found >= 0n ? found : -(found & magnitude);
}

function numberAt(place: bigint): number {
  bits[0] = place >= 0n ? place : BigInt.asIntN(64, -place | (1n << 63n));
  return float[0] ?? 0;
}
