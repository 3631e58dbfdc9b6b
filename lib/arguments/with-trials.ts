import type { Run, Trial } from "../types/index.js";
import { checkTrials } from "./check-runs.js";
import { isRun } from "./describe-value.js";

/** A run, or the trials of one: whatever takes trials takes either. */
export type TrialSource = Run | readonly Trial[];

/**
 * What a function of trials gives: its result for trials, and a promise of it for a run, whose journal is read first. A source
 * whose type is not known counts as trials.
 */
export type FromTrials<Source, Result> = 0 extends 1 & Source
  ? Result
  : Source extends readonly unknown[]
    ? Result
    : Promise<Result>;

/**
 * Computes from trials at once, or from a run as soon as its trials are read; then `compute` gets the run as well, for what its
 * manifest says. Nothing is kept: each call reads the journal, so for many numbers of a large run read the trials once.
 * Throws when the source is neither; the promise of a run rejects with what `compute` throws.
 *
 * @example
 * withTrials("trialCount", [], (trials) => trials.length); // => 0
 */
export function withTrials<Source extends TrialSource, Result>(
  caller: string,
  source: Source,
  compute: (trials: readonly Trial[], run: Run | null) => Result | Promise<Result>,
): FromTrials<Source, Result> {
  const computed = isRun(source) ? source.trials().then((trials) => compute(trials, source)) : ofList(source);
  return computed as FromTrials<Source, Result>;

  function ofList(trials: readonly Trial[]) {
    checkTrials(caller, trials);
    return compute(trials, null);
  }
}
