import type { Arrival, Attempt, Sample, Session, Trial } from "../../types.js";

/** A trial as the journal keeps it: the arrivals as columns, a third of the bytes of a list of objects. */
export interface PackedTrial extends Omit<Trial, "arrivals"> {
  readonly arrivals: {
    readonly atMs: readonly number[];
    /** Runs of one kind: `["role",1,"answer",120]`. */
    readonly kind: readonly (Arrival["kind"] | number)[];
    readonly textLength: readonly number[];
    /** Null when no event told a token count. */
    readonly tokens: readonly (number | null)[] | null;
    readonly readIndex: readonly number[];
  };
}

/**
 * An instant in milliseconds rounded to 0.1 µs, finer than any clock here can tell; it keeps a line short. Every
 * instant that the store writes goes through it.
 *
 * @example roundInstant(12.34567891); // => 12.3457
 */
export function roundInstant(atMs: number): number {
  return Math.round(atMs * 1e4) / 1e4;
}

function roundOrNull(atMs: number | null): number | null {
  return atMs === null ? null : roundInstant(atMs);
}

/** A trial in the form of a journal line. Pure. */
export function packTrial(trial: Trial): PackedTrial {
  return {
    ...trial,
    intendedAtMs: roundInstant(trial.intendedAtMs),
    dispatchedAtMs: roundInstant(trial.dispatchedAtMs),
    firstByteAtMs: roundOrNull(trial.firstByteAtMs),
    firstTokenAtMs: roundOrNull(trial.firstTokenAtMs),
    firstAnswerTokenAtMs: roundOrNull(trial.firstAnswerTokenAtMs),
    lastTokenAtMs: roundOrNull(trial.lastTokenAtMs),
    endAtMs: roundInstant(trial.endAtMs),
    ...(trial.attempts === undefined ? {} : { attempts: trial.attempts.map(roundAttempt) }),
    arrivals: {
      atMs: trial.arrivals.map((arrival) => roundInstant(arrival.atMs)),
      kind: packKinds(trial.arrivals),
      textLength: trial.arrivals.map((arrival) => arrival.textLength),
      tokens: trial.arrivals.every((arrival) => arrival.tokens === null)
        ? null
        : trial.arrivals.map((arrival) => arrival.tokens),
      readIndex: trial.arrivals.map((arrival) => arrival.readIndex),
    },
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

function packKinds(arrivals: readonly Arrival[]): (Arrival["kind"] | number)[] {
  const packed: (Arrival["kind"] | number)[] = [];
  let run = 0;
  arrivals.forEach((arrival, index) => {
    run++;
    if (arrival.kind === arrivals[index + 1]?.kind) return;
    packed.push(arrival.kind, run);
    run = 0;
  });
  return packed;
}

/** The trial of a journal line. Throws when the columns of its arrivals are of different lengths. */
export function unpackTrial(packed: PackedTrial): Trial {
  const { atMs, textLength, tokens, readIndex } = packed.arrivals;
  const kinds = unpackKinds(packed.arrivals.kind, atMs.length);
  for (const column of [kinds, textLength, tokens ?? atMs, readIndex]) {
    if (column.length !== atMs.length) throw new Error("the columns of its arrivals differ in length");
  }
  const arrivals = kinds.map((kind, index) => ({
    atMs: at(atMs, index),
    kind,
    textLength: at(textLength, index),
    tokens: tokens === null ? null : at(tokens, index),
    readIndex: at(readIndex, index),
  }));
  return { ...packed, arrivals };
}

function unpackKinds(packed: PackedTrial["arrivals"]["kind"], atMost: number): Arrival["kind"][] {
  const kinds: Arrival["kind"][] = [];
  for (let index = 0; index < packed.length; index += 2) {
    const [kind, run] = [packed[index], packed[index + 1]];
    if (typeof kind !== "string" || typeof run !== "number" || !(run >= 1 && kinds.length + run <= atMost)) {
      throw new Error("the kinds of its arrivals are not runs");
    }
    for (let repeat = 0; repeat < run; repeat++) kinds.push(kind);
  }
  return kinds;
}

function at<T>(column: readonly T[], index: number): T {
  const value = column[index];
  if (value === undefined) throw new Error(`no value at ${index} of ${column.length}`);
  return value;
}

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
