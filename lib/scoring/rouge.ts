import { checkText } from "../arguments/check-values.js";
import { oneOf } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { overlapOf } from "./overlap/ngrams.js";

/** Share of the answer that is in the reference, of the reference that is in the answer, and their harmonic mean; 0 to 1. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

const rougeOptions = settings({ kind: oneOf(1, 2, "L") });

/**
 * ROUGE (recall-oriented understudy for gisting evaluation) of an answer against a reference: shared single words (1), word
 * pairs (2), or the longest common subsequence of words ("L", over the whole text).
 *
 * Lin, "ROUGE: a package for automatic evaluation of summaries", 2004; equal to Google's `rouge-score` 0.1.2 without
 * stemming: lower case, words are runs of a-z and 0-9, so it suits English. Texts without words score 0.
 * Throws for another kind.
 *
 * @example
 * bb.scores.rouge("the cat sat", "the cat sat down", { kind: 2 }).precision; // => 1
 */
export function rouge(text: string, reference: string, options: { readonly kind: 1 | 2 | "L" }): RougeScore {
  checkText("rouge", "text", text);
  checkText("rouge", "reference", reference);
  const { kind } = checkedOptions("rouge", rougeOptions, options);
  const [given, wanted] = [words(text), words(reference)];
  if (kind === "L") return score(longestCommon(given, wanted), given.length, wanted.length);
  const pieces = (tokens: readonly string[]) => Math.max(0, tokens.length - kind + 1);
  return score(overlapOf(given, wanted, kind), pieces(given), pieces(wanted));
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

function score(shared: number, given: number, wanted: number): RougeScore {
  const precision = shared / Math.max(given, 1);
  const recall = shared / Math.max(wanted, 1);
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Length of the longest common subsequence, by dynamic programming over two rows. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const token of a) {
    const row = new Uint32Array(b.length + 1);
    for (let at = 1; at <= b.length; at++) {
      const diagonal = above[at - 1] ?? 0;
      row[at] = token === b[at - 1] ? diagonal + 1 : Math.max(above[at] ?? 0, row[at - 1] ?? 0);
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
