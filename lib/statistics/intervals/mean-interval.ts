import { mean, sampleStandardDeviation } from "simple-statistics";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { studentReach } from "../distributions.js";
import { inGivenUnit, inOwnUnit } from "../own-unit.js";
import { type ConfidenceOptions, confidenceOf, type Interval } from "./interval.js";

/** A mean and Student's interval for it, in the unit of the values. */
export interface MeanInterval extends Interval {
  readonly n: number;
  readonly mean: number;
  /** Of the sample (n - 1 below). */
  readonly standardDeviation: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly confidence: number;
}

/**
 * Student's t interval for a mean of independent values, such as the results of repeated runs.
 *
 * Exact for normal values from two on; skewed ones such as latencies need about 50 (docs/simulation-study.md).
 * Trials of one run are not independent (same prompts, same minute): take the runs as values, or `clusteredMean`. Throws
 * RangeError for fewer than two values, for values that are not finite and for a confidence outside 0 to 1.
 *
 * Source: Student (1908), The probable error of a mean, Biometrika 6(1), 1-25.
 *
 * @example
 * bb.stats.meanInterval([150, 152, 148, 155, 151]).mean; // => 151.2
 */
export function meanInterval(values: Values, options: ConfidenceOptions = {}): MeanInterval {
  const confidence = confidenceOf("meanInterval", options);
  const { unit, values: inUnit } = inOwnUnit(checkedValues(values, "values", 2));
  const own = Array.from(inUnit);
  const n = own.length;
  const center = mean(own);
  const standardDeviation = sampleStandardDeviation(own);
  const standardError = standardDeviation / Math.sqrt(n);
  const reach = studentReach(confidence, n - 1) * standardError;
  return {
    n,
    mean: inGivenUnit(center, unit),
    standardDeviation: inGivenUnit(standardDeviation, unit),
    standardError: inGivenUnit(standardError, unit),
    degreesOfFreedom: n - 1,
    confidence,
    low: inGivenUnit(center - reach, unit),
    high: inGivenUnit(center + reach, unit),
  };
}
