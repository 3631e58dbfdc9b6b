import * as v from "valibot";
import { numberFrom, oneOf, share, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { normalQuantile, normalReach } from "../distributions.js";
import { fewestClusters } from "../intervals/clusters.js";
import { confidence } from "../intervals/interval.js";
import { valuesForQuantileInterval } from "../intervals/quantile-interval.js";

/** What a paired comparison is to see. Variances and `delta` are of one scale: scores, milliseconds, or log milliseconds. */
export interface SampleSizeQuestion {
  /** The smallest difference of means that must be seen. */
  readonly delta: number;
  /** Variance over prompts of the true paired difference (omega squared of Miller 2024). */
  readonly omega2: number;
  /** Variance of one repetition around its prompt's mean, for each arm; 0 by default. */
  readonly sigma2Baseline?: number;
  readonly sigma2Candidate?: number;
  /** Repetitions of each prompt in each arm; 1 by default. */
  readonly repetitions?: number;
  /** Chance of seeing the difference when it is there; 0.8 by default. */
  readonly power?: number;
  /** 1 - the chance of seeing one that is not there; 0.95 by default. */
  readonly confidence?: number;
  /**
   * Which test will look: `normal` is Miller's formula as it stands, for many prompts; `signed-rank` allows for what
   * `compareTargets` does. `normal` by default.
   */
  readonly test?: "normal" | "signed-rank";
}

const otherThanZero = "a number other than 0";

const sampleSizeQuestion = settings({
  delta: v.pipe(v.number(otherThanZero), v.finite(otherThanZero), v.notValue(0, otherThanZero)),
  omega2: numberFrom(0),
  sigma2Baseline: v.optional(numberFrom(0), 0),
  sigma2Candidate: v.optional(numberFrom(0), 0),
  repetitions: v.optional(wholeNumber(1), 1),
  power: v.optional(share, 0.8),
  confidence,
  test: v.optional(oneOf("normal", "signed-rank"), "normal"),
});

/**
 * The least efficiency of the signed-rank test against the t test, whatever the distribution (Hodges and Lehmann 1956). It is
 * 3 / pi for normal differences and above 1 for long tails, but less for short ones: with 3 / pi a plan was half a point of
 * power short where latencies vary evenly between two ends.
 */
const leastRankEfficiency = 108 / 125;

/** How much to measure. */
export interface SampleSizePlan {
  readonly prompts: number;
  readonly repetitions: number;
  readonly trialsPerArm: number;
  /** Percentiles that have a two-sided 95 % interval with this many trials per arm. */
  readonly supportedPercentiles: readonly string[];
}

/**
 * How many prompts a paired comparison needs to see a difference of `delta` with the asked power.
 *
 * n = (z(1 - alpha / 2) + z(power))^2 (omega2 + sigma2Baseline / K + sigma2Candidate / K) / delta^2 for K repetitions: more
 * repetitions only shrink the part of the variance within a prompt. Never fewer than the ten prompts from which
 * an interval exists. The formula takes variances as known and the mean as tested; with `signed-rank` it is divided by the
 * least efficiency of the ranks, 0.864 (Hodges and Lehmann 1956, Annals of Mathematical Statistics 27(2), 324-335), after z^2 / 2
 * prompts were added for the variance that the test has to estimate (Guenther 1981, The American Statistician 35(4), 243-244): so
 * planned, a change is found at least as often as asked, whatever the distribution. Throws RangeError for a delta of
 * 0, negative variances and shares outside 0 to 1.
 *
 * Source: Miller (2024), Adding Error Bars to Evals, arXiv:2411.00640, section 5: 969 for omega2 = 1/9 and delta = 0.03.
 *
 * @example
 * bb.stats.planSampleSize({ delta: 0.03, omega2: 1 / 9, power: 0.8 }).prompts; // => 969
 */
export function planSampleSize(question: SampleSizeQuestion): SampleSizePlan {
  const asked = checkedOptions("planSampleSize", sampleSizeQuestion, question);
  const { delta, repetitions } = asked;
  const level = normalReach(asked.confidence);
  const reach = level + normalQuantile(asked.power);
  const total = asked.omega2 + (asked.sigma2Baseline + asked.sigma2Candidate) / repetitions;
  const needed = forTest(asked.test, (reach ** 2 * total) / delta ** 2, level);
  const prompts = Math.max(fewestClusters, Math.ceil(needed));
  if (!Number.isSafeInteger(prompts * repetitions))
    throw new RangeError(
      `expected a delta that can be seen, got ${delta}: it would take more prompts than can be counted`,
    );
  return {
    prompts,
    repetitions,
    trialsPerArm: prompts * repetitions,
    supportedPercentiles: supported(prompts * repetitions),
  };
}

function forTest(test: "normal" | "signed-rank", prompts: number, level: number): number {
  return test === "normal" ? prompts : (prompts + level ** 2 / 2) / leastRankEfficiency;
}

const percentiles: readonly (readonly [string, number])[] = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p95", 0.95],
  ["p99", 0.99],
  ["p99.9", 0.999],
];

function supported(values: number): string[] {
  return percentiles.filter(([, p]) => values >= valuesForQuantileInterval(p)).map(([name]) => name);
}
