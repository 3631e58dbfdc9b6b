import { checkText } from "../arguments/check-values.js";
import { splitWords } from "../metrics/words.js";
import { ngramCounts, sharedCount } from "./overlap/ngrams.js";
import { type References, referenceList, summed } from "./overlap/references.js";

const highestOrder = 6;
/** Recall counts twice as much as precision, hence chrF2. */
const beta = 2;

/**
 * chrF2 (character n-gram F-score) of one answer, 0 to 100: how many runs of 1 to 6 characters, spaces aside, it shares with
 * a reference, recall counting twice. It needs no words, so it suits any language and forgives endings.
 *
 * Popović 2015; equal to `sentence_chrf` of sacreBLEU 2.6.0 (signature `case:mixed|eff:yes|nc:6|nw:0|space:no`).
 * Of several references the best one counts. Throws when the list is empty.
 *
 * @example
 * bb.scores.chrf("same", "same"); // => 100
 */
export function chrf(text: string, reference: References): number {
  checkText("chrf", "text", text);
  return fromStatistics(statistics(text, referenceList("chrf", reference)));
}

/**
 * chrF2 of a set of answers, 0 to 100: the counts of all answers are summed before the score is taken. Equal to
 * `corpus_chrf` of sacreBLEU 2.6.0. Throws when there are no texts or not one entry of references for each.
 *
 * @example
 * bb.scores.corpusChrf(["abc", "abc"], ["abc", "xyz"]); // => 50
 */
export function corpusChrf(texts: readonly string[], references: readonly References[]): number {
  return fromStatistics(summed("corpusChrf", texts, references, statistics));
}

/** For each order the n-grams of the answer, of the reference, and shared; of the reference with the best score. */
function statistics(text: string, references: readonly string[]): readonly number[] {
  const given = counts(text);
  let best: readonly number[] = [];
  for (const reference of references) {
    const numbers = counts(reference).flatMap((wanted, at) => {
      const mine = given[at] ?? new Map<string, number>();
      return [wanted.size === 0 ? 0 : size(mine), size(wanted), sharedCount(mine, wanted)];
    });
    if (best.length === 0 || fromStatistics(numbers) > fromStatistics(best)) best = numbers;
  }
  return best;
}

/** Precision and recall are averaged over the orders that both sides have, then combined. */
function fromStatistics(numbers: readonly number[]): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let at = 0; at < highestOrder; at++) {
    const [given = 0, wanted = 0, shared = 0] = numbers.slice(3 * at, 3 * at + 3);
    if (given === 0 || wanted === 0) continue;
    precision += shared / given;
    recall += shared / wanted;
    orders++;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (100 * (1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall);
}

function counts(text: string): readonly Map<string, number>[] {
  const characters = [...splitWords(text).join("")];
  return Array.from({ length: highestOrder }, (_, at) => ngramCounts(characters, at + 1, ""));
}

function size(ngrams: ReadonlyMap<string, number>): number {
  return [...ngrams.values()].reduce((sum, count) => sum + count, 0);
}
