import { checkManifest, checkOptions, checkTexts } from "../arguments/checks.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { type ComparedMetric, checkMetric } from "../metrics/comparison.js";
import { connectionNotes } from "../metrics/connection-notes.js";
import type { Arm } from "../metrics/paired-cases.js";
import type { Manifest, RunVerdict, Trial } from "../types/index.js";
import { clientLimits } from "./client-limits.js";
import { clockSteps } from "./clock-step.js";
import { deliveryNotesOf } from "./delivery-notes.js";
import { driftOverRun, driftSentence } from "./drift.js";
import { cacheConcerns, cutReasons, lengthConcerns } from "./fairness.js";
import { found, verdictOf } from "./findings.js";
import { repeatedAnswerNotes } from "./repeated-answers.js";

/** What a manifest tells for the judgement of its run. */
export type JudgedManifest = Pick<Manifest, "targets" | "sessions" | "load" | "state" | "stateReason" | "errorBudget"> &
  Partial<Pick<Manifest, "generation">>;

/** What a run must hold to. */
export interface JudgeOptions {
  /** The run's manifest: what the client saw of itself, how the run ended, its clock. Without it only the trials are judged. */
  readonly manifest?: JudgedManifest;
  /** The largest share of failed trials of a target; the manifest's, or 0.1 when left out. */
  readonly errorBudget?: number;
  /** The metric in which the run must be steady; `latencyMs` when left out. */
  readonly metric?: ComparedMetric;
  /** What is known against the run from its manifest, such as a clock step. */
  readonly problems?: readonly string[];
}

/** Fewer measured trials of a target tell too little. */
const fewestTrials = 10;

/**
 * Judges a run in one word, with every reason. Of several the first of these is the verdict:
 *
 * clientLimited: what was measured is the client and not the engine alone; see `clientLimits`. INVALID: nothing should be
 * concluded from it: more failures than the error budget, prompts that a server cut, answers outside 90-110 % of the length of
 * the first target's, unequal cache hits, a clock that stepped, a run that did not finish, no measured trials, and the problems handed in. too-few: nothing
 * is wrong, but a target has fewer than ten trials. drifting: the metric changed while the run went on, so that its absolute
 * values are of no steady state; arms that took turns share the drift, and a comparison of them holds. VALID: none of these.
 *
 * Whatever it is, the run is kept and shown. Notes decide nothing. Throws nothing but for arguments of a wrong kind.
 *
 * @example
 * (await bb.inspect.judgeRun(run)).reasons;
 */
export function judgeRun<Source extends TrialSource>(
  source: Source,
  options: JudgeOptions = {},
): FromTrials<Source, Required<RunVerdict>> {
  return withTrials("judgeRun", source, (trials, run) =>
    judged(trials, run === null ? options : { manifest: run.manifest, ...options }),
  );
}

function judged(trials: readonly Trial[], options: JudgeOptions): Required<RunVerdict> {
  checkOptions("judgeRun", options, { manifest: true, errorBudget: true, metric: true, problems: true });
  const { manifest, metric = "latencyMs", problems = [] } = options;
  checkMetric("judgeRun", metric);
  checkTexts("judgeRun", "problems", problems);
  if (manifest !== undefined) checkManifest("judgeRun", manifest, ["targets", "sessions", "load", "state"]);
  const measured = trials.filter((trial) => trial.phase === "measured");
  const arms = [...new Set(measured.map((trial) => trial.target))].map((name) => ({
    name,
    trials: measured.filter((trial) => trial.target === name),
  }));
  const [first, ...others] = arms;
  const evidence = manifest ?? { targets: arms.map(({ name }) => ({ kind: "unknown", name })), sessions: [] };
  const invalid = [
    ...problems,
    ...(manifest === undefined ? [] : endReasons(manifest)),
    ...clockSteps(evidence.sessions),
    ...(first === undefined ? ["no measured trials"] : []),
    ...arms.flatMap((arm) => failureReasons(arm.name, arm.trials, budgetOf(options))),
    ...arms.flatMap((arm) => cutReasons(arm.name, arm.trials)),
    ...(first === undefined ? [] : others.flatMap((arm) => unlikeReasons(first.trials, arm.trials, arm.name, metric))),
  ];
  const notes = [
    ...(manifest === undefined ? [] : repeatedAnswerNotes(measured, manifest)),
    ...arms.flatMap((arm) => deliveryNotesOf(arm.name, arm.trials)),
    ...arms.flatMap((arm) => connectionNotes(arm.trials).map((note) => `${arm.name}: ${note}`)),
  ];
  return verdictOf([
    ...found("client", clientLimits(measured, evidence)),
    ...found("invalid", invalid),
    ...found("few", arms.flatMap(fewReasons)),
    ...found(
      "drift",
      arms.flatMap((arm) => driftReasons(arm.name, arm.trials, metric)),
    ),
    ...found("note", notes),
  ]);
}

/** A share of failed trials that a run may have, and whose limit that is. */
export interface Budget {
  readonly share: number;
  readonly whose: string;
}

/** Without a budget of its own a run may lose so many. */
const USUAL_BUDGET = 0.1;

const percent = (share: number) => `${Number((share * 100).toPrecision(12))} %`;

/** A budget of 1 lets a run go on whatever fails; that does not make its numbers good. */
export function budgetOf({ errorBudget, manifest }: JudgeOptions): Budget {
  if (errorBudget !== undefined) return { share: errorBudget, whose: `the error budget of ${percent(errorBudget)}` };
  const own = manifest?.errorBudget ?? null;
  const usual = `the ${percent(USUAL_BUDGET)} that Benchbook lets a run lose`;
  if (own === null) return { share: USUAL_BUDGET, whose: usual };
  return own >= 1
    ? { share: USUAL_BUDGET, whose: `${usual} (its own error budget of ${percent(own)} only keeps it going)` }
    : { share: own, whose: `the run's own error budget of ${percent(own)}` };
}

/** Why a run that did not finish is judged so. */
export function endReasons({ state, stateReason }: JudgedManifest): string[] {
  return state === "finished" ? [] : [`the run did not finish: ${stateReason ?? state}`];
}

/** That a target has too few trials for a verdict, and how many it takes. */
function fewReasons({ name, trials }: Arm): string[] {
  const held = trials.length === 1 ? "1 trial" : `${trials.length} trials`;
  return trials.length < fewestTrials ? [`${name} has ${held}: at least ${fewestTrials} are needed`] : [];
}

/** That a target failed more often than its error budget allows. */
export function failureReasons(name: string, trials: readonly Trial[], { share, whose }: Budget): string[] {
  const failed = trials.filter((trial) => trial.outcome.kind === "failed").length;
  if (failed <= share * trials.length) return [];
  return [`${name} failed ${failed} of ${trials.length} times: more than ${whose}`];
}

/** That a target was not steady while the run went on. */
export function driftReasons(name: string, trials: readonly Trial[], metric: ComparedMetric): string[] {
  const sentence = driftSentence(driftOverRun(trials, metric));
  return sentence === null ? [] : [`${name} was not steady in ${metric}: ${sentence}`];
}

function unlikeReasons(
  first: readonly Trial[],
  other: readonly Trial[],
  name: string,
  metric: ComparedMetric,
): string[] {
  const concerns = [...lengthConcerns(first, other, metric), ...cacheConcerns(first, other, metric)];
  return concerns.map((concern) => `${name} against the first target: ${concern.text}`);
}
