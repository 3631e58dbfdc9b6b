import * as v from "valibot";
import { checkList } from "../../arguments/check-values.js";
import { describeValue } from "../../arguments/describe-value.js";
import { oneOf, share } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { studentReach } from "../distributions.js";
import { clusteredMean } from "../intervals/clustered-mean.js";
import { fewestClusters } from "../intervals/clusters.js";
import { type ConfidenceOptions, confidence, type Interval } from "../intervals/interval.js";
import { quantileOfSorted } from "../quantile.js";

/** What should be known how well before a measurement ends. */
export interface FixedWidthOptions extends ConfidenceOptions {
  /** `mean` by default. */
  readonly statistic?: StoppedStatistic;
  /** How far each end of the interval may be from the estimate, as a share of it: 0.05 is 5 %. */
  readonly within: number;
}

/** What a measurement can be stopped for. */
export type StoppedStatistic = "mean" | "p50" | "p90" | "p95";

/** A look at the rounds so far. */
export interface FixedWidthLook {
  /** True when the interval is as narrow as asked. */
  readonly enough: boolean;
  readonly rounds: number;
  readonly cases: number;
  readonly estimate: number | null;
  readonly interval: Interval | null;
  /** The farther end of the interval, as a share of the estimate; null without an interval or for an estimate of 0. */
  readonly width: number | null;
  /** Why it is enough or not, in words. */
  readonly reason: string;
}

const fixedWidthOptions = settings({
  statistic: v.optional(oneOf("mean", "p50", "p90", "p95"), "mean"),
  within: share,
  confidence,
});

/** A measurement that ends when its interval is narrow favors those that are narrow by chance: a quarter of the error is kept for that. */
const keptForStopping = 0.75;

/** Fewer rounds do not end a measurement, nor fewer cases; with these the simulated intervals held the truth in 93 to 97 %. */
export const fewestRounds = 3;
const fewestCases = { mean: 10, p50: 20, p90: 40, p95: 60 } as const;
const shares = { p50: 0.5, p90: 0.9, p95: 0.95 } as const;

/**
 * Has enough been measured? Looks at the values of the rounds so far, one for each case and null where it failed, and says whether the
 * interval is narrow enough to stop.
 *
 * Cases are the unit: repetitions of a prompt are no new prompts, so more rounds narrow the interval only as far as the cases agree.
 * A mean has its clustered interval. A quantile has Woodruff's: the error of the share of values below it, clustered by case, turned
 * into values. Whoever stops when an interval is narrow favors those that are narrow by chance, so a quarter of the chance to err is
 * held back for it; with three rounds and 10 cases for a mean, 20 for p50, 40 for p90 and 60 for p95 the intervals at the stop then
 * hold the truth in 93 to 97 % (docs/simulation-study.md). With fewer it never says enough. Throws RangeError for options out of range
 * and values that are neither finite nor null.
 *
 * Source: Chow and Robbins (1965), Annals of Mathematical Statistics 36(2), 457-462; Woodruff (1952), Confidence intervals for medians
 * and other position measures, JASA 47, 635-646.
 *
 * @example
 * bb.stats.fixedWidthStopping([[10, 12], [11, 12]], { within: 0.05 }).enough; // => false
 */
export function fixedWidthStopping(
  rounds: readonly (readonly (number | null)[])[],
  options: FixedWidthOptions,
): FixedWidthLook {
  const { statistic, within, confidence } = checkedOptions("fixedWidthStopping", fixedWidthOptions, options);
  const { values, labels } = observed(rounds);
  const cases = new Set(labels).size;
  const sure = 1 - (1 - confidence) * keptForStopping;
  const found = cases < fewestClusters ? nothing : estimated(statistic, values, labels, sure);
  const look = { rounds: rounds.length, cases, ...found, width: widthOf(found) };
  const missing = tooFew(statistic, cases, rounds.length);
  if (missing !== null) return { ...look, enough: false, reason: missing };
  if (look.width === null) return { ...look, enough: false, reason: `the ${statistic} has no interval yet` };
  const enough = look.width <= within;
  const judged = enough ? "within" : "not yet within";
  const reason = `the interval of the ${statistic} reaches ${percent(look.width)} from the estimate, ${judged} ${percent(within)}`;
  return { ...look, enough, reason };
}

const percent = (part: number) => `${(100 * part).toFixed(1)} %`;

interface Estimated {
  readonly estimate: number | null;
  readonly interval: Interval | null;
}

const nothing: Estimated = { estimate: null, interval: null };

function tooFew(statistic: StoppedStatistic, cases: number, rounds: number): string | null {
  const few = fewestCases[statistic];
  if (cases < few) return `${cases} cases are too few to stop by the ${statistic}: at least ${few} are needed`;
  if (rounds < fewestRounds) return `${rounds} rounds are too few to stop: at least ${fewestRounds} are needed`;
  return null;
}

function widthOf({ estimate, interval }: Estimated): number | null {
  if (estimate === null || estimate === 0 || interval === null) return null;
  return Math.max(interval.high - estimate, estimate - interval.low) / Math.abs(estimate);
}

function estimated(statistic: StoppedStatistic, values: number[], labels: number[], confidence: number): Estimated {
  if (statistic !== "mean") return ofQuantile(values, labels, shares[statistic], confidence);
  const { mean, interval } = clusteredMean(values, labels, { confidence });
  return { estimate: mean, interval };
}

function ofQuantile(values: number[], labels: number[], p: number, confidence: number): Estimated {
  const sorted = Float64Array.from(values).sort();
  const estimate = quantileOfSorted(sorted, p, { type: 7 });
  const below = values.map((value) => (value <= estimate ? 1 : 0));
  const { standardErrorSmallSample: error, clusters } = clusteredMean(below, labels);
  const reach = studentReach(confidence, clusters - 1) * (error ?? 0);
  const n = values.length;
  const [low, high] = [p - reach, p + reach];
  if (low * n < 1 || high * n > n - 1 || !(reach > 0)) return { estimate, interval: null };
  return {
    estimate,
    interval: { low: quantileOfSorted(sorted, low, { type: 7 }), high: quantileOfSorted(sorted, high, { type: 7 }) },
  };
}

function observed(rounds: readonly (readonly (number | null)[])[]) {
  checkList("fixedWidthStopping", "rounds", rounds, "a list with the values of each round, one for each case");
  const values: number[] = [];
  const labels: number[] = [];
  rounds.forEach((round, at) => {
    checkList("fixedWidthStopping", `rounds[${at}]`, round, "a list with one value for each case");
    round.forEach((value, index) => {
      if (value === null) return;
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `fixedWidthStopping expected rounds[${at}] to hold finite numbers or null, got ${describeValue(value)} at index ${index}`,
        );
      }
      values.push(value);
      labels.push(index);
    });
  });
  return { values, labels };
}
