import { clusteredMean } from "../statistics/intervals/clustered-mean.js";
import { type ClusteredRate, clusteredRate } from "../statistics/intervals/clustered-rate.js";
import type { Score } from "../types/index.js";

/** How one scorer judged the answers of one target. Null where nothing was judged that way. */
export interface QualityRow {
  readonly target: string;
  readonly scorer: string;
  /** Answers that have a judgment. */
  readonly judged: number;
  /** Answers that have none, such as failed trials and cases without a reference. */
  readonly notJudged: number;
  readonly meanValue: number | null;
  /** 95 %, clustered by case, cut to 0 to 1 where the values are; null below ten cases. */
  readonly meanLow: number | null;
  readonly meanHigh: number | null;
  readonly passed: number | null;
  readonly passRate: number | null;
  /** Of the pass rate, 95 %: Wilson, for repeated cases clustered by case; null below ten such cases. */
  readonly passRateLow: number | null;
  readonly passRateHigh: number | null;
  readonly passRateMethod: ClusteredRate["method"] | null;
}

/** Scores by target and scorer, in order of first appearance. Unjudged answers are counted, never treated as 0. */
export function qualityRows(scores: readonly Score[]): QualityRow[] {
  const groups = new Map<string, Score[]>();
  for (const score of scores) {
    const key = JSON.stringify([score.target, score.scorer]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [score]);
    else group.push(score);
  }
  return [...groups.values()].flatMap((group) => (group[0] === undefined ? [] : [rowOf(group[0], group)]));
}

function rowOf(first: Score, group: readonly Score[]): QualityRow {
  const valued = group.filter((score) => score.value !== null);
  const values = valued.flatMap((score) => score.value ?? []);
  const cases = valued.map((score) => score.caseId);
  const mean = values.length === 0 ? null : clusteredMean(values, cases);
  const isShare = values.every((value) => value >= 0 && value <= 1);
  const within = (end: number | undefined) =>
    end === undefined ? null : isShare ? Math.min(1, Math.max(0, end)) : end;
  const verdicts = group.flatMap(({ passed, caseId }) => (passed === null ? [] : [{ passed, caseId }]));
  const judged = group.filter((score) => score.value !== null || score.passed !== null).length;
  const rate =
    verdicts.length === 0
      ? null
      : clusteredRate(
          verdicts.map(({ passed }) => passed),
          verdicts.map(({ caseId }) => caseId),
        );
  return {
    target: first.target,
    scorer: first.scorer,
    judged,
    notJudged: group.length - judged,
    meanValue: mean?.mean ?? null,
    meanLow: within(mean?.interval?.low),
    meanHigh: within(mean?.interval?.high),
    passed: rate?.successes ?? null,
    passRate: rate?.rate ?? null,
    passRateLow: rate?.interval?.low ?? null,
    passRateHigh: rate?.interval?.high ?? null,
    passRateMethod: rate?.method ?? null,
  };
}
