import * as v from "valibot";
import { functionOf, positiveNumber, share, wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { confidence } from "../intervals/interval.js";
import { errorOfFit, errorOfLevels } from "./error-shares.js";
import { explore } from "./explore.js";
import { intervalOfFit } from "./interval-of-fit.js";
import type { CapacityLevel, MeasureLevel } from "./level.js";
import { provenBounds } from "./proven-bounds.js";
import { refine } from "./refine.js";
import { type Search, startSearch } from "./search.js";

/** What `capacitySearch` asks for. */
export interface CapacitySearchOptions {
  /**
   * Sends `count` requests at this rate to a system that is idle, and says of each, in order of arrival, whether it met the
   * limits.
   */
  readonly measure: MeasureLevel;
  /** Lowest and highest rate that may be tried, in requests per second. */
  readonly from: number;
  readonly to: number;
  /** Share of requests that must be good, such as 0.95. */
  readonly share: number;
  readonly confidence?: number;
  /** Requests of all levels together; at least 1000. */
  readonly maxRequests: number;
  /** 1 by default. */
  readonly seed?: number;
}

/** The capacity in requests per second, or which side of it could not be found. */
export type CapacitySearch =
  | {
      readonly kind: "interval";
      readonly low: number;
      readonly high: number;
      readonly estimate: number;
      /** In the order in which they were measured. */
      readonly levels: readonly CapacityLevel[];
      readonly requests: number;
    }
  | {
      readonly kind: "not-bounded";
      /** The capacity is at least this; null when nothing was shown. */
      readonly low: number | null;
      readonly high: number | null;
      readonly reason: string;
      readonly levels: readonly CapacityLevel[];
      readonly requests: number;
    };

const options = settings({
  measure: functionOf<MeasureLevel>(
    "a function (requestsPerSecond, count, seed) => Promise of true or false for each request",
  ),
  from: positiveNumber,
  to: positiveNumber,
  share,
  confidence,
  maxRequests: wholeNumber(1000),
  seed: v.optional(wholeSeed, 1),
});

/**
 * How much load can it carry? The highest open-loop rate at which at least `share` of all requests are good in the steady state.
 *
 * Short levels halve the range first; long levels then go where they say most: below, above and at the apparent capacity. The
 * first tenth of each level is cut, since it begins idle. Neighbors in a queue depend on each other, so the unit is a batch of
 * neighbors. The interval rests on two things. A level that by itself shows that it meets the limits, or fails, bounds the
 * capacity for every lower or higher rate; half of the chance to err is spread over all levels that there may be, so that a search
 * may stop whenever it likes. Between these bounds a curve of the bad share over the long levels is read off, once, at the end.
 *
 * A limit that `to` meets, or that `from` fails, and requests that do not suffice are "not-bounded", with what is known and what
 * would help. The steady state must be reached within a tenth of a level: near saturation give more requests. 40,000 requests
 * give an interval of 8 to 25 % width (docs/simulation-study.md). Throws RangeError for `from` above `to`, a share of 0 or 1, fewer
 * than 1000 requests and when `measure` does not answer for each request.
 *
 * Source: batches of neighbors: Law (2015), Simulation Modeling and Analysis, 5th ed., section 9.5.3; error spread over levels:
 * Robbins (1970), Annals of Mathematical Statistics 41(5), 1397-1409; the curve: see Fieller (1954), JRSS B 16(2), 175-185.
 *
 * @example
 * (await bb.stats.capacitySearch({ measure: async (rate, count) => new Array(count).fill(rate < 99), from: 10, to: 400, share: 0.9, maxRequests: 5000 })).kind; // => "interval"
 */
export async function capacitySearch(asked: CapacitySearchOptions): Promise<CapacitySearch> {
  const given = checkedOptions("capacitySearch", options, asked);
  const { from, to } = given;
  if (from >= to) throw new RangeError(`capacitySearch expected from to be below to, got from ${from} and to ${to}`);
  const search = startSearch(given);
  await refine(search, await explore(search));
  return conclusion(search);
}

function conclusion(search: Search): CapacitySearch {
  const proven = provenBounds(search.levels, search.share, errorOfLevels(search));
  const levels = search.levels.map(({ batches: _, ...level }) => level);
  const rest = { levels, requests: search.used() };
  if (proven.low !== null && proven.high !== null && proven.low >= proven.high) {
    const reason = `${proven.low} a second meets the limits and ${proven.high} fails them: more load did not mean worse answers, so the system changed during the search or is not a queue`;
    return { kind: "not-bounded", low: null, high: null, reason, ...rest };
  }
  const isDecided = proven.low === search.to || proven.high === search.from;
  const fitted = isDecided ? null : intervalOfFit(search, proven, errorOfFit(search));
  const { low, high } = fitted ?? proven;
  if (low === null || high === null) {
    return { kind: "not-bounded", low, high, reason: whyNotBounded(search, low, high), ...rest };
  }
  return { kind: "interval", low, high, estimate: fitted?.estimate ?? Math.sqrt(low * high), ...rest };
}

function whyNotBounded(search: Search, low: number | null, high: number | null): string {
  const { from, to } = search;
  if (low === to) return `every rate up to ${to} a second meets the limits: give a larger to`;
  if (high === from) return `even ${from} a second fails the limits: give a smaller from, or limits that can be met`;
  const side = low === null ? (high === null ? "on either side" : "from below") : "from above";
  return `${search.used()} requests do not bound the capacity ${side}: give more maxRequests, or a range from ${from} to ${to} that reaches farther`;
}
