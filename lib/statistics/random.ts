import { mersenne } from "pure-rand/generator/mersenne";

/** Random whole numbers, the same for the same seed. */
export interface SeededRandom {
  /** From 0 to 2^32 - 1. */
  next32(): number;
  /** From 0 to `count` - 1, for a count far below 2^32. */
  below(count: number): number;
}

/**
 * The generator behind every resampling in lib/statistics/: MT19937 of Matsumoto and Nishimura (1998), from the package pure-rand.
 *
 * A resampled interval or p-value is a function of its data and its seed, so it can be repeated to the last digit. Throws
 * RangeError unless the seed is a whole number; seeds are taken modulo 2^32.
 *
 * @example
 * bb.stats.seededRandom(7).below(10) === bb.stats.seededRandom(7).below(10); // => true
 */
export function seededRandom(seed: number): SeededRandom {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`expected seed to be a whole number, got ${seed}`);
  const generator = mersenne(Number(BigInt.asIntN(32, BigInt(seed))));
  const next32 = () => generator.next() >>> 0;
  return { next32, below: (count) => Math.floor((next32() / 2 ** 32) * count) };
}
