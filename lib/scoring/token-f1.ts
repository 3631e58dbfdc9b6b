import { checkText } from "../arguments/check-values.js";
import { normalizedAnswer } from "./exact-match.js";
import { overlapOf } from "./overlap/ngrams.js";

/**
 * The F1 of shared words between an answer and a reference, 0 to 1: harmonic mean of the share of the answer's words that
 * occur in the reference and the share of the reference's words that occur in the answer. Words are split by spaces after
 * SQuAD's normalization (see `normalizedAnswer`), as in its official script. Nothing shared gives 0, also when a text has no
 * words; two texts that both have none (such as "the" and "a") are the same and give 1, as SQuAD 2.0's script has it.
 *
 * @example
 * bb.scores.tokenF1("Paris, France", "the city of Paris"); // => 0.4
 */
export function tokenF1(text: string, reference: string): number {
  checkText("tokenF1", "text", text);
  checkText("tokenF1", "reference", reference);
  const [given, wanted] = [text, reference].map((one) => normalizedAnswer(one).split(" ").filter(Boolean));
  if (given === undefined || wanted === undefined) return 0;
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const shared = overlapOf(given, wanted, 1);
  return shared === 0 ? 0 : (2 * shared) / (given.length + wanted.length);
}
