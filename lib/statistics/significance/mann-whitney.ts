import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { midRanks, tieCorrection } from "../ranks.js";
import { alternative, pFromTails, type TestOptions } from "./alternative.js";
import { mannWhitneyCounts, tailsOf } from "./rank-sum-counts.js";
import { normalTails } from "./wilcoxon-signed-rank.js";

/** What the ranks of two independent samples say. */
export interface MannWhitney {
  /** U of the first sample (W of R): pairs in which a is above b, ties counting half. */
  readonly statistic: number;
  readonly p: number;
  readonly method: "exact" | "normal";
  /** Cliff's delta, from -1 to 1: how much more often a is above b than below it. */
  readonly effectSize: number;
}

/** From here on R takes the normal distribution as well. */
const exactBelow = 50;

const testOptions = settings({ alternative });

/**
 * The test of Mann and Whitney (Wilcoxon's rank sum): does one of two independent samples tend to be larger?
 *
 * For samples that cannot be paired; pairs by prompt see much smaller differences. Exact when both samples are below 50 and
 * no values are tied; otherwise the normal distribution with corrections for ties and continuity, as R's `wilcox.test`
 * does. Throws RangeError for an empty sample and for values that are not finite.
 *
 * Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18(1), 50-60.
 *
 * @example
 * bb.stats.mannWhitney([1, 2, 3], [4, 5, 6]).p; // => 0.1
 */
export function mannWhitney(a: Values, b: Values, options: TestOptions = {}): MannWhitney {
  const { alternative } = checkedOptions("mannWhitney", testOptions, options);
  const first = checkedValues(a, "a");
  const second = checkedValues(b, "b");
  const m = first.length;
  const n = second.length;
  const { ranks, tieSizes } = midRanks(Float64Array.from([...first, ...second]));
  const statistic = ranks.subarray(0, m).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  const exact = m < exactBelow && n < exactBelow && tieSizes.length === 0;
  const ties = tieCorrection(tieSizes) / ((m + n) * Math.max(m + n - 1, 1));
  const { lower, upper } = exact
    ? tailsOf(mannWhitneyCounts(m, n), statistic)
    : normalTails(statistic - (m * n) / 2, ((m * n) / 12) * (m + n + 1 - ties));
  return {
    statistic,
    p: pFromTails(alternative, lower, upper),
    method: exact ? "exact" : "normal",
    effectSize: (2 * statistic) / (m * n) - 1,
  };
}
