/**
 * Reduction of a time or a size in percent: (baseline - optimised) / baseline x 100. Positive is better.
 *
 * Null when either is unknown or the baseline is not above 0: there is nothing to compare with.
 *
 * @example
 * reductionPercent(200, 150); // => 25
 */
export function reductionPercent(baseline: number | null, optimised: number | null): number | null {
  if (baseline === null || optimised === null || !(baseline > 0)) return null;
  return ((baseline - optimised) / baseline) * 100;
}

/**
 * Improvement of a rate in percent: (optimised - baseline) / baseline x 100. Positive is better.
 *
 * Null when either is unknown or the baseline is not above 0.
 *
 * @example
 * improvementPercent(20, 25); // => 25
 */
export function improvementPercent(baseline: number | null, optimised: number | null): number | null {
  if (baseline === null || optimised === null || !(baseline > 0)) return null;
  return ((optimised - baseline) / baseline) * 100;
}
