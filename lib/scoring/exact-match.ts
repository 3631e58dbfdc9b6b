import { checkText } from "../arguments/check-values.js";
import { splitWords } from "../metrics/words.js";

/**
 * Texts as SQuAD compares them: lower case, no ASCII punctuation, no articles (a, an, the), single spaces. From the
 * official evaluation script of SQuAD (Rajpurkar and others 2016, evaluate-v1.1.py, normalize_answer).
 *
 * @example
 * normalizedAnswer("The  Eiffel Tower!"); // => "eiffel tower"
 */
export function normalizedAnswer(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " ");
  return splitWords(bare).join(" ");
}

/**
 * True when two answers are the same but for case, punctuation, articles and spaces (exact match, EM, of SQuAD).
 *
 * @example
 * bb.scores.exactMatch("The answer: Paris.", "answer Paris"); // => true
 */
export function exactMatch(text: string, reference: string): boolean {
  checkText("exactMatch", "text", text);
  checkText("exactMatch", "reference", reference);
  return normalizedAnswer(text) === normalizedAnswer(reference);
}
