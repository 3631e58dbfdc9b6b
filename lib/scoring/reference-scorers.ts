import * as v from "valibot";
import { functionOf, numberFrom, oneOf } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { bleu } from "./bleu.js";
import { chrf } from "./chrf.js";
import { exactMatch } from "./exact-match.js";
import { rouge } from "./rouge.js";
import { type Answer, type Judgment, type MaybePromise, type Scorer, scorer } from "./scorer.js";
import { semanticSimilarity } from "./semantic-similarity.js";
import type { Embed } from "./sentence-encoder.js";
import { tokenF1 } from "./token-f1.js";

/** Options of the scorers that compare an answer with the case's `expected`. */
export interface ReferenceScorerOptions {
  /** An answer of at least this value passes; without it nothing passes or fails. */
  readonly atLeast?: number;
}

const atLeast = v.optional(numberFrom(0, 1));
const scorerOptions = settings({ atLeast });
const semanticOptions = settings({ atLeast, embed: v.optional(functionOf<Embed>()) });
const rougeOptions = settings({ atLeast, kind: v.optional(oneOf(1, 2, "L"), "L") });

/**
 * Scores by `semanticSimilarity` to the case's expected answer; null where none is expected.
 *
 * @example
 * bb.scores.semanticSimilarityScorer({ atLeast: 0.7 }).name; // => "semanticSimilarity"
 */
export function semanticSimilarityScorer(options: ReferenceScorerOptions & { readonly embed?: Embed } = {}): Scorer {
  const { atLeast, embed } = checkedOptions("semanticSimilarityScorer", semanticOptions, options);
  return againstReference("semanticSimilarity", atLeast, (text, expected) =>
    semanticSimilarity(text, expected, embed === undefined ? {} : { embed }),
  );
}

/**
 * Scores 1 or 0 by `exactMatch` with the case's expected answer; null where none is expected.
 *
 * @example
 * bb.scores.exactMatchScorer().name; // => "exactMatch"
 */
export function exactMatchScorer(): Scorer {
  return againstReference("exactMatch", 1, (text, expected) => (exactMatch(text, expected) ? 1 : 0));
}

/**
 * Scores by `tokenF1` with the case's expected answer; null where none is expected.
 *
 * @example
 * bb.scores.tokenF1Scorer().name; // => "tokenF1"
 */
export function tokenF1Scorer(options: ReferenceScorerOptions = {}): Scorer {
  const { atLeast } = checkedOptions("tokenF1Scorer", scorerOptions, options);
  return againstReference("tokenF1", atLeast, tokenF1);
}

/**
 * Scores by the F1 of `rouge` with the case's expected answer, by default ROUGE-L; null where none is expected.
 *
 * @example
 * bb.scores.rougeScorer({ kind: 2 }).name; // => "rouge2"
 */
export function rougeScorer(options: ReferenceScorerOptions & { readonly kind?: 1 | 2 | "L" } = {}): Scorer {
  const { atLeast, kind } = checkedOptions("rougeScorer", rougeOptions, options);
  return againstReference(`rouge${kind}`, atLeast, (text, expected) => rouge(text, expected, { kind }).f1);
}

/**
 * Scores by `bleu` with the case's expected answer, divided by 100; null where none is expected.
 *
 * @example
 * bb.scores.bleuScorer({ atLeast: 0.3 }).name; // => "bleu"
 */
export function bleuScorer(options: ReferenceScorerOptions = {}): Scorer {
  const { atLeast } = checkedOptions("bleuScorer", scorerOptions, options);
  return againstReference("bleu", atLeast, (text, expected) => Math.min(1, bleu(text, expected) / 100));
}

/**
 * Scores by `chrf` with the case's expected answer, divided by 100; null where none is expected.
 *
 * @example
 * bb.scores.chrfScorer().name; // => "chrf"
 */
export function chrfScorer(options: ReferenceScorerOptions = {}): Scorer {
  const { atLeast } = checkedOptions("chrfScorer", scorerOptions, options);
  return againstReference("chrf", atLeast, (text, expected) => chrf(text, expected) / 100);
}

function againstReference(
  name: string,
  atLeast: number | undefined,
  compare: (text: string, expected: string) => MaybePromise<number | null>,
): Scorer {
  return scorer(name, async ({ text, case: { expected } }: Answer): Promise<Judgment> => {
    const value = expected === null ? null : await compare(text, expected);
    if (value === null) return { value, passed: null, reason: "the case has no expected answer" };
    const reason = `${name} ${value.toFixed(3)}${atLeast === undefined ? "" : `, at least ${atLeast} passes`}`;
    return { value, passed: atLeast === undefined ? null : value >= atLeast, reason };
  });
}
