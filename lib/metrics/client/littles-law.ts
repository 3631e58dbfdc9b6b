import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { checkedLater, numberFrom, text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Session, Trial } from "../../types/index.js";
import { isMeasured } from "../sent.js";
import { clientOfTarget } from "./client-targets.js";

/** Little's law of one target. Null is what the run does not tell. */
export interface LittlesLaw {
  readonly kind: "littles-law";
  readonly target: string;
  readonly requests: number;
  /** L: requests in the client's hands on average, counted by the runner while it measured. */
  readonly meanInHand: number | null;
  /** Lambda: requests per second in the time in which any was in hand. */
  readonly arrivalsPerSecond: number | null;
  /** W: from dispatch to the end, by the stamps of the trials; failed ones count. */
  readonly meanTimeMs: number | null;
  /** Lambda times W: requests in flight as the stamps tell it. */
  readonly meanInFlight: number | null;
  /** Null when it cannot be checked. */
  readonly holds: boolean | null;
}

/** What {@link littlesLaw} is asked about. */
export interface LittlesLawOptions {
  readonly target: string;
  /** What the client counted: `run.manifest.sessions`. Needed beside trials; a run has its own. */
  readonly sessions?: readonly Session[];
  /** 0.1 by default. */
  readonly tolerance?: number;
}

const littlesLawOptions = settings({
  target: text,
  sessions: v.optional(checkedLater<readonly Session[]>()),
  tolerance: v.optional(numberFrom(0), 0.1),
});

/** Making a request takes the client so long at most before it is passed on; more is waiting. */
const MAKING_MS = 5;

/**
 * Checks Little's law on a target: the mean number in flight is the arrival rate times the mean time, whatever the
 * distributions are. Both sides are observed apart: the left one is counted by the runner, from when the plan lets a request
 * go until it has ended; the right one follows from the stamps of the trials. When the left is larger, requests waited inside
 * the client (for a socket, for its event loop) before the engine had them, and no stamp of a trial says so.
 *
 * Within `tolerance` (a share of the left side) it holds, and so it does when the waiting is at most 5 ms a request, which
 * is what making one takes. Runs from before the client was recorded cannot be checked.
 *
 * Source: Little (1961), "A proof for the queuing formula L = lambda W", Operations Research 9, 383-387.
 *
 * @example
 * (await bb.inspect.littlesLaw(run, { target: target.name })).holds;
 */
export function littlesLaw<Source extends TrialSource>(
  source: Source,
  options: LittlesLawOptions,
): FromTrials<Source, LittlesLaw> {
  return withTrials("littlesLaw", source, (trials, run) =>
    lawOf(trials, run === null ? options : { sessions: run.manifest.sessions, ...options }),
  );
}

function lawOf(trials: readonly Trial[], options: LittlesLawOptions): LittlesLaw {
  const { target, tolerance, ...given } = checkedOptions("littlesLaw", littlesLawOptions, options);
  const sessions = given.sessions as readonly Session[];
  checkRows("littlesLaw", "sessions", sessions, "a list of sessions, run.manifest.sessions");
  const times = trials
    .filter((trial) => isMeasured(trial) && trial.target === target)
    .map((trial) => trial.endAtMs - trial.dispatchedAtMs);
  const client = clientOfTarget(sessions, target);
  const known = { kind: "littles-law", target, requests: client?.requests ?? times.length } as const;
  if (client === null || times.length === 0 || client.requests === 0 || client.busyMs <= 0) {
    const meanTimeMs = times.length === 0 ? null : mean(times);
    return { ...known, meanInHand: null, arrivalsPerSecond: null, meanTimeMs, meanInFlight: null, holds: null };
  }
  const meanTimeMs = mean(times);
  const meanInHand = client.inHandMs / client.busyMs;
  const meanInFlight = (client.requests / client.busyMs) * meanTimeMs;
  const waitedMs = client.inHandMs / client.requests - meanTimeMs;
  const holds = Math.abs(meanInHand - meanInFlight) <= tolerance * meanInHand || Math.abs(waitedMs) <= MAKING_MS;
  return {
    ...known,
    meanInHand,
    arrivalsPerSecond: (client.requests / client.busyMs) * 1000,
    meanTimeMs,
    meanInFlight,
    holds,
  };
}
