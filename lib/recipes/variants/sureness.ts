import type { PairedRatio } from "../../comparison/paired-ratio.js";
import { valuesForQuantileInterval } from "../../statistics/intervals/quantile-interval.js";
import { numberText } from "../../text/number-text.js";

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
