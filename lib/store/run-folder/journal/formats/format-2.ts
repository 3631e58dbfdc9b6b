import type { Arrival, Attempt, HttpPhases, Sample, Session, Trial } from "../../../../types/index.js";

/** Ticks of the journal's instants per millisecond: one is 0.1 µs, finer than any clock here can resolve. */
const TICKS_PER_MS = 1e4;

/** Runs of one kind: `["role",1,"answer",120]`. */
export type KindRuns = readonly (Arrival["kind"] | number)[];
/** The tokens of each event; null when no event told a count. */
export type Tokens = readonly (number | null)[] | null;

/** Arrivals as a journal keeps them today, in format 2: columns of small whole numbers, a fifth of the bytes of a list of objects. */
export interface PackedArrivals {
  /** The first instant in ticks of 0.1 µs, then how many ticks each came after the one before. */
  readonly ticks: readonly number[];
  /** Runs of one kind: `["role",1,"answer",120]`. */
  readonly kind: KindRuns;
  readonly textLength: readonly number[];
  /** Null when no event told a token count. */
  readonly tokens: Tokens;
  /** Runs of one step, the first from 0: `[0,1,1,120]` is 0, 1, 2 and so on to 120. */
  readonly readSteps: readonly number[];
}

/** Arrivals as columns with a value for each, but for the runs of one kind. */
export interface Columns {
  readonly atMs: readonly number[];
  readonly kind: KindRuns;
  readonly textLength: readonly number[];
  readonly tokens: Tokens;
  readonly readIndex: readonly number[];
}

/** A trial as the journal keeps it, its arrivals packed. */
export interface PackedTrial<Arrivals = PackedArrivals> extends Omit<Trial, "arrivals"> {
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

/** The HTTP instants of a trial; absent in one by an older Benchbook. */
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

/**
 * Packs arrivals, their instants rounded to a tick. Pure. Written as one loop: it runs in the process that measures.
 * @throws when a number of them is not finite, as a driver of a user's own may tell it.
 */
function packArrivals(arrivals: readonly Arrival[]): PackedArrivals {
  const [ticks, textLength, tokens]: [number[], number[], (number | null)[]] = [[], [], []];
  const kind: (Arrival["kind"] | number)[] = [];
  const readSteps: number[] = [];
  let [atTicks, readIndex, counted, sum] = [0, 0, false, 0];
  for (const arrival of arrivals) {
    const now = Math.round(arrival.atMs * TICKS_PER_MS);
    ticks.push(now - atTicks);
    atTicks = now;
    sum += now + arrival.textLength + (arrival.tokens ?? 0) + arrival.readIndex;
    textLength.push(arrival.textLength);
    tokens.push(arrival.tokens);
    if (arrival.tokens !== null) counted = true;
    addToRun(kind, arrival.kind);
    addToRun(readSteps, arrival.readIndex - readIndex);
    readIndex = arrival.readIndex;
  }
  if (!Number.isFinite(sum))
    throw new TypeError(`expected finite numbers in every arrival, got ${notFinite(arrivals)}`);
  return { ticks, kind, textLength, tokens: counted ? tokens : null, readSteps };
}

const notFinite = (arrivals: readonly Arrival[]): string =>
  JSON.stringify(
    arrivals.find(
      ({ atMs, textLength, tokens, readIndex }) => !Number.isFinite(atMs + textLength + (tokens ?? 0) + readIndex),
    ),
    (_, value: unknown) => (typeof value === "number" ? String(value) : value),
  );

/** Adds a value to a list of values with how often each comes in a row. */
function addToRun<T>(runs: (T | number)[], value: T): void {
  const last = runs.length - 1;
  const count = runs[last];
  if (typeof count === "number" && runs[last - 1] === value) runs[last] = count + 1;
  else runs.push(value, 1);
}

/** The arrivals of a line of format 2. Throws when their columns are of different lengths. */
export function unpackArrivals({ ticks, kind, textLength, tokens, readSteps }: PackedArrivals): Arrival[] {
  const readIndex = sumsOf(fromRuns(readSteps, isNumber, textLength.length));
  return joinColumns({ atMs: instantsOf(ticks), kind, textLength, tokens, readIndex });
}

/** Columns of equal length as a list of arrivals. Throws when their lengths differ. */
export function joinColumns({ atMs, kind, textLength, tokens, readIndex }: Columns): Arrival[] {
  const count = textLength.length;
  const kinds = fromRuns(kind, isKind, count);
  for (const column of [atMs, kinds, tokens ?? atMs, readIndex])
    if (column.length !== count) throw new Error("the columns of its arrivals differ in length");
  return kinds.map((one, index) => ({
    atMs: at(atMs, index),
    kind: one,
    textLength: at(textLength, index),
    tokens: tokens === null ? null : at(tokens, index),
    readIndex: at(readIndex, index),
  }));
}

const instantsOf = (ticks: readonly number[]): number[] => sumsOf(ticks).map((sum) => sum / TICKS_PER_MS);

function sumsOf(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isKind = (value: unknown): value is Arrival["kind"] => typeof value === "string";

/** The values of a list of runs; a damaged list may not make more of them than there are. */
function fromRuns<T>(runs: readonly unknown[], isValue: (value: unknown) => value is T, atMost: number): T[] {
  const values: T[] = [];
  for (let index = 0; index < runs.length; index += 2) {
    const [value, run] = [runs[index], runs[index + 1]];
    if (!isValue(value) || !isNumber(run) || !(run >= 1 && values.length + run <= atMost))
      throw new Error("the kinds or the reads of its arrivals are not runs");
    for (let repeat = 0; repeat < run; repeat++) values.push(value);
  }
  return values;
}

function at<T>(column: readonly T[], index: number): T {
  const value = column[index];
  if (value === undefined) throw new Error(`no value at ${index} of ${column.length}`);
  return value;
}
