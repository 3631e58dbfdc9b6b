import { seededRandom } from "../random.js";

/** How surely pairs are distinguished. */
export interface ToldApartOptions {
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Whether targets i and j, by their place in `values`, differ beyond what the largest of all pairs would by chance. */
export function toldApart(
  values: readonly (readonly number[])[],
  { confidence, resamples, seed }: ToldApartOptions,
): (i: number, j: number) => boolean {
  const pairs = values.flatMap((one, i) => values.slice(i + 1).map((other, k) => pairOf(one, other, i, i + 1 + k)));
  const random = seededRandom(seed);
  const signs = new Int8Array(values[0]?.length ?? 0);
  const largest = Float64Array.from({ length: resamples }, () => {
    drawSigns(signs, random);
    return pairs.reduce((most, pair) => Math.max(most, statistic(pair.centered, pair.slack, signs)), 0);
  }).sort();
  // With the observed one counted among them (Phipson and Smyth 2010).
  const critical = largest[Math.min(resamples - 1, Math.ceil(confidence * (resamples + 1)) - 1)] ?? Infinity;
  const apart = new Set(pairs.filter((pair) => observed(pair) > critical).map(({ i, j }) => `${i} ${j}`));
  return (i, j) => apart.has(`${Math.min(i, j)} ${Math.max(i, j)}`);
}

interface Pair {
  readonly i: number;
  readonly j: number;
  readonly mean: number;
  /** The differences less their mean. */
  readonly centered: Float64Array;
  /** Differences closer to their mean than rounding are equal to it. */
  readonly slack: number;
}

function pairOf(one: readonly number[], other: readonly number[], i: number, j: number): Pair {
  const differences = Float64Array.from(one, (value, index) => value - (other[index] ?? 0));
  const mean = differences.reduce((total, value) => total + value, 0) / differences.length;
  const size = Math.max(...one.map(Math.abs), ...other.map(Math.abs));
  return { i, j, mean, centered: differences.map((value) => value - mean), slack: 1e-12 * size };
}

/** |t| of the differences that were seen; infinite when they are all the same and not 0. */
function observed({ mean, centered, slack }: Pair): number {
  if (Math.abs(mean) <= slack) return 0;
  const squares = centered.reduce((total, value) => total + value * value, 0);
  const standardError = Math.sqrt(squares / (centered.length - 1) / centered.length);
  return standardError <= slack ? Infinity : Math.abs(mean) / standardError;
}

/** |t| of the centered differences under these signs. */
function statistic(centered: Float64Array, slack: number, signs: Int8Array): number {
  const n = centered.length;
  let total = 0;
  let squares = 0;
  for (let index = 0; index < n; index++) {
    const value = centered[index] ?? 0;
    total += (signs[index] ?? 0) * value;
    squares += value * value;
  }
  const variance = (squares - (total * total) / n) / (n - 1) / n;
  return variance <= slack * slack ? 0 : Math.abs(total) / n / Math.sqrt(variance);
}

function drawSigns(signs: Int8Array, random: { next32(): number }): void {
  let bits = 0;
  for (let index = 0; index < signs.length; index++) {
    if (index % 32 === 0) bits = random.next32();
    signs[index] = (bits >>> (index % 32)) & 1 ? 1 : -1;
  }
}
