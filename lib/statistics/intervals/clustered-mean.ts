import { mean, sampleStandardDeviation, sum } from "simple-statistics";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { studentReach } from "../distributions.js";
import { inGivenUnit, inOwnUnit } from "../own-unit.js";
import { fewestClusters, tooFewClusters, valuesByCluster } from "./clusters.js";
import { type ConfidenceOptions, confidenceOf, type Interval } from "./interval.js";

/** A mean of values that belong together in clusters, and how sure it is. */
export interface ClusteredMean {
  readonly mean: number;
  readonly n: number;
  readonly clusters: number;
  /** Cluster-robust (CR0): what the clusters' totals vary. Null for fewer than two clusters. */
  readonly standardError: number | null;
  /** The same times sqrt(G / (G - 1)) for G clusters (CR1). */
  readonly standardErrorSmallSample: number | null;
  /** As if the values were independent: shown to see what clustering costs, not to be used. */
  readonly naiveStandardError: number | null;
  /** With the small-sample standard error and Student's t of G - 1 degrees of freedom; null below ten clusters. */
  readonly interval: Interval | null;
  /** Why there is no interval; null when there is one. */
  readonly reason: string | null;
}

/**
 * The mean of repeated trials of the same prompts, with standard errors that know that repetitions are not new prompts.
 *
 * Five answers to one prompt tell about that prompt, not about prompts; treating them as five prompts makes errors too
 * small. Ten prompts are enough where prompts differ evenly, about 30 where they are skewed (docs/simulation-study.md).
 * `clusters` holds a label (the prompt's id) for each value. Unit of the values. Throws RangeError for no values,
 * values that are not finite and labels that do not match.
 *
 * Source: Liang and Zeger (1986), Biometrika 73(1), 13-22; for evaluations of language models Miller (2024), Adding Error
 * Bars to Evals, arXiv:2411.00640.
 *
 * @example
 * bb.stats.clusteredMean([1, 0, 1, 1], ["a", "a", "b", "b"]).mean; // => 0.75
 */
export function clusteredMean(
  values: Values,
  clusters: readonly (string | number)[],
  options: ConfidenceOptions = {},
): ClusteredMean {
  const confidence = confidenceOf("clusteredMean", options);
  const { unit, values: own } = inOwnUnit(checkedValues(values, "values"));
  const groups = valuesByCluster(own, clusters);
  const all = groups.flat();
  const n = all.length;
  const count = groups.length;
  const center = mean(all);
  const squares = sum(groups.map((members) => sum(members.map((value) => value - center)) ** 2));
  const standardError = count < 2 ? null : Math.sqrt(squares) / n;
  const smallSample = standardError === null ? null : standardError * Math.sqrt(count / (count - 1));
  const enough = smallSample !== null && count >= fewestClusters;
  const reach = enough ? studentReach(confidence, count - 1) * smallSample : null;
  return {
    mean: inGivenUnit(center, unit),
    n,
    clusters: count,
    standardError: standardError === null ? null : inGivenUnit(standardError, unit),
    standardErrorSmallSample: smallSample === null ? null : inGivenUnit(smallSample, unit),
    naiveStandardError: n < 2 ? null : inGivenUnit(sampleStandardDeviation(all) / Math.sqrt(n), unit),
    interval:
      reach === null ? null : { low: inGivenUnit(center - reach, unit), high: inGivenUnit(center + reach, unit) },
    reason: enough ? null : tooFewClusters(count),
  };
}
