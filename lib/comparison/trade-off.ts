import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkRows } from "../arguments/check-values.js";
import { checkedLater, text, tokenSource, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { type ComparedMetric, catalogue, comparedMetric } from "../metrics/catalogue.js";
import { comparedValue } from "../metrics/paired-cases.js";
import { isMeasured } from "../metrics/sent.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import type { Score, TokenSource, Trial } from "../types/index.js";
import { judgedBy } from "./case-values.js";
import { placeOf, undominatedAmong, undominatedShares } from "./dominance.js";
import { qualityOf, speedOf, type TradeOffEstimate } from "./trade-off-estimates.js";

/** What is compared with what. */
export interface TradeOffQuestion {
  /** `latencyMs` by default. */
  readonly speed?: ComparedMetric;
  /** Name of the scorer; may be left out where the run has one. */
  readonly quality?: string;
  /** What `await run.scores()` gives. Needed beside trials; a run has its own. */
  readonly scores?: readonly Score[];
  /** Count tokens by this source only, for the metrics that are made of tokens. */
  readonly tokenSource?: TokenSource;
  /** Ways to draw the cases again; 2000 by default. */
  readonly resamples?: number;
  /** 1 by default. */
  readonly seed?: number;
}

const tradeOffQuestion = settings({
  speed: v.optional(comparedMetric, "latencyMs"),
  quality: v.optional(text),
  scores: v.optional(checkedLater<readonly Score[]>()),
  tokenSource,
  resamples: v.optional(wholeNumber(100), 2000),
  seed: v.optional(wholeSeed, 1),
});

/** One target: how fast, how good, and whether another beats it in both. */
export interface TradeOffRow {
  readonly target: string;
  /** Cases with a speed and a quality for every target: the same for all rows. */
  readonly n: number;
  /** Geometric mean over the cases, each with the geometric mean of its repetitions. */
  readonly speed: TradeOffEstimate;
  /** Mean over the cases of the means of their repetitions. */
  readonly quality: TradeOffEstimate;
  /** True when no other target is at least as good in both and better in one. */
  readonly undominated: boolean;
  /** In what share of the draws of cases that is so: how sure it is; null below ten cases. */
  readonly undominatedShare: number | null;
}

/** Speed against quality, target by target. */
export interface TradeOff {
  readonly kind: "trade-off";
  readonly speed: ComparedMetric;
  readonly quality: string;
  readonly betterWhen: "lower" | "higher";
  readonly rows: readonly TradeOffRow[];
  readonly cases: number;
  /** Cases left out, because a target has no speed or no quality there. */
  readonly lostCases: number;
  readonly notes: readonly string[];
}

/**
 * Speed against quality of the targets of a scored run, with intervals on both axes and the targets that no other beats in both.
 *
 * Cases are the unit: they are drawn again, the same for all targets, because two targets are compared with each other over
 * the same prompts and a hard draw is hard for all. Only cases count in which every target has both a speed and a quality.
 * `undominatedShare` is how often a target stays undominated over the draws; near 1 it is worth choosing, near 0 it is not, and
 * between the two the run does not tell. Throws RangeError when there is no such case, no such scorer, or several and none
 * is named.
 *
 * Source: bootstrap over prompts as in Davison and Hinkley (1997), section 3.8; dominance as of Pareto.
 *
 * @example
 * (await bb.tradeOff(run, { quality: "facts" })).rows;
 */
export function tradeOff<Source extends TrialSource>(
  source: Source,
  question: TradeOffQuestion = {},
): FromTrials<Source, TradeOff> {
  return withTrials("tradeOff", source, (trials, run) =>
    run === null
      ? tradeOffOf(trials, question)
      : run.scores().then((scores) => tradeOffOf(trials, { scores, ...question })),
  );
}

function tradeOffOf(trials: readonly Trial[], question: TradeOffQuestion): TradeOff {
  const given = checkedOptions("tradeOff", tradeOffQuestion, question);
  const { speed, seed, resamples, tokenSource } = given;
  const scores = given.scores as readonly Score[];
  checkRows("tradeOff", "scores", scores, "a list of scores, as await run.scores() gives");
  const quality = scorerOf(scores, given.quality);
  const arms = armsOf(trials, scores, speed, quality, tokenSource);
  const all = [...new Set([...arms.values()].flatMap((cases) => [...cases.keys()]))];
  const shared = all.filter((id) => [...arms.values()].every((cases) => cases.get(id)?.whole));
  if (shared.length === 0) {
    throw new RangeError(`expected cases with ${speed} and ${quality} for every target, got none; score the run first`);
  }
  const points = [...arms].map(([target, cases]) => ({
    target,
    logs: shared.map((id) => cases.get(id)?.log ?? 0),
    values: shared.map((id) => cases.get(id)?.quality ?? 0),
  }));
  const betterWhen = catalogue[speed].fasterWhen;
  const shares = shared.length < fewestClusters ? null : undominatedShares(points, betterWhen, resamples, seed);
  const now = undominatedAmong(points.map((point) => placeOf(point, shared.keys(), betterWhen)));
  return {
    kind: "trade-off",
    ...{ speed, quality, betterWhen, cases: shared.length, lostCases: all.length - shared.length },
    rows: points.map(({ target, logs, values }, index) => ({
      target,
      n: shared.length,
      speed: speedOf(logs, shared, { resamples, seed }),
      quality: qualityOf(values, shared, { resamples, seed }),
      undominated: now[index] ?? false,
      undominatedShare: shares?.[index] ?? null,
    })),
    notes: notesOn(shared.length, all.length - shared.length),
  };
}

function scorerOf(scores: readonly Score[], wanted?: string): string {
  const names = [...new Set(scores.map(({ scorer }) => scorer))];
  const [only] = names;
  if (wanted !== undefined ? names.includes(wanted) : names.length === 1) return wanted ?? only ?? "";
  const asked = wanted === undefined ? "the name of one scorer as quality" : `a scorer ${wanted}`;
  throw new RangeError(`expected ${asked}, got scores of ${names.join(", ") || "none"}`);
}

interface CaseValues {
  readonly log: number;
  readonly quality: number;
  readonly whole: boolean;
}

/** For each target and case: the mean log of the speed and the mean quality over the repetitions. */
function armsOf(
  trials: readonly Trial[],
  scores: readonly Score[],
  speed: ComparedMetric,
  scorer: string,
  tokenSource?: TokenSource,
): Map<string, Map<string, CaseValues>> {
  const judged = judgedBy(scorer, scores);
  const found = new Map<string, Map<string, Measured>>();
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const cases = found.get(trial.target) ?? new Map<string, Measured>();
    found.set(trial.target, cases);
    const entry = cases.get(trial.caseId) ?? { logs: new Map<number, number[]>(), qualities: [] };
    cases.set(trial.caseId, entry);
    const [value, quality] = [comparedValue(trial, speed, tokenSource), judged(trial)];
    const turn = trial.turn ?? 1;
    if (value !== null) entry.logs.set(turn, [...(entry.logs.get(turn) ?? []), Math.log(value)]);
    if (quality !== null) entry.qualities.push(quality);
  }
  return new Map(
    [...found].map(([target, cases]) => [target, new Map([...cases].map(([id, one]) => [id, meansOf(one)]))]),
  );
}

/** What was measured of a case: the logs by turn, of a case that is one request under 1. */
interface Measured {
  readonly logs: Map<number, number[]>;
  readonly qualities: number[];
}

/** The turns of a conversation weigh alike, however often each was answered. */
function meansOf({ logs, qualities }: Measured): CaseValues {
  const whole = logs.size > 0 && qualities.length > 0;
  const ofTurns = [...logs.values()].map((repetitions) => mean(repetitions));
  return { whole, log: whole ? mean(ofTurns) : 0, quality: whole ? mean(qualities) : 0 };
}

function notesOn(cases: number, lost: number): string[] {
  return [
    ...(cases < fewestClusters
      ? [`${cases} cases: at least ${fewestClusters} are needed to say how sure this is`]
      : []),
    ...(lost > 0 ? [`${lost} cases left out: a target has no speed or no quality there`] : []),
  ];
}
