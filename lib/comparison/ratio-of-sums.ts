import { expandedShares } from "../statistics/intervals/bootstrap-interval.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { quantileOfSorted } from "../statistics/quantile.js";
import { seededRandom } from "../statistics/random.js";

/** What a target took for a case, and how many of its answers were correct. */
export interface CaseSum {
  readonly cost: number;
  readonly correct: number;
}

/** The ends of an interval; null is an end without a bound, or no interval. */
export interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

/** How cases are drawn again. */
export interface CaseDraws {
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Cost by correct answers over these cases; Infinity without a correct one. */
export function perCorrectOf(sums: readonly CaseSum[]): number {
  const [cost, correct] = totals(sums);
  return correct === 0 ? Number.POSITIVE_INFINITY : cost / correct;
}

const totals = (sums: readonly CaseSum[]): [number, number] =>
  sums.reduce(([cost, correct], one) => [cost + one.cost, correct + one.correct], [0, 0]);

/**
 * Interval of cost by correct answers, or of its ratio to that of `baseline` over the same cases: whole cases are drawn again, the same for
 * both, and the ends are those of the expanded percentile interval (Hesterberg 2015). A draw without a correct answer counts as without
 * bound; where both have none, at either end. No interval below ten cases.
 */
export function drawnEnds(sums: readonly CaseSum[], baseline: readonly CaseSum[] | null, draws: CaseDraws): Ends {
  if (sums.length < fewestClusters) return { low: null, high: null };
  const random = seededRandom(draws.seed);
  const [lows, highs] = [new Float64Array(draws.resamples), new Float64Array(draws.resamples)];
  for (let draw = 0; draw < draws.resamples; draw++) {
    const places = sums.map(() => random.below(sums.length));
    const of = (all: readonly CaseSum[]) => perCorrectOf(places.map((at) => all[at] as CaseSum));
    const ratio = baseline === null ? of(sums) : of(sums) / of(baseline);
    lows[draw] = Number.isNaN(ratio) ? 0 : ratio;
    highs[draw] = Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
  }
  const [lowShare, highShare] = expandedShares(draws.confidence, sums.length);
  const bounded = (end: number) => (Number.isFinite(end) ? end : null);
  return {
    low: bounded(quantileOfSorted(lows.sort(), lowShare, { type: 1 })),
    high: bounded(quantileOfSorted(highs.sort(), highShare, { type: 1 })),
  };
}
