import { checkOptions, type SettingNames } from "../../arguments/checks.js";
import { checkedCount, checkedShare } from "../../arguments/values.js";
import { normalQuantile, normalReach } from "../distributions.js";
import { fewestClusters } from "../intervals/clusters.js";
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
  checkOptions("planSampleSize", question, questionNames);
  const { delta, power = 0.8, confidence = 0.95 } = question;
  if (!Number.isFinite(delta) || delta === 0)
    throw new RangeError(`expected delta to be a number other than 0, got ${delta}`);
  const repetitions = checkedCount(question.repetitions ?? 1, "repetitions", 1);
  const level = normalReach(checkedShare(confidence, "confidence"));
  const reach = level + normalQuantile(checkedShare(power, "power"));
  const within =
    variance(question.sigma2Baseline ?? 0, "sigma2Baseline") +
    variance(question.sigma2Candidate ?? 0, "sigma2Candidate");
  const total = variance(question.omega2, "omega2") + within / repetitions;
  const needed = forTest(question.test ?? "normal", (reach ** 2 * total) / delta ** 2, level);
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
  if (test === "normal") return prompts;
  if (test === "signed-rank") return (prompts + level ** 2 / 2) / leastRankEfficiency;
  throw new RangeError(`expected test "normal" or "signed-rank", got ${String(test)}`);
}

function variance(value: number, name: string): number {
  if (typeof value !== "number" || !(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`expected ${name} to be a number from 0, got ${String(value)}`);
  return value;
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

const questionNames: SettingNames<SampleSizeQuestion> = {
  delta: true,
  omega2: true,
  sigma2Baseline: true,
  sigma2Candidate: true,
  repetitions: true,
  power: true,
  confidence: true,
  test: true,
};
