import { checkList } from "../../arguments/check-values.js";
import { describeValue } from "../../arguments/describe-value.js";
import { studentReach } from "../distributions.js";
import { clusteredMean } from "./clustered-mean.js";
import { fewestClusters, tooFewClusters } from "./clusters.js";
import { type ConfidenceOptions, confidenceOf, type Interval } from "./interval.js";
import { scoreInterval, wilsonInterval } from "./wilson-interval.js";

/** How many answers passed, when prompts were asked repeatedly. Shares from 0 to 1. */
export interface ClusteredRate {
  readonly successes: number;
  readonly n: number;
  readonly clusters: number;
  readonly rate: number;
  /** The number of independent answers that would be as informative; at most n, and as few as the prompts when repetitions always agree. */
  readonly effectiveN: number;
  /** Null below ten prompts that were asked more than once. */
  readonly interval: Interval | null;
  /** Why there is no interval; null when there is one. */
  readonly reason: string | null;
  readonly method: "wilson" | "clustered wilson";
}

/**
 * An interval for a rate of pass and fail, when prompts were asked repeatedly: repetitions of a prompt are not new prompts.
 *
 * One answer a prompt: Wilson's interval. Otherwise Wilson's formula with the number of answers that would be as sure if they were
 * independent (rate (1 - rate) / cluster-robust variance), and Student's t of G - 1 degrees of freedom for G prompts. Wilson's
 * interval over five answers a prompt that agree holds the truth 61 % of the time, this one about 95 %, and more with few
 * prompts (docs/simulation-study.md). `clusters` holds a label (the prompt's id) for each answer. Throws RangeError for no
 * answers and labels that do not match.
 *
 * Source: Dean and Pagano (2015), Evaluating confidence interval methods for binomial proportions in clustered surveys, Journal
 * of Survey Statistics and Methodology 3(4), 484-503; Korn and Graubard (1998), Survey Methodology 24(2), 193-201.
 *
 * @example
 * bb.stats.clusteredRate([true, true, false], ["a", "b", "c"]).method; // => "wilson"
 */
export function clusteredRate(
  passed: readonly boolean[],
  clusters: readonly (string | number)[],
  options: ConfidenceOptions = {},
): ClusteredRate {
  const confidence = confidenceOf("clusteredRate", options);
  checkList("clusteredRate", "passed", passed, "a list of true and false");
  const odd = passed.findIndex((one) => typeof one !== "boolean");
  if (odd >= 0)
    throw new TypeError(`clusteredRate expected passed[${odd}] to be true or false, got ${describeValue(passed[odd])}`);
  const found = clusteredMean(passed.map(Number), clusters, { confidence });
  const { n, mean: rate, clusters: count, standardErrorSmallSample } = found;
  const successes = passed.filter(Boolean).length;
  if (count === n) {
    const { low, high } = wilsonInterval(successes, n, { confidence });
    return { successes, n, clusters: n, rate, effectiveN: n, interval: { low, high }, reason: null, method: "wilson" };
  }
  const effectiveN = Math.min(n, independentAnswers(rate, standardErrorSmallSample ?? 0, count));
  const enough = count >= fewestClusters;
  return {
    ...{ successes, n, clusters: count, rate, effectiveN, method: "clustered wilson" },
    interval: enough ? scoreInterval(rate, effectiveN, studentReach(confidence, count - 1)) : null,
    reason: enough ? null : tooFewClusters(count),
  };
}

/** If no prompt differs from another, the data do not show how alike repetitions are: then a prompt counts once. */
function independentAnswers(rate: number, standardError: number, clusters: number): number {
  return standardError > 0 ? (rate * (1 - rate)) / standardError ** 2 : clusters;
}
