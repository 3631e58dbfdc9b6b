import { trialMetrics } from "../../metrics/trial-metrics.js";
import { quantile } from "../../statistics/quantile.js";
import { plotText } from "../../text/escape.js";
import { durationText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";

/** A gap of at least this many medians is called a stall. */
export const STALL_FACTOR = 10;

/** One wait between two reads that held text. */
export interface Gap {
  readonly ms: number;
  readonly trial: Trial;
  /** The chunk that it was waited for, from 2. */
  readonly chunk: number;
}

/** What to say about a gap under the mouse, escaped. */
export function gapHover({ ms, trial, chunk }: Gap): string {
  const where = `case ${plotText(trial.caseId)}, repetition ${trial.repetition}, before chunk ${chunk}`;
  return `${plotText(trial.target)}<br>${durationText(ms)}<br>${where}`;
}

/** The gaps of one target. */
export interface GapGroup {
  readonly name: string;
  readonly gaps: readonly Gap[];
  readonly medianMs: number;
  readonly stalls: readonly Gap[];
}

/** The gaps of a target's trials, pooled, and which of them are stalls. A median of 0 (all in one read) calls none a stall. */
export function gapGroup(name: string, trials: readonly Trial[]): GapGroup {
  const gaps = trials.flatMap((trial) =>
    (trialMetrics(trial).chunkGapsMs ?? []).map((ms, i) => ({ ms, trial, chunk: i + 2 })),
  );
  const medianMs =
    gaps.length === 0
      ? 0
      : quantile(
          gaps.map(({ ms }) => ms),
          0.5,
          { type: 7 },
        );
  const stalls = medianMs === 0 ? [] : gaps.filter(({ ms }) => ms >= STALL_FACTOR * medianMs);
  return { name, gaps, medianMs, stalls };
}
