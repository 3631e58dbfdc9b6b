import * as v from "valibot";
import { checkTrial } from "../../arguments/check-runs.js";
import { positiveNumber } from "../../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../../arguments/options.js";
import type { Trial } from "../../types/index.js";
import { waitsOf, wordTimes } from "./waits.js";

/** Options of {@link readingWait}. */
export interface ReadingWaitOptions {
  /** @default 240 */
  readonly wordsPerMinute?: number;
}

/** How often and how long a reader waited for one answer. Null is not known, and `reason` says why. */
export interface ReadingWait {
  readonly kind: "reading-wait";
  readonly wordsPerMinute: number;
  /** Words of the visible answer. */
  readonly words: number | null;
  /** From when its first word was there whole to when its last one was. */
  readonly answerMs: number | null;
  /** How much of `answerMs` the reader had caught up and waited. */
  readonly waitMs: number | null;
  /** `waitMs` / `answerMs`, from 0 to 1; null where all words came at one instant, and there was nothing to wait for. */
  readonly share: number | null;
  /** How often the next word was not there. */
  readonly stalls: number | null;
  /** The longest of these waits; 0 without any. */
  readonly longestWaitMs: number | null;
  readonly reason: string | null;
}

/** The reading speed of the metric `readingWaitMs`. */
export const USUAL_WORDS_PER_MINUTE = 240;

const readingWaitOptions = settings({
  wordsPerMinute: v.optional(positiveNumber, USUAL_WORDS_PER_MINUTE),
} satisfies FieldsOf<ReadingWaitOptions>);

/**
 * What a reader feels: how much of the time in which an answer appears a reader of one speed has caught up with it and waits.
 *
 * The reader begins with the first visible word, takes 60 / `wordsPerMinute` seconds for each, and begins a word when the one before it is
 * read and all of it has arrived. Words are those of Unicode's word boundaries (UAX #29), so of any script; reasoning and tool calls are
 * not visible. The time before the first word is not in it: that is the time to first answer token. Milliseconds; a share from 0 to 1.
 * An answer whose text or stream was not kept has nulls with the reason. Pure.
 *
 * 240 words per minute: adults read 238 a minute of English nonfiction in silence (Brysbaert 2019, Journal of Memory and Language 109,
 * 104047).
 * @throws when it is given no trial, or a speed that is not above 0.
 * @example
 * (await run.trials()).map((one) => bb.inspect.readingWait(one, { wordsPerMinute: 300 }).waitMs);
 */
export function readingWait(trial: Trial, options: ReadingWaitOptions = {}): ReadingWait {
  checkTrial("inspect.readingWait", trial);
  const { wordsPerMinute } = checkedOptions("inspect.readingWait", readingWaitOptions, options);
  const times = wordTimes(trial);
  const none = { words: null, answerMs: null, waitMs: null, share: null, stalls: null, longestWaitMs: null };
  if (times.atMs === null) return { kind: "reading-wait", wordsPerMinute, ...none, reason: times.reason };
  const { atMs } = times;
  const answerMs = (atMs.at(-1) ?? 0) - (atMs[0] ?? 0);
  const waits = waitsOf(atMs, 60_000 / wordsPerMinute);
  const share = answerMs > 0 ? waits.waitMs / answerMs : null;
  return { kind: "reading-wait", wordsPerMinute, words: atMs.length, answerMs, ...waits, share, reason: null };
}
