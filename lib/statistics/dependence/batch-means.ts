import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { type ConfidenceOptions, confidence } from "../intervals/interval.js";
import { type MeanInterval, meanInterval } from "../intervals/mean-interval.js";

/** How `batchMeansInterval` cuts a run. */
export interface BatchMeansOptions extends ConfidenceOptions {
  /** 10 by default. More batches than n / 10 are seldom independent of each other. */
  readonly batches?: number;
}

const batchMeansOptions = settings({ batches: v.optional(wholeNumber(2), 10), confidence });

/**
 * An interval for the mean of a long run whose neighboring values are correlated.
 *
 * The run is cut into batches in the order it was measured; the means of long batches are nearly independent, so Student's
 * interval over them keeps its promise where one over the single values is too narrow. Batches differ by at most one value,
 * and none is dropped. For neighbors of correlation rho a batch should hold about 10 (1 + rho) / (1 - rho) values; shorter ones
 * give intervals that are too narrow (docs/simulation-study.md). The result's n is the number of batches. Throws RangeError for fewer than two values a batch, fewer
 * than two batches and values that are not finite.
 *
 * Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 9.5.3.
 *
 * @example
 * bb.stats.batchMeansInterval([1, 3, 2, 4], { batches: 2 }).mean; // => 2.5
 */
export function batchMeansInterval(values: Values, options: BatchMeansOptions = {}): MeanInterval {
  const { batches, confidence } = checkedOptions("batchMeansInterval", batchMeansOptions, options);
  const checked = Array.from(checkedValues(values, "values", 2 * batches));
  const borders = Array.from({ length: batches + 1 }, (_, index) => Math.floor((index * checked.length) / batches));
  const means = borders.slice(1).map((end, index) => mean(checked.slice(borders[index], end)));
  return meanInterval(means, { confidence });
}
