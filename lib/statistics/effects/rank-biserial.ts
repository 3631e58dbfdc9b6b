import type { Values } from "../../arguments/check-numbers.js";
import { wilcoxonSignedRank } from "../significance/wilcoxon-signed-rank.js";

/**
 * The matched-pairs rank-biserial correlation: the share of rank sums for a positive difference minus that against it.
 *
 * From -1 (all differences negative) to 1 (all positive), by the ranks of Wilcoxon's test; 0 when all differences are 0.
 * Call it with differences or with both samples (a - b). Throws RangeError for no values, values that are not finite and
 * samples of different length.
 *
 * Source: Kerby (2014), The simple difference formula, Comprehensive Psychology 3, 11.IT.3.1.
 *
 * @example
 * bb.stats.rankBiserial([1, 2, 3, -4]); // => 0.2
 */
export function rankBiserial(a: Values, b?: Values): number {
  const test = b === undefined ? wilcoxonSignedRank(a) : wilcoxonSignedRank(a, b);
  return test.effectSize ?? 0;
}
