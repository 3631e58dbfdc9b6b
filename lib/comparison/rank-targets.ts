import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkRows } from "../arguments/check-values.js";
import { checkedLater, text, tokenSource, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { type ComparedMetric, catalogue, comparedMetric } from "../metrics/catalogue.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { type ConfidenceOptions, confidence } from "../statistics/intervals/interval.js";
import { type RankRow, rankPaired } from "../statistics/ranking/rank-paired.js";
import type { Score, TokenSource, Trial } from "../types/index.js";
import { type CaseValues, caseValues, judgedBy, logOfMetric } from "./case-values.js";
import { leftOutOf, notesOn } from "./ranking-notes.js";

/** By what targets are ranked: a metric, or a scorer. */
export interface RankTargetsOptions extends ConfidenceOptions {
  /** `latencyMs` by default; not beside `scorer`. */
  readonly metric?: ComparedMetric;
  /** Name of a scorer of the run: more is better. */
  readonly scorer?: string;
  /** What `await run.scores()` gives. Needed beside trials for a scorer; a run has its own. */
  readonly scores?: readonly Score[];
  /** Count tokens by this source only, for the metrics that are made of tokens. */
  readonly tokenSource?: TokenSource;
  /** Random sign patterns; 2000 by default. */
  readonly resamples?: number;
  /** 1 by default. */
  readonly seed?: number;
}

/** A target in a ranking. */
export interface RankedTarget {
  readonly target: string;
  /** Of a metric the geometric mean over the cases, in its unit; of a scorer the mean. */
  readonly estimate: number;
  /** The best and the worst rank that it may truly have, from 1; the first and the last of all where nothing is known. */
  readonly rankLow: number;
  readonly rankHigh: number;
  /** Targets of one group, from 1, cannot be distinguished from the first of it. */
  readonly group: number;
}

/** Targets from best to worst, and how sure that is. */
export interface Ranking {
  readonly kind: "ranking";
  /** The metric or the scorer. */
  readonly by: string;
  readonly unit: string;
  readonly betterWhen: "lower" | "higher";
  readonly confidence: number;
  readonly rows: readonly RankedTarget[];
  /** Cases that every ranked target has a value for. */
  readonly cases: number;
  /** Cases that some target has a value for, and another has none. */
  readonly lostCases: number;
  /** Targets that have no rank, and why. */
  readonly leftOut: readonly { readonly target: string; readonly reason: string }[];
  /** What limits the ranking, in sentences. */
  readonly notes: readonly string[];
}

const rankTargetsOptions = settings({
  metric: v.optional(comparedMetric),
  scorer: v.optional(text),
  scores: v.optional(checkedLater<readonly Score[]>()),
  tokenSource,
  confidence,
  resamples: v.optional(wholeNumber(200), 2000),
  seed: v.optional(wholeSeed, 1),
});

/**
 * Which of several targets is best, with the ranks that each may truly have and the groups that cannot be distinguished.
 *
 * Targets are paired by case: only cases count that every ranked target has a value for, so no target gains by failing the hard
 * ones. All pairs are compared at once, so that of equal targets any two are distinguished in at most 1 - confidence of all
 * rankings; see `bb.stats.rankPaired`. Below ten cases every target may have every rank, and the notes say what it takes. A
 * target without any value is in `leftOut` and not ranked last. Throws RangeError when both a metric and a scorer are given, or the
 * scorer judged nothing.
 *
 * Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91(1), 476-518.
 *
 * @example
 * const { rows } = await bb.rankTargets(run, { metric: "latencyMs" });
 */
export function rankTargets<Source extends TrialSource>(
  source: Source,
  options: RankTargetsOptions = {},
): FromTrials<Source, Ranking> {
  return withTrials("rankTargets", source, (trials, run) =>
    run === null || options?.scorer === undefined
      ? rankingOf(trials, options)
      : run.scores().then((scores) => rankingOf(trials, { scores, ...options })),
  );
}

function rankingOf(trials: readonly Trial[], options: RankTargetsOptions): Ranking {
  const given = checkedOptions("rankTargets", rankTargetsOptions, options);
  const { by, unit, betterWhen, read, shown } = ranked(given);
  const all = caseValues(trials, read);
  const withValues = new Map([...all].filter(([, cases]) => cases.size > 0));
  const ids = [...new Set([...withValues.values()].flatMap((cases) => [...cases.keys()]))];
  const shared = ids.filter((id) => [...withValues.values()].every((cases) => cases.has(id)));
  const rows = rowsOf(withValues, shared, { ...given, smallerIsBetter: betterWhen === "lower" });
  const counted = { cases: shared.length, lostCases: ids.length - shared.length };
  return {
    kind: "ranking",
    ...{ by, unit, betterWhen, confidence: given.confidence },
    rows: rows.map(({ name, estimate, ...rest }) => ({ target: name, estimate: shown(estimate), ...rest })),
    ...counted,
    leftOut: leftOutOf(trials, all, by),
    notes: notesOn(rows, counted),
  };
}

type Given = Pick<RankTargetsOptions, "metric" | "scorer" | "scores" | "tokenSource">;

/** What is ranked by: how a trial has a value, and how a mean of such values is shown. */
function ranked({ metric, scorer, scores, tokenSource }: Given) {
  if (scorer === undefined) {
    const by = metric ?? "latencyMs";
    const { unit, fasterWhen } = catalogue[by];
    return { by, unit, betterWhen: fasterWhen, read: logOfMetric(by, tokenSource), shown: Math.exp };
  }
  if (metric !== undefined)
    throw new RangeError(`rankTargets expected a metric or a scorer, got ${metric} and ${scorer}`);
  checkRows("rankTargets", "scores", scores as readonly Score[], "a list of scores, as await run.scores() gives");
  const names = [...new Set(scores?.map((score) => score.scorer))];
  if (!names.includes(scorer))
    throw new RangeError(
      `rankTargets expected a scorer of this run (${names.join(", ") || "it has none"}), got ${scorer}`,
    );
  const shown = (value: number) => value;
  return { by: scorer, unit: "", betterWhen: "higher" as const, read: judgedBy(scorer, scores ?? []), shown };
}

type HowRanked = Pick<Required<RankTargetsOptions>, "confidence" | "resamples" | "seed"> & {
  readonly smallerIsBetter: boolean;
};

function rowsOf(values: CaseValues, shared: readonly string[], given: HowRanked): readonly RankRow[] {
  const { smallerIsBetter, confidence, resamples, seed } = given;
  const lists = [...values].map(([name, cases]) => [name, shared.map((id) => cases.get(id) ?? 0)] as const);
  if (lists.length >= 2 && shared.length >= fewestClusters)
    return rankPaired(Object.fromEntries(lists), { smallerIsBetter, confidence, resamples, seed });
  if (shared.length === 0) return [];
  const unknown = { rankLow: 1, rankHigh: lists.length, group: 1 };
  return lists
    .map(([name, own]) => ({ name, estimate: mean([...own]), ...unknown }))
    .sort((a, b) => (smallerIsBetter ? a.estimate - b.estimate : b.estimate - a.estimate));
}
