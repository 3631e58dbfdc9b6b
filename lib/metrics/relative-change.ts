import { checkNumber } from "../arguments/check-values.js";

/**
 * Reduction of a time or a size in percent: (baseline - optimized) / baseline x 100. Positive is better.
 *
 * Null when either is unknown or the baseline is not above 0: there is nothing to compare with. Null as
 * well for a change that is larger than any number.
 * @throws when either is neither a number nor null.
 *
 * @example
 * bb.stats.reductionPercent(200, 150); // => 25
 */
export function reductionPercent(baseline: number | null, optimized: number | null): number | null {
  const change = improvementOf("reductionPercent", baseline, optimized);
  return change === null || change === 0 ? change : -change;
}

/**
 * Improvement of a rate in percent: (optimized - baseline) / baseline x 100. Positive is better.
 *
 * Null when either is unknown, the baseline is not above 0, or the change is larger than any number.
 * @throws when either is neither a number nor null.
 *
 * @example
 * bb.stats.improvementPercent(20, 25); // => 25
 */
export function improvementPercent(baseline: number | null, optimized: number | null): number | null {
  return improvementOf("improvementPercent", baseline, optimized);
}

function improvementOf(caller: string, baseline: number | null, optimized: number | null): number | null {
  if (baseline !== null) checkNumber(caller, "baseline", baseline);
  if (optimized !== null) checkNumber(caller, "optimized", optimized);
  if (baseline === null || optimized === null || !(baseline > 0)) return null;
  const percent = ((optimized - baseline) / baseline) * 100;
  return Number.isFinite(percent) ? percent : null;
}
