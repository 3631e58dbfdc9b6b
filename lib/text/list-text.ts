import { countText } from "./number-text.js";

/** How many names a sentence has at most. */
export const MOST_NAMES = 4;

/**
 * The first of many names and how many more there are: a sentence does not grow with the number of targets.
 * @example firstOf(["a", "b", "c"], 2); // => "a, b and 1 more"
 */
export function firstOf(names: readonly string[], most: number = MOST_NAMES): string {
  const left = names.length - most;
  return left <= 0 ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${left} more`;
}

/**
 * The first sentences and one that counts the rest and says where it is, such as `in the table`.
 * @example firstSentences(["A.", "B.", "C."], 1, "in the table"); // => ["A.", "The other 2 are in the table."]
 */
export function firstSentences(sentences: readonly string[], most: number, where: string): readonly string[] {
  const left = sentences.length - most;
  if (left <= 0) return sentences;
  return [...sentences.slice(0, most), left === 1 ? `One more is ${where}.` : `The other ${left} are ${where}.`];
}

/** What a figure draws of many things, and the sentence for its caption about the rest; none where all of it is drawn. */
export interface Drawn<T> {
  readonly drawn: readonly T[];
  readonly left: readonly string[];
}

/**
 * The first of many things in the order that they come in, so that no result decides what is seen. What is counted and what the
 * title says is of all of them.
 * @example firstDrawn(["a", "b", "c"], 2, "target").left; // => ["Drawn: the first 2 of 3 targets, in the run's order; 1 left out of the picture; n and title are of all."]
 */
export function firstDrawn<T>(
  things: readonly T[],
  most: number,
  noun: string,
  order = "in the run's order",
): Drawn<T> {
  const left = things.length - most;
  if (left <= 0) return { drawn: things, left: [] };
  const which = `Drawn: the first ${most} of ${countText(things.length, noun)}, ${order}`;
  return { drawn: things.slice(0, most), left: [`${which}; ${left} left out of the picture; n and title are of all.`] };
}
