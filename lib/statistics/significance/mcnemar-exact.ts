import { checkedCount } from "../../arguments/check-numbers.js";
import { binomialAtMost } from "../distributions.js";

/** Whether one arm passes more of the same cases than the other. */
export interface McNemar {
  /** Two-sided. */
  readonly p: number;
  /** Cases on which the arms disagree; only these carry information. */
  readonly discordant: number;
  /** c / b: the odds of a flip one way rather than the other; null when b is 0. */
  readonly oddsRatio: number | null;
}

/**
 * McNemar's exact test of paired pass/fail: did answers flip one way more often than the other?
 *
 * `b` cases passed only in the first arm and `c` only in the second. If the arms were equally good each flip would be a fair
 * coin, so p is twice the smaller tail of the binomial distribution with b + c tosses, at most 1. No flips tell nothing: p
 * is 1. Throws RangeError unless both are whole numbers from 0.
 *
 * Source: McNemar (1947), Psychometrika 12(2), 153-157; exact form as in R's `binom.test(b, b + c)`.
 *
 * @example
 * bb.stats.mcNemarExact(3, 12).p; // => 0.03515625
 */
export function mcNemarExact(b: number, c: number): McNemar {
  const discordant = checkedCount(b, "b") + checkedCount(c, "c");
  const p = discordant === 0 ? 1 : Math.min(1, 2 * fairCoinAtMost(Math.min(b, c), discordant));
  return { p, discordant, oddsRatio: b === 0 ? null : c / b };
}

/** P(at most k heads in n tosses); counted without any rounding while the counts are small enough for it. */
function fairCoinAtMost(k: number, n: number): number {
  if (n > 1000) return binomialAtMost(k, n, 0.5);
  let ways = 0.5 ** n;
  let total = ways;
  for (let heads = 1; heads <= k; heads++) {
    ways = (ways * (n - heads + 1)) / heads;
    total += ways;
  }
  return total;
}
