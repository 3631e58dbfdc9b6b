import { median } from "simple-statistics";
import type { ComparedMetric } from "../metrics/catalogue.js";
import { pairCases } from "../metrics/paired-cases.js";
import { quantileInterval } from "../statistics/intervals/quantile-interval.js";
import type { Trial } from "../types/index.js";

/** How many times the baseline's value another arm's is, prompt by prompt: the median over prompts and how sure it is. */
export interface PairedRatio {
  readonly ratio: number;
  /** 95 %, distribution-free; null with fewer than six prompts. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly prompts: number;
}

/**
 * The ratio of two arms of a run in one metric, paired by prompt and repetition: how large the difference is, where
 * `compareTargets` says whether there is one, which takes ten prompts. Each prompt gives one number, the mean over its
 * repetitions of log(candidate / baseline). Null when no pair has a value on both sides.
 */
export function pairedRatio(
  trials: readonly Trial[],
  baseline: string,
  candidate: string,
  metric: ComparedMetric,
): PairedRatio | null {
  const of = (name: string) => trials.filter((trial) => trial.target === name);
  return medianRatio(pairCases(of(baseline), of(candidate), metric).logRatios);
}

/**
 * The median of ratios given as logarithms, one for each prompt, with its interval: two of the observed ratios, whatever their
 * distribution, from six prompts on. Null for none.
 *
 * @example
 * medianRatio([0, 0, 0]); // => { "ratio": 1, "interval": null, "prompts": 3 }
 */
export function medianRatio(logRatios: readonly number[]): PairedRatio | null {
  if (logRatios.length === 0) return null;
  const found = quantileInterval(logRatios, 0.5);
  return {
    ratio: Math.exp(median([...logRatios])),
    interval: found.kind === "interval" ? { low: Math.exp(found.low), high: Math.exp(found.high) } : null,
    prompts: logRatios.length,
  };
}
