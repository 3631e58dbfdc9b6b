import * as v from "valibot";
import { text, texts } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { driftOverRun } from "../findings/drift.js";
import { differentRuns, notInterleaved } from "../findings/interleaving.js";
import { type ComparedMetric, comparedMetric } from "../metrics/catalogue.js";
import { type CompareOptions, type Comparison, compareFields } from "../metrics/comparison.js";
import type { Arm } from "../metrics/paired-cases.js";
import { isMeasured } from "../metrics/sent.js";
import { holm } from "../statistics/significance/holm.js";
import type { Trial } from "../types/index.js";
import { compareArms } from "./compare-arms.js";
import { rejudged } from "./verdict.js";

/** Which targets of a run are compared. */
export interface CompareTargetsOptions extends CompareOptions {
  /** Name of the target that the other is compared with. */
  readonly baseline: string;
  readonly candidate: string;
}

const targetsOptions = settings({ ...compareFields, baseline: text, candidate: text });

/**
 * Is the candidate faster than the baseline? Two targets of one run, paired by case and repetition.
 *
 * Each case gives one number: the mean, over its repetitions, of log(candidate / baseline), so prompts are the unit and
 * repetitions of a prompt are not treated as new ones. Over the cases: the Hodges-Lehmann center as ratio, the interval that
 * belongs to Wilcoxon's signed-rank test, and that test's exact p, which counts every way to swap the arms within cases (a
 * sign-flip test of the ranks), so no distribution is assumed and no single prompt decides. "faster" and "slower" take
 * p < 1 - confidence and a change beyond the noise threshold. Fewer than ten cases are "too-few-data". Arms that did not
 * take turns, gave answers of unequal length, had prompts cut, met unequal caches, lost more than a tenth of the pairs or were held up by
 * the client are "not-comparable"; the numbers are given all the same. Warm-ups and failed trials never enter.
 *
 * Throws RangeError when a target is not in the trials, both are the same, or an option is out of range.
 *
 * Source: Hollander and Wolfe (1999), Nonparametric Statistical Methods, 2nd ed., sections 3.1-3.3; pairing and clusters as
 * in Miller (2024), arXiv:2411.00640; interleaving as in Kalibera and Jones (2013).
 *
 * @example
 * (await bb.compareTargets(run, { baseline: "q8", candidate: "q4", metric: "latencyMs" })).verdict;
 */
export function compareTargets<Source extends TrialSource>(
  source: Source,
  options: CompareTargetsOptions,
): FromTrials<Source, Comparison> {
  return withTrials("compareTargets", source, (trials) => targetsCompared(trials, options));
}

function targetsCompared(trials: readonly Trial[], options: CompareTargetsOptions): Comparison {
  const given = checkedOptions("compareTargets", targetsOptions, options);
  const baseline = armOf(trials, given.baseline);
  const candidate = armOf(trials, given.candidate);
  if (given.baseline === given.candidate) {
    throw new RangeError(`expected two different targets, got ${given.baseline} twice`);
  }
  const turns = notInterleaved(baseline, candidate);
  const { points: _, ...drift } = driftOverRun([...baseline.trials, ...candidate.trials], given.metric);
  return compareArms(baseline, candidate, given, turns, drift);
}

/** Which runs are compared; a target is named only where its run has several. */
export interface CompareRunsOptions extends CompareOptions {
  readonly baseline?: string;
  readonly candidate?: string;
}

const runsOptions = settings({ ...compareFields, baseline: v.optional(text), candidate: v.optional(text) });

/**
 * Is a run faster than an earlier one? The regression check: the same cases, paired by case and repetition across two runs.
 *
 * Made as `compareTargets` is. Runs cannot take turns, so whatever changed on the machine between them is part of the ratio,
 * and the reasons say so. Throws RangeError when a run has several targets and none is named, or no measured trial.
 *
 * @example
 * (await bb.compareRuns(earlier, run, { metric: "latencyMs" })).verdict;
 */
export function compareRuns<Source extends TrialSource>(
  baseline: Source,
  candidate: Source,
  options: CompareRunsOptions,
): FromTrials<Source, Comparison> {
  const compared = withTrials("compareRuns", baseline, (earlier) =>
    withTrials("compareRuns", candidate, (later): Comparison | Promise<Comparison> =>
      runsCompared(earlier, later, options),
    ),
  );
  return compared as FromTrials<Source, Comparison>;
}

function runsCompared(
  baselineTrials: readonly Trial[],
  candidateTrials: readonly Trial[],
  options: CompareRunsOptions,
): Comparison {
  const given = checkedOptions("compareRuns", runsOptions, options);
  const baseline = armOf(baselineTrials, given.baseline ?? onlyTarget(baselineTrials, "baseline"));
  const candidate = armOf(candidateTrials, given.candidate ?? onlyTarget(candidateTrials, "candidate"));
  return compareArms(baseline, candidate, given, [differentRuns(candidate)], null);
}

/** Several comparisons against one baseline. */
export interface CompareAllOptions extends Omit<CompareOptions, "metric"> {
  readonly baseline: string;
  /** All other targets of the run by default. */
  readonly candidates?: readonly string[];
  readonly metrics: readonly ComparedMetric[];
}

const { metric: _, ...sharedFields } = compareFields;
const allOptions = settings({
  ...sharedFields,
  baseline: text,
  candidates: v.optional(texts),
  metrics: v.array(comparedMetric, "a list of texts"),
});

/**
 * Every candidate against the baseline in every metric, with Holm's adjustment over all of them.
 *
 * Of many comparisons of equal targets some are significant by chance; `pAdjusted` and the verdicts allow for how many were
 * made, which is `adjustedFor`. Intervals and `p` are each comparison's own. One comparison for each candidate and metric, in that order. Throws as `compareTargets` does.
 *
 * @example
 * await bb.compareAll(run, { baseline: "q8", metrics: ["latencyMs", "timeToFirstTokenMs"] });
 */
export function compareAll<Source extends TrialSource>(
  source: Source,
  options: CompareAllOptions,
): FromTrials<Source, Comparison[]> {
  return withTrials("compareAll", source, (trials) => allCompared(trials, options));
}

function allCompared(trials: readonly Trial[], options: CompareAllOptions): Comparison[] {
  const { candidates, metrics, ...rest } = checkedOptions("compareAll", allOptions, options);
  const others = candidates ?? targetsOf(trials).filter((target) => target !== rest.baseline);
  const comparisons = others.flatMap((candidate) =>
    metrics.map((metric) => targetsCompared(trials, { ...rest, candidate, metric })),
  );
  const tested = comparisons.filter((comparison) => comparison.p !== null);
  const adjusted = holm(tested.map((comparison) => comparison.p ?? 1));
  return comparisons.map((comparison) => {
    const pAdjusted = adjusted[tested.indexOf(comparison)];
    return pAdjusted === undefined ? comparison : rejudged(comparison, pAdjusted, tested.length);
  });
}

function armOf(trials: readonly Trial[], name: string): Arm {
  const own = trials.filter((trial) => isMeasured(trial) && trial.target === name);
  if (own.length === 0) {
    throw new RangeError(
      `expected measured trials of target ${name}, got only ${targetsOf(trials).join(", ") || "none"}`,
    );
  }
  return { name, trials: own };
}

function targetsOf(trials: readonly Trial[]): string[] {
  return [...new Set(trials.filter(isMeasured).map((trial) => trial.target))];
}

function onlyTarget(trials: readonly Trial[], role: string): string {
  const [target, ...others] = targetsOf(trials);
  if (target === undefined || others.length > 0) {
    const found = targetsOf(trials).join(", ") || "none";
    throw new RangeError(`expected one target in the ${role} run, got ${found}: name it as ${role}`);
  }
  return target;
}
