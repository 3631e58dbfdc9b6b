import type { Check } from "../../types/index.js";
import { type RandomStream, shuffled } from "../random.js";

/** How hard tasks are: for very small models, for usual ones, for large ones. */
export type Difficulty = "easy" | "medium" | "hard";

/** One task with the only right answer to it. */
export interface Task {
  readonly question: string;
  readonly expected: string;
  readonly checks: readonly Check[];
}

/** Makes the next task of one kind. */
export type MakeTask = (random: RandomStream, difficulty: Difficulty) => Task;

/** One of some things, each as likely. */
export function oneOf<T>(things: readonly [T, ...T[]], random: RandomStream): T {
  return things[random.integer(0, things.length - 1)] ?? things[0];
}

/** Several different ones of some things, in drawn order. */
export function severalOf<T>(things: readonly T[], count: number, random: RandomStream): readonly T[] {
  return shuffled(things, random).slice(0, count);
}

/** Different whole numbers from `low` to `high`, in drawn order. */
export function numbersFrom(low: number, high: number, count: number, random: RandomStream): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.integer(low, high));
  return [...drawn];
}

/** A task whose answer is one whole number, 0 or above. */
export const numberTask = (question: string, answer: number): Task => ({
  question: `${question} Answer with the number alone.`,
  expected: String(answer),
  checks: [{ kind: "number", expected: answer }],
});
