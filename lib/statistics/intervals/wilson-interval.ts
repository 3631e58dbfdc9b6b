import { checkedCount } from "../../arguments/check-numbers.js";
import { normalReach } from "../distributions.js";
import { type ConfidenceOptions, confidenceOf, type Interval } from "./interval.js";

/** A rate and Wilson's interval for it, as shares from 0 to 1. */
export interface RateInterval extends Interval {
  readonly successes: number;
  readonly n: number;
  readonly rate: number;
  readonly confidence: number;
}

/**
 * Wilson's score interval for a rate: how many of n independent answers passed.
 *
 * The interval of the textbooks (rate plus or minus two standard errors) is a point at 0 of n and at n of n, and reaches
 * beyond 0 and 1; this one does neither and holds its promise from small n on. Throws RangeError unless successes and n are
 * whole numbers with 0 <= successes <= n and n >= 1, and for a confidence outside 0 to 1.
 *
 * Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
 *
 * @example
 * bb.stats.wilsonInterval(8, 10).rate; // => 0.8
 */
export function wilsonInterval(successes: number, n: number, options: ConfidenceOptions = {}): RateInterval {
  const confidence = confidenceOf("wilsonInterval", options);
  checkedCount(n, "n", 1);
  checkedCount(successes, "successes");
  if (successes > n) throw new RangeError(`expected at most n = ${n} successes, got ${successes}`);
  const rate = successes / n;
  return { successes, n, rate, confidence, ...scoreInterval(rate, n, normalReach(confidence)) };
}

/** The score interval of a rate from `n` answers, which need not be whole, reaching `z` standard errors. */
export function scoreInterval(rate: number, n: number, z: number): Interval {
  const scale = 1 + (z * z) / n;
  const center = (rate + (z * z) / (2 * n)) / scale;
  const reach = (z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))) / scale;
  return { low: rate === 0 ? 0 : center - reach, high: rate === 1 ? 1 : center + reach };
}
