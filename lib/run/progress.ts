import type { Phase, Trial } from "../types.js";

/** How far a run has come. `completed` counts what is on the disk, nothing else. */
export interface RunProgress {
  readonly completed: number;
  readonly total: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  readonly elapsedMs: number;
  /** Trials a second so far; null before the first. */
  readonly ratePerSecond: number | null;
  /** How long the rest takes at that rate; null before the first trial. */
  readonly remainingMs: number | null;
  /** Of the trial stored last. */
  readonly lastTarget: string | null;
  readonly lastCaseId: string | null;
  readonly lastPhase: Phase | null;
  readonly lastLatencyMs: number | null;
  /** Why the last failed trial failed; null when it did not fail. */
  readonly lastFailure: string | null;
}

/** Counts trials as they are stored. */
export interface ProgressCount {
  stored(trial: Trial): void;
  now(): RunProgress;
}

/** A {@link ProgressCount} of a plan of `total` trials, of which `already` were stored by earlier sessions. */
export function countProgress(total: number, already: number, now: () => number): ProgressCount {
  const beganAtMs = now();
  const counts = { answered: 0, failed: 0, aborted: 0 };
  let last: Trial | null = null;
  return {
    stored(trial) {
      counts[trial.outcome.kind]++;
      last = trial;
    },
    now() {
      const here = counts.answered + counts.failed + counts.aborted;
      const elapsedMs = now() - beganAtMs;
      const ratePerSecond = here > 0 && elapsedMs > 0 ? (here / elapsedMs) * 1000 : null;
      const left = total - already - here;
      return {
        ...counts,
        completed: already + here,
        total,
        elapsedMs,
        ratePerSecond,
        remainingMs: ratePerSecond === null ? null : (left / ratePerSecond) * 1000,
        ...lastOf(last),
      };
    },
  };
}

function lastOf(trial: Trial | null) {
  const outcome = trial?.outcome;
  return {
    lastTarget: trial?.target ?? null,
    lastCaseId: trial?.caseId ?? null,
    lastPhase: trial?.phase ?? null,
    lastLatencyMs: trial && outcome?.kind === "answered" ? trial.endAtMs - trial.dispatchedAtMs : null,
    lastFailure: outcome?.kind === "failed" ? `${outcome.class}: ${outcome.message}` : null,
  };
}
