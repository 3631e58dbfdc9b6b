import { mean, sampleStandardDeviation } from "simple-statistics";
import { sortedValues } from "../arguments/check-numbers.js";
import { checkList } from "../arguments/check-values.js";
import { inGivenUnit, inOwnUnit } from "../statistics/own-unit.js";
import { quantileOfSorted } from "../statistics/quantile.js";

/** A percentile that a distribution reports and that needs many values to be known. */
export type TailPercentile = "p90" | "p95" | "p99";

/**
 * How the values of one metric lie. Null where there were too few values to compute it; unit of the metric.
 * `n` values were observed and `missing` were not.
 */
export interface Distribution {
  readonly n: number;
  readonly missing: number;
  readonly mean: number | null;
  /** Of the sample (n - 1 below); null for fewer than two values. */
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Hyndman-Fan type 7: linear between order statistics. */
  readonly percentileMethod: "type 7";
  /** Percentiles that are computed but have no two-sided 95 % distribution-free interval at this n. */
  readonly unsupported: readonly TailPercentile[];
}

/**
 * Values from which a two-sided 95 % distribution-free interval of each percentile exists: the smallest n with
 * p^n <= 0.025. Below it the percentile is little more than the largest value seen.
 */
export const valuesNeeded: Readonly<Record<TailPercentile, number>> = { p90: 36, p95: 72, p99: 368 };

const tailPercentiles: readonly TailPercentile[] = ["p90", "p95", "p99"];

/**
 * The distribution of the observed values: nulls are counted as missing and left out of every number.
 *
 * Throws RangeError for a value that is neither null nor a finite number.
 *
 * @example
 * distributionOf([10, 20, null, 30]).p50; // => 20
 * distributionOf([10, 20, null, 30]).missing; // => 1
 */
export function distributionOf(values: readonly (number | null)[]): Distribution {
  checkList("distributionOf", "values", values, "a list of numbers, with null for what was not observed");
  const observed = values.filter((value): value is number => value !== null);
  const n = observed.length;
  const sorted = n === 0 ? new Float64Array() : sortedValues(observed, "values");
  const { unit, values: inUnit } = inOwnUnit(sorted);
  const own = Array.from(inUnit);
  const at = (p: number) => (n === 0 ? null : quantileOfSorted(sorted, p));
  return {
    n,
    missing: values.length - n,
    mean: n === 0 ? null : inGivenUnit(mean(own), unit),
    standardDeviation: n < 2 ? null : inGivenUnit(sampleStandardDeviation(own), unit),
    min: at(0),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    percentileMethod: "type 7",
    unsupported: tailPercentiles.filter((percentile) => n < valuesNeeded[percentile]),
  };
}
