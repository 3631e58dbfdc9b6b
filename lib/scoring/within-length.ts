import * as v from "valibot";
import { checkText } from "../arguments/check-values.js";
import { checkedOptions, settings } from "../arguments/options.js";

/** What an answer may not exceed; each limit is optional. */
export interface LengthLimits {
  readonly maxWords?: number;
  readonly maxCharacters?: number;
  readonly maxSentences?: number;
}

const isLimit = (value: unknown) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 1);
const limit = v.optional(v.custom<number>(isLimit, "a whole number of at least 1"), Infinity);
const lengthLimits = settings({ maxWords: limit, maxCharacters: limit, maxSentences: limit });

/** What `withinLength` counted, and which limits were exceeded. */
export interface LengthCheck {
  readonly within: boolean;
  readonly words: number;
  readonly characters: number;
  readonly sentences: number;
  readonly exceeded: readonly (keyof LengthLimits)[];
}

/**
 * Counts words, characters and sentences of an answer and holds them to limits.
 *
 * Counted by the rules of Unicode (UAX 29, through Intl.Segmenter in English): a word is a segment with a letter or digit,
 * so "fine-tuning" is two and "don't" is one; a character is what a reader sees as one, so a flag is one; spaces at both
 * ends do not count; a sentence holds at least one word. Abbreviations with a full stop ("Dr. Who") may count as an end.
 * Throws when a limit is not a whole number from 1 up.
 *
 * @example
 * bb.scores.withinLength("It rains. It pours.", { maxWords: 3 }); // => { "within": false, "words": 4, "characters": 19, "sentences": 2, "exceeded": ["maxWords"] }
 */
export function withinLength(text: string, limits: LengthLimits): LengthCheck {
  checkText("withinLength", "text", text);
  const given = checkedOptions("withinLength", lengthLimits, limits);
  const trimmed = text.trim();
  const words = wordCount(trimmed);
  const characters = segments(trimmed, "grapheme").length;
  const sentences = segments(trimmed, "sentence").filter(({ segment }) => wordCount(segment) > 0).length;
  const counts = { maxWords: words, maxCharacters: characters, maxSentences: sentences } as const;
  const names = ["maxWords", "maxCharacters", "maxSentences"] as const;
  const exceeded = names.filter((name) => counts[name] > given[name]);
  return { within: exceeded.length === 0, words, characters, sentences, exceeded };
}

function wordCount(text: string): number {
  return segments(text, "word").filter(({ isWordLike }) => isWordLike).length;
}

function segments(text: string, granularity: "grapheme" | "word" | "sentence"): Intl.SegmentData[] {
  return [...new Intl.Segmenter("en", { granularity }).segment(text)];
}
