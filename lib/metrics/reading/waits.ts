import type { Arrival, Trial } from "../../types/index.js";
import { storedText } from "../stored-text.js";
import { wordEnds } from "./word-ends.js";

/** Fewer milliseconds than any clock shows: rounding, and no wait. */
const NOTHING_MS = 1e-6;

/** How a reader of one speed fares with words that come at these instants. */
export interface Waits {
  readonly waitMs: number;
  readonly stalls: number;
  readonly longestWaitMs: number;
}

/**
 * A reader begins the first word at its instant, takes `msPerWord` for each, and begins a word when the one before it is read and it is
 * there: each time it is not, that is a wait. `arrivedAtMs` ascends.
 *
 * @example
 * waitsOf([0, 100, 1000], 250); // => { "waitMs": 500, "stalls": 1, "longestWaitMs": 500 }
 */
export function waitsOf(arrivedAtMs: readonly number[], msPerWord: number): Waits {
  let [waitMs, stalls, longestWaitMs] = [0, 0, 0];
  // Words since the last wait are counted, not added up: a sum of many steps would end in waits that are rounding.
  let [sinceMs, words] = [arrivedAtMs[0] ?? 0, 0];
  for (const atMs of arrivedAtMs) {
    const wait = atMs - (sinceMs + words * msPerWord);
    if (wait > NOTHING_MS) {
      waitMs += wait;
      stalls += 1;
      longestWaitMs = Math.max(longestWaitMs, wait);
      [sinceMs, words] = [atMs, 0];
    }
    words += 1;
  }
  return { waitMs, stalls, longestWaitMs };
}

/** When each word of the visible answer was there whole, or why nobody knows. */
export type WordTimes = { readonly atMs: readonly number[] } | { readonly atMs: null; readonly reason: string };

/** The instants of the words of a trial's visible text; those of a failed one up to its failure. */
export function wordTimes(trial: Trial): WordTimes {
  if (!trial.streamed) return { atMs: null, reason: "the answer was not streamed" };
  const text = storedText(trial);
  if (text === null) return { atMs: null, reason: "the run did not keep the answer's text (storeText)" };
  const visible = trial.arrivals.filter(({ kind, textLength }) => kind === "answer" && textLength > 0);
  const length = visible.reduce((sum, { textLength }) => sum + textLength, 0);
  if (length !== text.length) return { atMs: null, reason: "the answer's text is not that of its events" };
  const atMs = instantsAt(wordEnds(text), visible);
  return atMs.length < 2 ? { atMs: null, reason: "the answer has fewer than two words" } : { atMs };
}

/** For each end of a word, which ascend, the instant of the event that brought its last character. */
function instantsAt(ends: readonly number[], visible: readonly Arrival[]): number[] {
  let [at, arrived] = [0, visible[0]?.textLength ?? 0];
  return ends.map((end) => {
    while (end > arrived) {
      at += 1;
      arrived += visible[at]?.textLength ?? Number.POSITIVE_INFINITY;
    }
    return visible[at]?.atMs ?? Number.NaN;
  });
}
