import * as v from "valibot";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { trueOrFalse } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { normalUpperTail } from "../distributions.js";
import { midRanks, tieCorrection } from "../ranks.js";
import { type Alternative, alternative, pFromTails, type TestOptions } from "./alternative.js";
import { pairedDifferences } from "./paired-t-test.js";
import { subsetSumCounts, tailsOf } from "./rank-sum-counts.js";

/** How `wilcoxonSignedRank` goes about it. */
export interface SignedRankOptions extends TestOptions {
  /**
   * True: every sign pattern of the ranks is counted also with ties and zeros, up to 300 differences. Zeros are then ranked
   * before they are left out (Pratt 1959), so that no change counts against a change.
   */
  readonly exact?: boolean;
}

/** What the signed ranks of paired differences say. */
export interface WilcoxonSignedRank {
  /** V of R: the sum of the ranks of the positive differences. */
  readonly statistic: number;
  readonly p: number;
  /** Differences that are not 0. */
  readonly n: number;
  readonly method: "exact" | "normal";
  /** Matched-pairs rank-biserial correlation, from -1 to 1; null when all differences are 0. */
  readonly effectSize: number | null;
}

/** From here on R takes the normal distribution as well. */
const exactBelow = 50;

/** Beyond this the counts of sums are no longer worth their time. */
const mostExact = 300;

const testOptions = settings({ alternative, exact: v.optional(trueOrFalse, false) });

/**
 * Wilcoxon's signed-rank test: are paired differences centered at 0? Call it with both samples (a - b) or with differences.
 *
 * Exact for fewer than 50 differences without ties and zeros; otherwise zeros are left out and the normal distribution is
 * taken, with corrections for ties and continuity, as R's `wilcox.test` does. Unlike a t test a single wild difference
 * cannot carry it. Throws RangeError for no values, values that are not finite and samples of different length.
 *
 * Source: Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1(6), 80-83; Hollander and Wolfe
 * (1999), section 3.1.
 *
 * @example
 * bb.stats.wilcoxonSignedRank([1, 2, 3, 4, 5]).p; // => 0.0625
 */
export function wilcoxonSignedRank(differences: Values, options?: SignedRankOptions): WilcoxonSignedRank;
/** The same of two samples of equal length: their differences a - b. */
export function wilcoxonSignedRank(a: Values, b: Values, options?: SignedRankOptions): WilcoxonSignedRank;
/** Either of the two. */
export function wilcoxonSignedRank(
  a: Values,
  b: Values | SignedRankOptions = {},
  options?: SignedRankOptions,
): WilcoxonSignedRank {
  const paired = isValues(b);
  const chosen = (paired ? options : b) ?? {};
  const { alternative, exact: isCounted } = checkedOptions("wilcoxonSignedRank", testOptions, chosen);
  const all = paired ? pairedDifferences(a, b) : checkedValues(a, "differences");
  if (isCounted && all.length <= mostExact) return countedTest(all, alternative);
  const differences = all.filter((difference) => difference !== 0);
  const n = differences.length;
  const { ranks, tieSizes } = midRanks(differences.map(Math.abs));
  const statistic = ranks.reduce((sum, rank, index) => sum + ((differences[index] ?? 0) > 0 ? rank : 0), 0);
  const total = (n * (n + 1)) / 2;
  const exact = n > 0 && n < exactBelow && n === all.length && tieSizes.length === 0;
  const { lower, upper } = exact
    ? tailsOf(subsetSumCounts(Array.from(ranks)), statistic)
    : normalTails(statistic - total / 2, (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(tieSizes) / 48);
  return {
    statistic,
    p: pFromTails(alternative, lower, upper),
    n,
    method: exact ? "exact" : "normal",
    effectSize: n === 0 ? null : (2 * statistic - total) / total,
  };
}

/** The sign-flip test of the ranks: mid-ranks are halves, so they are counted doubled. */
function countedTest(all: Float64Array, alternative: Alternative): WilcoxonSignedRank {
  const { ranks } = midRanks(all.map(Math.abs));
  const isChange = (_: number, index: number) => all[index] !== 0;
  const doubled = Array.from(ranks.filter(isChange), (rank) => 2 * rank);
  const changes = all.filter(isChange);
  const positive = doubled.reduce((sum, rank, index) => sum + ((changes[index] ?? 0) > 0 ? rank : 0), 0);
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const { lower, upper } = tailsOf(subsetSumCounts(doubled), positive);
  return {
    statistic: positive / 2,
    p: pFromTails(alternative, lower, upper),
    n: changes.length,
    method: "exact",
    effectSize: total === 0 ? null : (2 * positive - total) / total,
  };
}

function isValues(argument: Values | SignedRankOptions): argument is Values {
  return Array.isArray(argument) || argument instanceof Float64Array;
}

/** Tails of a rank statistic by its distance from its mean and its variance, with half a step for continuity. */
export function normalTails(distance: number, variance: number): { lower: number; upper: number } {
  if (!(variance > 0)) return { lower: 1, upper: 1 };
  const spread = Math.sqrt(variance);
  return { lower: normalUpperTail(-(distance + 0.5) / spread), upper: normalUpperTail((distance - 0.5) / spread) };
}
