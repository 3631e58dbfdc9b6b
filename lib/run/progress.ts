import type { Phase, Trial } from "../types/index.js";

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
  /** Of a load that is stopped by time: what the rate so far leads to. */
  readonly total: number;
  readonly answered: number;
  readonly failed: number;
  readonly aborted: number;
  /** Turns of conversations that had ended before them. */
  readonly notSent: number;
  readonly elapsedMs: number;
  /** Trials per second so far; null before the first. */
  readonly ratePerSecond: number | null;
  /** How long the rest takes at that rate; null before the first trial. */
  readonly remainingMs: number | null;
  /** The trials stored since the last progress, in their order; every trial is reported once. */
  readonly recent: readonly StoredTrial[];
}

/** Counts trials as they are stored. */
export interface ProgressCount {
  stored(trial: Trial): void;
  /** Where the run is now. What it reports as recent, it does not report again. */
  take(): RunProgress;
}

/**
 * A {@link ProgressCount} of a plan of `planned` trials, of which `already` were stored by earlier sessions. A load that is
 * stopped by time takes `expectedMs` and its total is what the rate so far makes of the time that is left.
 */
export function countProgress(
  planned: number,
  already: number,
  now: () => number,
  expectedMs: number | null = null,
): ProgressCount {
  const beganAtMs = now();
  const counts = { answered: 0, failed: 0, aborted: 0, notSent: 0 };
  let recent: StoredTrial[] = [];
  return {
    stored(trial) {
      counts[trial.outcome.kind === "not-sent" ? "notSent" : trial.outcome.kind]++;
      recent.push(inShort(trial));
    },
    take() {
      const here = counts.answered + counts.failed + counts.aborted + counts.notSent;
      const elapsedMs = now() - beganAtMs;
      const ratePerSecond = here > 0 && elapsedMs > 0 ? (here / elapsedMs) * 1000 : null;
      const leftMs = expectedMs === null ? null : Math.max(0, expectedMs - elapsedMs);
      const left = leftMs === null ? planned - already - here : Math.round(((ratePerSecond ?? 0) * leftMs) / 1000);
      const told = recent;
      recent = [];
      return {
        ...counts,
        completed: already + here,
        total: already + here + left,
        elapsedMs,
        ratePerSecond,
        remainingMs: leftMs !== null ? leftMs : ratePerSecond === null ? null : (left / ratePerSecond) * 1000,
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
  if (outcome.kind === "not-sent") return `not sent: ${outcome.reason}`;
  return outcome.kind === "failed" ? `${outcome.class}: ${outcome.message}` : `aborted: ${outcome.reason}`;
}
