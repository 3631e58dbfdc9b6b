import { mean, sampleStandardDeviation } from "simple-statistics";
import * as v from "valibot";
import { checkedCount, checkedValues, type Values } from "../../arguments/check-numbers.js";
import { positiveNumber, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { normalUpperTail, studentQuantile } from "../distributions.js";
import { type ConfidenceOptions, confidence } from "../intervals/interval.js";
import { spendingBoundaries } from "./spending-boundaries.js";

/** How often a comparison is looked at before it ends. */
export interface SequentialOptions extends ConfidenceOptions {
  /** Looks in all, after equal numbers of cases; 100 at most. */
  readonly looks: number;
  /** Differences within this, to either side, do not matter; in the unit of the differences. Then "no-difference" can be shown. */
  readonly margin?: number;
}

/** What a look at a comparison says. */
export type SequentialDecision = "continue" | "different" | "no-difference";

/** A comparison that may be looked at several times without being fooled. */
export interface SequentialComparison {
  /** How many standard errors the mean must be from 0 at each look, for many cases. */
  readonly boundaries: readonly number[];
  /** What the differences so far say, one for each case, at look 1, 2, … */
  decide(differences: Values, look: number): SequentialDecision;
  /** The interval of the mean difference that belongs to this look: of all looks together it holds it with the confidence. */
  interval(differences: Values, look: number): { readonly low: number; readonly high: number } | null;
}

const sequentialOptions = settings({
  looks: wholeNumber(1, 100),
  confidence,
  margin: v.optional(positiveNumber),
});

/**
 * Stops a paired comparison early, for a difference or for none that matters, and keeps its error over all looks together.
 *
 * Who tests at 5 % after each of 20 parts of the data calls equal arms different in about 25 %. Here the 5 % are spent over the looks,
 * little of it early (Lan and DeMets with O'Brien-Fleming's shape), so the last look costs hardly more than a single test would. With
 * few cases the mean follows Student's t: a boundary of z asks for the t that is as improbable.
 *
 * "different": the interval that belongs to this look does not hold 0. "no-difference": it is inside the margin; without a margin
 * the last look says it when no difference was seen. With a margin a last look may show neither: then it says "continue", and only
 * more cases in a new comparison can tell. Fewer than two cases always continue. Throws RangeError for options out of range, for a
 * look that was not planned and for differences that are not finite.
 *
 * Source: Lan and DeMets (1983), Biometrika 70(3), 659-663; intervals at each look: Jennison and Turnbull (2000), Group Sequential
 * Methods with Applications to Clinical Trials, chapters 7 and 9.
 *
 * @example
 * bb.stats.sequentialComparison({ looks: 5 }).decide([1.2, 0.9, 1.1, 1, 0.8, 1.3, 0.9, 1.1], 2); // => "different"
 */
export function sequentialComparison(options: SequentialOptions): SequentialComparison {
  const { looks, confidence, margin } = checkedOptions("sequentialComparison", sequentialOptions, options);
  const boundaries = spendingBoundaries(looks, confidence);
  const seenAt = (differences: Values, look: number) => {
    const boundary = boundaries[checkedCount(look, "look", 1) - 1];
    if (boundary === undefined) throw new RangeError(`expected look to be at most the ${looks} planned, got ${look}`);
    return intervalAt(Array.from(checkedValues(differences, "differences", 0)), boundary);
  };
  return {
    boundaries,
    interval: (differences, look) => {
      const { center, reach } = seenAt(differences, look);
      return reach === Infinity ? null : { low: center - reach, high: center + reach };
    },
    decide: (differences, look) => {
      const { center, reach } = seenAt(differences, look);
      if (margin !== undefined && Math.abs(center) + reach < margin) return "no-difference";
      if (Math.abs(center) > reach) return "different";
      return look === looks && margin === undefined ? "no-difference" : "continue";
    },
  };
}

/** The mean and how far the interval of this look reaches to each side; infinite where the differences do not tell. */
function intervalAt(differences: number[], boundary: number): { readonly center: number; readonly reach: number } {
  const n = differences.length;
  if (n < 2) return { center: 0, reach: Infinity };
  const center = mean(differences);
  const standardError = sampleStandardDeviation(differences) / Math.sqrt(n);
  const tail = normalUpperTail(boundary);
  if (standardError > Math.abs(center) * 1e-12) return { center, reach: -studentQuantile(tail, n - 1) * standardError };
  // All the same: as improbable by chance as n equal signs.
  return { center, reach: 2 ** -n <= tail && center !== 0 ? 0 : Infinity };
}
