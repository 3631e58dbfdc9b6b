import { checkText } from "../arguments/check-values.js";
import { splitWords, withoutLastSpaces } from "../metrics/words.js";
import { ngramCounts, sharedCount } from "./overlap/ngrams.js";
import { type References, referenceList, summed } from "./overlap/references.js";
import { tokenize13a } from "./overlap/tokenize-13a.js";

const highestOrder = 4;

/**
 * BLEU (bilingual evaluation understudy) of one answer, 0 to 100: geometric mean of the shares of its runs of 1 to 4 words
 * that occur in a reference, times a penalty for being shorter than the reference.
 *
 * Papineni and others 2002; equal to `sentence_bleu` of sacreBLEU 2.6.0 (signature
 * `case:mixed|eff:yes|tok:13a|smooth:exp`). BLEU was made for whole corpora: use `corpusBleu` for a set of answers.
 * Several references may be given as a list. Throws when the list is empty.
 *
 * @example
 * bb.scores.bleu("nothing of it", "is in there"); // => 0
 */
export function bleu(text: string, reference: References): number {
  checkText("bleu", "text", text);
  return fromStatistics(statistics(text, referenceList("bleu", reference)), true);
}

/**
 * BLEU of a set of answers, 0 to 100: the counts of all answers are summed before the score is taken. Equal to
 * `corpus_bleu` of sacreBLEU 2.6.0 (`case:mixed|eff:no|tok:13a|smooth:exp`).
 * Throws when there are no texts or not one entry of references for each.
 *
 * @example
 * bb.scores.corpusBleu(["a b c d e"], ["v w x y z"]); // => 0
 */
export function corpusBleu(texts: readonly string[], references: readonly References[]): number {
  return fromStatistics(summed("corpusBleu", texts, references, statistics), false);
}

/** Length of the answer and of the closest reference, then the shared and all n-grams of orders 1 to 4. */
function statistics(text: string, references: readonly string[]): readonly number[] {
  const tokens = words(text);
  const wanted = references.map(words);
  const correct: number[] = [];
  const total: number[] = [];
  for (let order = 1; order <= highestOrder; order++) {
    correct.push(sharedCount(ngramCounts(tokens, order), largestCounts(wanted, order)));
    total.push(Math.max(0, tokens.length - order + 1));
  }
  const lengths = wanted.map((reference) => reference.length);
  return [tokens.length, closest(lengths, tokens.length), ...correct, ...total];
}

function fromStatistics(numbers: readonly number[], effectiveOrder: boolean): number {
  const [given = 0, wanted = 0] = numbers;
  const correct = numbers.slice(2, 2 + highestOrder);
  const total = numbers.slice(2 + highestOrder);
  if (correct.every((count) => count === 0)) return 0;
  const usable = total.filter((count) => count > 0).length;
  if (usable < highestOrder && !effectiveOrder) return 0;
  let halvings = 1;
  let logarithms = 0;
  for (let order = 0; order < usable; order++) {
    const [shared, all] = [correct[order] ?? 0, total[order] ?? 1];
    // Smoothing "exp" (NIST's mteval-v13a): the first order without a match counts half a match, the next a quarter …
    if (shared === 0) halvings *= 2;
    logarithms += Math.log(shared === 0 ? 100 / (halvings * all) : (100 * shared) / all);
  }
  const brevity = given < wanted ? Math.exp(1 - wanted / given) : 1;
  return brevity * Math.exp(logarithms / usable);
}

function words(text: string): readonly string[] {
  return splitWords(tokenize13a(withoutLastSpaces(text)));
}

/** Each n-gram as often as in the reference that has it most often. */
function largestCounts(references: readonly (readonly string[])[], order: number): ReadonlyMap<string, number> {
  const largest = new Map<string, number>();
  for (const reference of references) {
    for (const [key, count] of ngramCounts(reference, order)) largest.set(key, Math.max(count, largest.get(key) ?? 0));
  }
  return largest;
}

/** The length nearest to `wanted`; of two as near, the smaller. */
function closest(lengths: readonly number[], wanted: number): number {
  const byDistance = [...lengths].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b);
  return byDistance[0] ?? 0;
}
