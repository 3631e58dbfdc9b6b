import { median, sum } from "simple-statistics";
import { studentQuantile } from "../distributions.js";
import { scoreInterval } from "../intervals/wilson-interval.js";
import type { MeasuredLevel } from "./level.js";

/** The highest rate that was shown to meet the limits and the lowest that was shown to fail them; null where none was. */
export interface ProvenBounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** Neighbors count for at least this much less than as many independent requests, however evenly a level went. */
const leastInflation = 2;

/**
 * What single levels show by themselves: the k-th level, in order of measurement, may err with a chance of 6 / (pi k)^2 of
 * `error`, so all of them together err with at most `error`, whenever the search ends. A level that meets the limits speaks for
 * every lower rate, one that fails for every higher one.
 *
 * Wilson's formula for as many independent requests as the batches are worth, with Student's t of the degrees of
 * freedom that all batches together have: how much neighbors depend is estimated from all of them.
 */
export function provenBounds(levels: readonly MeasuredLevel[], share: number, error: number): ProvenBounds {
  const typical = typicalInflation(levels);
  const free = sum(levels.map(({ batches }) => batches.length - 1));
  let low: number | null = null;
  let high: number | null = null;
  levels.forEach((level, index) => {
    const spent = (6 * error) / (Math.PI * (index + 1)) ** 2;
    const { requestsPerSecond: rate, goodShare } = level;
    const independent = judgedRequests(level) / Math.max(inflation(level) ?? 0, typical);
    const reach = -studentQuantile(spent / 2, free);
    const interval = scoreInterval(goodShare, independent, reach);
    if (interval.low > share) low = Math.max(low ?? rate, rate);
    if (interval.high < share) high = Math.min(high ?? rate, rate);
  });
  return { low, high };
}

const judgedRequests = ({ requests, cut }: MeasuredLevel) => requests - cut;

function typicalInflation(levels: readonly MeasuredLevel[]): number {
  const known = levels.map(inflation).filter((one) => one !== null);
  return Math.max(leastInflation, known.length === 0 ? 0 : median(known));
}

/** How many times the variance of independent requests the batches of a level vary; null when all requests were alike. */
function inflation(level: MeasuredLevel): number | null {
  const { goodShare, batches } = level;
  const independent = goodShare * (1 - goodShare);
  if (independent === 0) return null;
  const squares = sum(batches.map(({ requests, bad }) => (bad - requests * (1 - goodShare)) ** 2));
  return (squares * batches.length) / (batches.length - 1) / (judgedRequests(level) * independent);
}
