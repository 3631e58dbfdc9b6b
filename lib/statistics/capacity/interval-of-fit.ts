import { mean } from "simple-statistics";
import { studentReach } from "../distributions.js";
import { type BadShareFit, fitBadShare, fitLine } from "./bad-share-fit.js";
import { crossing, isNear } from "./near-capacity.js";
import type { ProvenBounds } from "./proven-bounds.js";
import type { Search } from "./search.js";

/** The capacity by the fitted curve; an end is null where neither the curve nor a level bounds it. */
export interface FittedInterval {
  readonly low: number | null;
  readonly high: number | null;
  readonly estimate: number;
}

/**
 * Every rate at which the fitted bad share may be what is allowed, around the one where it is, and within the bounds that levels
 * have shown by themselves. Null when the levels near the capacity have no curve that crosses it.
 */
export function intervalOfFit(
  { share, long, from, to }: Search,
  proven: ProvenBounds,
  error: number,
): FittedInterval | null {
  const near = long.filter((level) => isNear(level, share));
  const hopeless = long.filter((level) => !isNear(level, share)).map(({ requestsPerSecond }) => requestsPerSecond);
  const least = proven.low ?? from;
  const most = Math.min(proven.high ?? to, ...hopeless);
  const rates = near.map(({ requestsPerSecond }) => requestsPerSecond);
  if (rates.length === 0) return null;
  const ends = [Math.max(least, Math.min(...rates) / 1.1), Math.min(most, Math.max(...rates) * 1.1)] as const;
  for (const fit of [fitBadShare(near, mean(rates)), fitLine(near, mean(rates))]) {
    const estimate = fit === null ? null : crossing(fit, share, ...ends);
    if (fit === null || estimate === null) continue;
    const { low, high } = around(estimate, fit, { share, error, least, most });
    const isBoundedAbove = high < most || most < to || proven.high === to;
    return { low: low <= least ? proven.low : low, high: isBoundedAbove ? high : null, estimate };
  }
  return null;
}

/** Steps outward from the estimate, in ever shorter steps, to where the fit rules the rate out. */
function around(
  estimate: number,
  fit: BadShareFit,
  given: { readonly share: number; readonly error: number; readonly least: number; readonly most: number },
) {
  const target = Math.log(1 - given.share);
  const reach = studentReach(1 - given.error, fit.at(estimate).degreesOfFreedom);
  const isPossible = (rate: number) => {
    const { log, standardError } = fit.at(rate);
    return Math.abs(log - target) <= reach * standardError;
  };
  const end = (direction: 1 | -1, last: number) => {
    let inside = estimate;
    let step = estimate / 64;
    while (step > estimate * 1e-4) {
      const next = inside + direction * step;
      if ((next - last) * direction >= 0) {
        if (isPossible(last)) return last;
        step /= 2;
      } else if (isPossible(next)) inside = next;
      else step /= 2;
    }
    return inside + direction * step;
  };
  return { low: end(-1, given.least), high: end(1, given.most) };
}
