import type { Attempt, HttpPhases, Sample, Session, Trial } from "../../../types/index.js";
import {
  type ArrivalColumns,
  type PackedArrivals,
  packArrivals,
  TICKS_PER_MS,
  unpackArrivals,
} from "./packed-arrivals.js";

/** A trial as the journal keeps it, its arrivals packed: in the form of format 2 where it was written today. */
export interface PackedTrial<Arrivals = PackedArrivals | ArrivalColumns> extends Omit<Trial, "arrivals"> {
  readonly arrivals: Arrivals;
}

/**
 * An instant in milliseconds rounded to 0.1 µs, finer than any clock here can tell; it keeps a line short. Every
 * instant that the store writes goes through it.
 *
 * @example roundInstant(12.34567891); // => 12.3457
 */
export function roundInstant(atMs: number): number {
  return Math.round(atMs * TICKS_PER_MS) / TICKS_PER_MS;
}

/** The instants of HTTP that a trial tells: none in one of an older Benchbook. */
function roundPhases({ connectionReadyAtMs, requestSentAtMs, responseHeadAtMs }: Trial): Partial<HttpPhases> {
  return {
    ...(connectionReadyAtMs === undefined ? {} : { connectionReadyAtMs: roundOrNull(connectionReadyAtMs) }),
    ...(requestSentAtMs === undefined ? {} : { requestSentAtMs: roundOrNull(requestSentAtMs) }),
    ...(responseHeadAtMs === undefined ? {} : { responseHeadAtMs: roundOrNull(responseHeadAtMs) }),
  };
}

function roundOrNull(atMs: number | null): number | null {
  return atMs === null ? null : roundInstant(atMs);
}

/** A trial in the form of a journal line. Pure. */
export function packTrial(trial: Trial): PackedTrial<PackedArrivals> {
  return {
    ...trial,
    intendedAtMs: roundInstant(trial.intendedAtMs),
    dispatchedAtMs: roundInstant(trial.dispatchedAtMs),
    firstByteAtMs: roundOrNull(trial.firstByteAtMs),
    firstTokenAtMs: roundOrNull(trial.firstTokenAtMs),
    firstAnswerTokenAtMs: roundOrNull(trial.firstAnswerTokenAtMs),
    lastTokenAtMs: roundOrNull(trial.lastTokenAtMs),
    endAtMs: roundInstant(trial.endAtMs),
    ...roundPhases(trial),
    ...(trial.attempts === undefined ? {} : { attempts: trial.attempts.map(roundAttempt) }),
    arrivals: packArrivals(trial.arrivals),
  };
}

function roundAttempt(attempt: Attempt): Attempt {
  return {
    ...attempt,
    dispatchedAtMs: roundInstant(attempt.dispatchedAtMs),
    endAtMs: roundInstant(attempt.endAtMs),
    waitMs: roundInstant(attempt.waitMs),
  };
}

/** The trial of a journal line. Throws when the columns of its arrivals are of different lengths. */
export const unpackTrial = (packed: PackedTrial): Trial => ({ ...packed, arrivals: unpackArrivals(packed.arrivals) });

/** A sample with its instant rounded. */
export function roundSample(sample: Sample): Sample {
  return { ...sample, atMs: roundInstant(sample.atMs) };
}

/** A session record with its instants rounded. */
export function roundSession(session: Session): Session {
  return {
    ...session,
    startedAtMs: roundInstant(session.startedAtMs),
    endedAtMs: roundOrNull(session.endedAtMs),
  };
}
