import { sortedValues, type Values } from "../../arguments/check-numbers.js";
import { normalQuantile } from "../distributions.js";
import { type ConfidenceOptions, confidenceOf, type Interval } from "../intervals/interval.js";
import { subsetSumCounts } from "../significance/rank-sum-counts.js";
import { pairMeans, pairMedian, pairValueAt } from "./pair-order.js";

/** The Hodges-Lehmann estimate of paired differences and its interval, in their unit. */
export interface SignedRankInterval extends Interval {
  readonly n: number;
  readonly estimate: number;
  /** The probability that the interval holds the center; `exact` by counting, else by the normal distribution. */
  readonly coverage: number | null;
  readonly method: "exact" | "normal";
}

/** Beyond this the counts of sums are no longer worth their time. */
const mostExact = 300;

/**
 * A distribution-free interval for the center of paired differences: the shifts that Wilcoxon's signed-rank test accepts.
 *
 * The ends are two of the sorted means of pairs, as far in as the test's exact distribution allows; so interval and test never
 * contradict each other, but that among tied differences an end may be the value that the test rejects. Asks that
 * differences are spread alike to both sides of their center. Null when there are too few differences for the confidence (fewer
 * than 6 for 95 %). Throws RangeError for no values and values that are not finite.
 *
 * Source: Hollander and Wolfe (1999), Nonparametric Statistical Methods, 2nd ed., section 3.3; `conf.int` of R's wilcox.test.
 */
export function signedRankInterval(differences: Values, options: ConfidenceOptions = {}): SignedRankInterval | null {
  const confidence = confidenceOf("signedRankInterval", options);
  const means = pairMeans(sortedValues(differences, "values"));
  const n = differences.length;
  const tail = (1 - confidence) / 2;
  const { cut, lowerTail } = n <= mostExact ? exactCut(n, tail) : normalCut(n, tail);
  if (cut < 1) return null;
  return {
    n,
    estimate: pairMedian(means),
    low: pairValueAt(means, cut),
    high: pairValueAt(means, means.count + 1 - cut),
    coverage: lowerTail === null ? null : 1 - 2 * lowerTail,
    method: lowerTail === null ? "normal" : "exact",
  };
}

/** The largest rank k of averages with P(V <= k - 1) at most `tail`, and that probability. */
function exactCut(n: number, tail: number): { cut: number; lowerTail: number | null } {
  const counts = subsetSumCounts(Array.from({ length: n }, (_, index) => index + 1));
  const all = 2 ** n;
  let cumulative = 0;
  let cut = 0;
  while ((cumulative + (counts[cut] ?? all)) / all <= tail) {
    cumulative += counts[cut] ?? all;
    cut++;
  }
  return { cut, lowerTail: cumulative / all };
}

function normalCut(n: number, tail: number): { cut: number; lowerTail: number | null } {
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  return { cut: Math.floor((n * (n + 1)) / 4 + normalQuantile(tail) * spread), lowerTail: null };
}
