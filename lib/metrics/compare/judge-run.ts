import type { Trial } from "../../types.js";
import type { ComparedMetric } from "./comparison.js";
import { driftOverRun, driftSentence } from "./drift.js";
import { cacheConcerns, clientConcerns, lengthConcerns } from "./fairness.js";

/** What a run must hold to. */
export interface JudgeOptions {
  /** The largest share of failed trials of a target; 0.1 when left out. */
  readonly errorBudget?: number;
  /** The metric in which the run must be steady; `latencyMs` when left out. */
  readonly metric?: ComparedMetric;
  /** What is known against the run from its manifest, such as a clock step. */
  readonly problems?: readonly string[];
}

/** Whether a run's numbers may be relied on. */
export interface RunJudgement {
  readonly kind: "run-judgement";
  readonly verdict: "VALID" | "INVALID";
  /** Empty when it is valid. */
  readonly reasons: readonly string[];
}

/** Fewer measured trials of a target tell too little. */
const fewestTrials = 10;

/**
 * Judges a run: VALID, or INVALID with every reason.
 *
 * Too few trials of a target, more failures than the error budget, a client that could not keep its schedule, drift over the
 * run, answers outside 90-110 % of the length of the first target's, unequal cache hits, and the problems handed in. A run
 * that is INVALID is kept and shown; nothing should be concluded from it. Throws nothing; no measured trials are INVALID.
 */
export function judgeRun(trials: readonly Trial[], options: JudgeOptions = {}): RunJudgement {
  const { errorBudget = 0.1, metric = "latencyMs", problems = [] } = options;
  const measured = trials.filter((trial) => trial.phase === "measured");
  const arms = [...new Set(measured.map((trial) => trial.target))].map((name) => ({
    name,
    trials: measured.filter((trial) => trial.target === name),
  }));
  const [first, ...others] = arms;
  const reasons = [
    ...problems,
    ...(first === undefined ? ["no measured trials"] : []),
    ...arms.flatMap((arm) => armReasons(arm.name, arm.trials, errorBudget)),
    ...arms.flatMap((arm) => driftReason(arm.name, arm.trials, metric)),
    ...(first === undefined ? [] : others.flatMap((arm) => unlikeReasons(first.trials, arm.trials, arm.name, metric))),
  ];
  return { kind: "run-judgement", verdict: reasons.length === 0 ? "VALID" : "INVALID", reasons };
}

function armReasons(name: string, trials: readonly Trial[], errorBudget: number): string[] {
  const failed = trials.filter((trial) => trial.outcome.kind === "failed").length;
  const reasons = clientConcerns(trials, name).map((concern) => concern.text);
  if (trials.length < fewestTrials)
    reasons.unshift(`${name} has ${trials.length} trials: at least ${fewestTrials} are needed`);
  if (failed > errorBudget * trials.length) {
    reasons.push(
      `${name} failed ${failed} of ${trials.length} times: more than the error budget of ${errorBudget * 100} %`,
    );
  }
  return reasons;
}

function driftReason(name: string, trials: readonly Trial[], metric: ComparedMetric): string[] {
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
