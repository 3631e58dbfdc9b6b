import type { BadShareFit } from "./bad-share-fit.js";
import type { MeasuredLevel } from "./level.js";

/** A level whose bad requests are more than this many times as many as allowed says where the capacity is not, and no more. */
const mostTimes = 8;
const leastGood = 0.3;

/** Whether a level is near enough to the capacity to say where it lies. */
export function isNear({ goodShare }: MeasuredLevel, share: number): boolean {
  return 1 - goodShare < mostTimes * (1 - share) && goodShare > leastGood;
}

/** The rate between two at which the fitted bad share crosses what is allowed; null where it does not. */
export function crossing(fit: BadShareFit, share: number, low: number, high: number): number | null {
  const target = Math.log(1 - share);
  let [below, above] = [low, high];
  if (!(fit.at(below).log < target && fit.at(above).log > target)) return null;
  for (let halving = 0; halving < 50; halving++) {
    const middle = (below + above) / 2;
    if (fit.at(middle).log < target) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
