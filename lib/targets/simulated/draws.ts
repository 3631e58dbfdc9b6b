import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Draws evenly from 0 (included) to 1 (excluded). */
export type Draw = () => number;

/**
 * The random numbers of one answer for one purpose: the same for the same seed, answer and purpose, and unrelated to all
 * others. So switching one effect on moves no other, and neighboring answers do not resemble each other (a generator that
 * is seeded with a counter gives first draws that do). State: the first 16 bytes of SHA-256 of `seed/answer/purpose`.
 */
export function draws(seed: number, answer: number, purpose: string): Draw {
  const digest = createHash("sha256").update(`${seed}/${answer}/${purpose}`).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  return () => uniformFloat64(generator);
}
