import { mean, sampleVariance } from "simple-statistics";
import * as v from "valibot";
import { share, text, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { type ComparedMetric, comparedMetric } from "../metrics/catalogue.js";
import { pairCases } from "../metrics/paired-cases.js";
import { chiSquareQuantile } from "../statistics/distributions.js";
import { confidence } from "../statistics/intervals/interval.js";
import { planSampleSize, type SampleSizePlan } from "../statistics/planning/plan-sample-size.js";
import type { Trial } from "../types/index.js";

/** What a comparison is to see, and by which pilot. */
export interface PilotQuestion {
  readonly baseline: string;
  readonly candidate: string;
  readonly metric: ComparedMetric;
  /** The smallest change that must be seen, in percent of the baseline, such as 5. */
  readonly changePercent: number;
  /** Chance of seeing it; 0.8 by default. */
  readonly power?: number;
  readonly confidence?: number;
  /** Chance that the pilot's own luck does not spoil the power; 0.8 by default. */
  readonly assurance?: number;
  /** Repetitions to plan for; as many as the pilot had by default. */
  readonly repetitions?: number;
}

const changeText = "a number above -100 and other than 0";

const pilotQuestion = settings({
  baseline: text,
  candidate: text,
  metric: comparedMetric,
  changePercent: v.pipe(
    v.number(changeText),
    v.finite(changeText),
    v.gtValue(-100, changeText),
    v.notValue(0, changeText),
  ),
  power: v.optional(share, 0.8),
  confidence,
  assurance: v.optional(share, 0.8),
  repetitions: v.optional(wholeNumber(1)),
});

/** A plan, and the variances of the pilot that it rests on (of log ratios). */
export interface PilotPlan extends SampleSizePlan {
  readonly pilotCases: number;
  /** Between prompts, without what the repetitions bring. */
  readonly varianceBetween: number;
  /** Of one pair of repetitions around its prompt; null when the pilot has one repetition, which hides it in the first. */
  readonly varianceWithin: number | null;
}

/** The signed-rank test needs this share of the values that a t test needs when the data are normal: 3 / pi. */
const rankEfficiency = 3 / Math.PI;

/**
 * How many prompts and repetitions `compareTargets` needs to see a change of x percent, by a pilot run's own variance.
 *
 * The log ratios of the pilot's pairs are split into what varies between prompts and what varies between repetitions of a
 * prompt; only the second shrinks with more repetitions. A pilot of ten cases knows its variance to about a factor of two,
 * so the plan takes the upper limit that the true variance stays below with the asked assurance (Browne 1995). Throws RangeError for fewer than three cases in common, for
 * a change of 0 or of -100 percent and less, and for options out of range.
 *
 * Source: Miller (2024), arXiv:2411.00640, section 5; Browne (1995), Statistics in Medicine 14, 1933-1940; efficiency of the ranks: Hodges and Lehmann (1956), Annals of
 * Mathematical Statistics 27(2), 324-335.
 *
 * @example
 * (await bb.stats.planFromPilot(run, { baseline: "q8", candidate: "q4", metric: "latencyMs", changePercent: 5 })).prompts;
 */
export function planFromPilot<Source extends TrialSource>(
  source: Source,
  question: PilotQuestion,
): FromTrials<Source, PilotPlan> {
  return withTrials("planFromPilot", source, (trials) => pilotPlan(trials, question));
}

function pilotPlan(trials: readonly Trial[], question: PilotQuestion): PilotPlan {
  const given = checkedOptions("planFromPilot", pilotQuestion, question);
  const { baseline, candidate, metric, changePercent, power, confidence } = given;
  const arm = (name: string) => trials.filter((trial) => trial.target === name);
  const { logRatios, logRatiosByCase } = pairCases(arm(baseline), arm(candidate), metric);
  if (logRatios.length < 3) {
    throw new RangeError(`expected a pilot with at least 3 cases that both targets answered, got ${logRatios.length}`);
  }
  const within = varianceWithin(logRatiosByCase);
  const pilotRepetitions = Math.round(mean(logRatiosByCase.map((ratios) => ratios.length)));
  const total = sampleVariance([...logRatios]);
  const between =
    within === null ? total : Math.max(0, total - within * mean(logRatiosByCase.map((r) => 1 / r.length)));
  const freedom = logRatios.length - 1;
  const caution = freedom / chiSquareQuantile(1 - given.assurance, freedom) / rankEfficiency;
  const plan = planSampleSize({
    delta: Math.log1p(changePercent / 100),
    omega2: between * caution,
    sigma2Candidate: (within ?? 0) * caution,
    repetitions: given.repetitions ?? pilotRepetitions,
    power,
    confidence,
  });
  return { ...plan, pilotCases: logRatios.length, varianceBetween: between, varianceWithin: within };
}

/** Pooled over the cases that have more than one pair. */
function varianceWithin(logRatiosByCase: readonly (readonly number[])[]): number | null {
  const repeated = logRatiosByCase.filter((ratios) => ratios.length >= 2);
  const freedom = repeated.reduce((total, ratios) => total + ratios.length - 1, 0);
  if (freedom === 0) return null;
  return repeated.reduce((total, ratios) => total + sampleVariance([...ratios]) * (ratios.length - 1), 0) / freedom;
}
