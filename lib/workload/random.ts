import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers. Each call moves it on; two streams of one seed and different names are independent. */
export interface RandomStream {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** A number from 0 (included) to 1 (excluded), in steps of 2^-53. */
  fraction(): number;
}

/**
 * A named stream of random numbers, the same at every call with the same (seed, purpose).
 *
 * The generator is xoroshiro128+ of the package pure-rand (Blackman and Vigna 2018): quick, a period of 2^128 - 1, kept.
 * Its 128 bits of state are the first 16 bytes of the SHA-256 of `seed/purpose`, so neighboring seeds give unrelated
 * streams, all of a seed's bits count, and drawing more for one purpose never shifts what another purpose draws.
 */
export function randomStream(seed: number, purpose: string): RandomStream {
  const digest = createHash("sha256").update(`${seed}/${purpose}`).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  return {
    integer: (low, high) => uniformInt(generator, low, high),
    fraction: () => uniformFloat64(generator),
  };
}

/** A shuffled copy; every order is equally likely, as each item goes to a uniformly drawn place among those before it. */
export function shuffled<T>(items: readonly T[], random: RandomStream): readonly T[] {
  const order: T[] = [];
  for (const item of items) order.splice(random.integer(0, order.length), 0, item);
  return order;
}
