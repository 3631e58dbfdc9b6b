import * as v from "valibot";
import { share, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { binomialAtMost } from "../distributions.js";

/** What a claim "at least this share of queries is within the limit" must hold to. */
export interface EarlyStoppingClaim {
  /** The share that must be within the limit, such as 0.99. */
  readonly percentile: number;
  /** How sure the claim must be; 0.99 by default, as in MLPerf. */
  readonly confidence?: number;
}

const claimFields = { percentile: share, confidence: v.optional(share, 0.99) };
const claimWithMisses = settings({ ...claimFields, misses: wholeNumber(0) });
const claimWithQueries = settings({ ...claimFields, queries: wholeNumber(1) });

/**
 * How many queries are needed to claim that a percentile is within its limit when `misses` of them were not.
 *
 * MLPerf's early stopping: the smallest n for which so few misses would come with a probability of at most 1 - confidence if
 * the true share were below the percentile. A p99 claim needs 459 queries without a miss and 662 with one. Throws
 * RangeError for a percentile or confidence outside 0 to 1 and misses that are not a whole number from 0.
 *
 * Source: MLCommons inference, LoadGen `early_stopping.cc`.
 *
 * @example
 * bb.stats.minimumQueries({ percentile: 0.99, confidence: 0.99, misses: 0 }); // => 459
 * bb.stats.minimumQueries({ percentile: 0.9, confidence: 0.99, misses: 1 }); // => 64
 */
export function minimumQueries(claim: EarlyStoppingClaim & { readonly misses: number }): number {
  const { percentile, confidence, misses } = checkedOptions("minimumQueries", claimWithMisses, claim);
  const [missRate, risk] = [1 - percentile, 1 - confidence];
  const isEnough = (queries: number) => binomialAtMost(misses, queries, missRate) <= risk;
  let high = misses + 1;
  while (!isEnough(high)) high *= 2;
  let low = misses;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * How many of `queries` may miss the limit with the claim still made; null when the queries are too few.
 *
 * The inverse of `minimumQueries`: the largest number of misses for which this many queries are enough. Throws
 * RangeError as `minimumQueries` does.
 *
 * @example
 * bb.stats.allowedMisses({ percentile: 0.99, confidence: 0.99, queries: 662 }); // => 1
 * bb.stats.allowedMisses({ percentile: 0.99, confidence: 0.99, queries: 458 }); // => null
 */
export function allowedMisses(claim: EarlyStoppingClaim & { readonly queries: number }): number | null {
  return missesAllowed("allowedMisses", claim);
}

function missesAllowed(caller: string, claim: EarlyStoppingClaim & { readonly queries: number }): number | null {
  const { percentile, confidence, queries } = checkedOptions(caller, claimWithQueries, claim);
  const [missRate, risk] = [1 - percentile, 1 - confidence];
  let low = -1;
  let high = queries;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (binomialAtMost(middle, queries, missRate) <= risk) low = middle;
    else high = middle;
  }
  return low < 0 ? null : low;
}

/**
 * How many of the slowest queries MLPerf discards before it takes the next one as its early-stopping estimate.
 *
 * With t allowed misses the t-th slowest query is the estimate, so t - 1 are discarded; null when not even one miss is
 * allowed and there is no estimate. Throws RangeError as `minimumQueries` does.
 *
 * @example
 * bb.stats.discardedQueries({ percentile: 0.9, confidence: 0.99, queries: 64 }); // => 0
 * bb.stats.discardedQueries({ percentile: 0.9, confidence: 0.99, queries: 2048 }); // => 172
 */
export function discardedQueries(claim: EarlyStoppingClaim & { readonly queries: number }): number | null {
  const misses = missesAllowed("discardedQueries", claim);
  return misses === null || misses < 1 ? null : misses - 1;
}
