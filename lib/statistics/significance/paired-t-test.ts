import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { studentUpperTail } from "../distributions.js";
import { type ConfidenceOptions, confidence, type Interval } from "../intervals/interval.js";
import { meanInterval } from "../intervals/mean-interval.js";
import { alternative, pFromTails, type TestOptions } from "./alternative.js";

/** What Student's test says about paired differences a - b. */
export interface PairedTTest {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly meanDifference: number;
  /** Two-sided interval for the mean difference. */
  readonly interval: Interval;
  /** Cohen's d of the differences: mean / standard deviation. */
  readonly effectSize: number;
}

const testOptions = settings({ alternative, confidence });

/**
 * Student's t test of paired values: is the mean of a - b zero?
 *
 * For differences that are roughly normal, such as logarithms of latencies by prompt. Throws RangeError for fewer than two
 * pairs, samples of different length, values that are not finite, and differences that are all the same (t is not defined).
 *
 * Source: Student (1908), The probable error of a mean, Biometrika 6(1), 1-25, whose sleep data give t = -4.0621.
 *
 * @example
 * bb.stats.pairedTTest([5, 7, 6, 10], [4, 5, 5, 8]).degreesOfFreedom; // => 3
 */
export function pairedTTest(a: Values, b: Values, options: ConfidenceOptions & TestOptions = {}): PairedTTest {
  const { alternative, confidence } = checkedOptions("pairedTTest", testOptions, options);
  const differences = pairedDifferences(a, b, 2);
  const { mean, standardError, standardDeviation, degreesOfFreedom, low, high } = meanInterval(differences, {
    confidence,
  });
  if (standardDeviation === 0 || differByRounding(differences, a, b))
    throw new RangeError("expected differences that vary, got all the same: t is not defined");
  const t = mean / standardError;
  const upper = studentUpperTail(t, degreesOfFreedom);
  return {
    t,
    degreesOfFreedom,
    p: pFromTails(alternative, studentUpperTail(-t, degreesOfFreedom), upper),
    meanDifference: mean,
    interval: { low, high },
    effectSize: mean / standardDeviation,
  };
}

/** Whether differences that are equal on paper, such as 1.1 - 1 and 2.1 - 2, vary by no more than their rounding. */
function differByRounding(differences: Float64Array, a: Values, b: Values): boolean {
  const size = [...a, ...b].reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const [low, high] = differences.reduce(
    ([min, max], x) => [Math.min(min, x), Math.max(max, x)],
    [Infinity, -Infinity],
  );
  return high - low <= 2 * Number.EPSILON * size;
}

/** a - b, pair by pair; throws RangeError when the samples are not of one length or too short. */
export function pairedDifferences(a: Values, b: Values, atLeast = 1): Float64Array {
  const first = checkedValues(a, "a", atLeast);
  const second = checkedValues(b, "b", atLeast);
  if (first.length !== second.length) {
    throw new RangeError(`expected as many values in b as in a, got ${second.length} and ${first.length}`);
  }
  return first.map((value, index) => value - (second[index] ?? 0));
}
