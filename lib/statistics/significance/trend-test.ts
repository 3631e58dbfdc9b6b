import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { normalUpperTail } from "../distributions.js";
import { midRanks } from "../ranks.js";

/** Whether values rise or fall in the order they came. */
export interface TrendTest {
  readonly n: number;
  /** Kendall's tau of value against order, from -1 (always falls) to 1 (always rises), ties counting 0. */
  readonly tau: number;
  /** Two-sided, by the normal distribution. */
  readonly p: number;
}

/**
 * The Mann-Kendall test for drift: did the values of a run, in the order they were measured, go up or down?
 *
 * A machine that warms up or a cache that fills makes late trials differ from early ones; arms that took turns share the
 * drift, arms that ran one after the other do not. Counts rising against falling pairs, so that outliers do not decide.
 * Meant for up to some thousand values (pairs are counted one by one). Throws RangeError for fewer than three values and
 * for values that are not finite.
 *
 * Source: Mann (1945), Nonparametric tests against trend, Econometrica 13(3), 245-259; Kendall (1975), Rank Correlation
 * Methods, with the variance for ties.
 *
 * @example
 * bb.stats.trendTest([1, 2, 3, 4, 5]).tau; // => 1
 */
export function trendTest(values: Values): TrendTest {
  const checked = checkedValues(values, "values", 3);
  const n = checked.length;
  let rising = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) rising += Math.sign((checked[j] ?? 0) - (checked[i] ?? 0));
  }
  const ties = midRanks(checked).tieSizes;
  const tied = ties.reduce((total, size) => total + size * (size - 1) * (2 * size + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - tied) / 18;
  const distance = Math.max(0, Math.abs(rising) - 1);
  return {
    n,
    tau: rising / ((n * (n - 1)) / 2),
    p: variance > 0 ? Math.min(1, 2 * normalUpperTail(distance / Math.sqrt(variance))) : 1,
  };
}
