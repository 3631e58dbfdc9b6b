import type { Phase, Trial } from "../types.js";

/** One trial as progress tells it: enough for a line on a terminal. */
export interface StoredTrial {
  readonly target: string;
  readonly caseId: string;
  readonly repetition: number;
  readonly phase: Phase;
  /** Dispatch to end; null when it was not answered. */
  readonly latencyMs: number | null;
  /** Class and message; null when it was answered. */
  readonly failure: string | null;
}

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
  /** The trials stored since the last progress, in their order; every trial is told once. */
  readonly recent: readonly StoredTrial[];
}

/** Counts trials as they are stored. */
export interface ProgressCount {
  stored(trial: Trial): void;
  /** Where the run is now. What it tells as recent, it does not tell again. */
  take(): RunProgress;
  /** How many trials were stored since the last `take`. */
  readonly news: number;
}

/** A {@link ProgressCount} of a plan of `total` trials, of which `already` were stored by earlier sessions. */
export function countProgress(total: number, already: number, now: () => number): ProgressCount {
  const beganAtMs = now();
  const counts = { answered: 0, failed: 0, aborted: 0 };
  let recent: StoredTrial[] = [];
  return {
    get news() {
      return recent.length;
    },
    stored(trial) {
      counts[trial.outcome.kind]++;
      recent.push(inShort(trial));
    },
    take() {
      const here = counts.answered + counts.failed + counts.aborted;
      const elapsedMs = now() - beganAtMs;
      const ratePerSecond = here > 0 && elapsedMs > 0 ? (here / elapsedMs) * 1000 : null;
      const left = total - already - here;
      const told = recent;
      recent = [];
      return {
        ...counts,
        completed: already + here,
        total,
        elapsedMs,
        ratePerSecond,
        remainingMs: ratePerSecond === null ? null : (left / ratePerSecond) * 1000,
        recent: told,
      };
    },
  };
}

function inShort({ target, caseId, repetition, phase, outcome, endAtMs, dispatchedAtMs }: Trial): StoredTrial {
  const latencyMs = outcome.kind === "answered" ? endAtMs - dispatchedAtMs : null;
  return { target, caseId, repetition, phase, latencyMs, failure: failureOf(outcome) };
}

function failureOf(outcome: Trial["outcome"]): string | null {
  if (outcome.kind === "answered") return null;
  return outcome.kind === "failed" ? `${outcome.class}: ${outcome.message}` : `aborted: ${outcome.reason}`;
}
