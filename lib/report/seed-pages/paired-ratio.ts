import { median } from "simple-statistics";
import type { ComparedMetric } from "../../metrics/compare/comparison.js";
import { pairCases } from "../../metrics/compare/paired-cases.js";
import { quantileInterval, valuesForQuantileInterval } from "../../statistics/intervals/quantile-interval.js";
import type { Trial } from "../../types.js";
import { numberText } from "../number-text.js";

/** How many times the baseline's value another arm's is, prompt by prompt: the median over prompts and how sure it is. */
export interface PairedRatio {
  readonly ratio: number;
  /** 95 %, distribution-free; null with fewer prompts than it needs. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly prompts: number;
}

/**
 * The ratio of two arms of a run in one metric, paired by prompt and repetition. Each prompt gives one number, the mean over
 * its repetitions of log(candidate / baseline); the median of these has an interval whatever their distribution, from six
 * prompts on. Null when no pair has a value on both sides.
 */
export function pairedRatio(
  trials: readonly Trial[],
  baseline: string,
  candidate: string,
  metric: ComparedMetric,
): PairedRatio | null {
  const of = (name: string) => trials.filter((trial) => trial.target === name);
  const { logRatios } = pairCases(of(baseline), of(candidate), metric);
  if (logRatios.length === 0) return null;
  const found = quantileInterval(logRatios, 0.5);
  return {
    ratio: Math.exp(median([...logRatios])),
    interval: found.kind === "interval" ? { low: Math.exp(found.low), high: Math.exp(found.high) } : null,
    prompts: logRatios.length,
  };
}

/** Whether the interval of a ratio leaves out 1: false also when there is no interval. */
export const isShown = ({ interval }: PairedRatio): boolean =>
  interval !== null && (interval.low > 1 || interval.high < 1);

/**
 * How sure a ratio is, in words for brackets.
 *
 * @example surenessText({ ratio: 2, interval: { low: 1.5, high: 2.5 }, prompts: 6 }); // => "median of 6 prompts, 95 % interval 1.5 to 2.5"
 */
export function surenessText({ interval, prompts }: PairedRatio): string {
  const of = prompts === 1 ? "1 prompt" : `median of ${prompts} prompts`;
  if (interval !== null) return `${of}, 95 % interval ${numberText(interval.low)} to ${numberText(interval.high)}`;
  return `${of}; an interval needs ${valuesForQuantileInterval(0.5)}`;
}
