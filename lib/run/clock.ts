import { sleepUntil } from "./sleep.js";

/**
 * Waits until an instant of the measuring clock; returns early when the signal is aborted. `about` lets it be a timer's two
 * milliseconds late and costs nothing while it waits.
 */
export type SleepUntil = (atMs: number, signal: AbortSignal, precision?: "exact" | "about") => Promise<void>;

/** The one clock of a measuring process, handed in so that tests drive it by hand. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Wall time as ISO 8601: only for the anchors at the start and the end of a session. */
  wallTime(): string;
  readonly sleepUntil: SleepUntil;
}

/** The clock of this process: `performance.now()`, and the wall clock for the anchors. */
export const processClock: Clock = {
  now: performance.now.bind(performance),
  wallTime: () => new Date().toISOString(),
  sleepUntil,
};
