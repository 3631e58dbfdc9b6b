import type { Values } from "../../arguments/check-numbers.js";
import { mannWhitney } from "../significance/mann-whitney.js";

/**
 * Cliff's delta of two independent samples: how much more often a value of a is above one of b than below it.
 *
 * From -1 (all of a below all of b) over 0 to 1 (all above). An effect size that needs no unit and no normal distribution.
 * Throws RangeError for an empty sample and for values that are not finite.
 *
 * Source: Cliff (1993), Dominance statistics, Psychological Bulletin 114(3), 494-509.
 *
 * @example
 * bb.stats.cliffsDelta([1, 2, 3], [2, 3, 4]); // => -0.5555555555555556
 */
export function cliffsDelta(a: Values, b: Values): number {
  return mannWhitney(a, b).effectSize;
}
