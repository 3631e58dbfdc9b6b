import { checkMadeLoad } from "../../arguments/check-runs.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Load, Trial } from "../../types/index.js";
import { type Distribution, distributionOf } from "../distribution.js";
import { isMeasured } from "../sent.js";

/** How late requests left, in milliseconds: all of it, and the part that is the client's own. */
export interface ClientLag {
  readonly kind: "client-lag";
  /** Dispatch minus intended start: what a user of the schedule waits before the request is even sent. */
  readonly lagMs: Distribution;
  /** Without the wait for a free place under `maxInFlight`, which the load asks for. */
  readonly ownLagMs: Distribution;
}

/**
 * How late the requests of an open loop, a ramp or a replay left: dispatch minus intended, of the measured trials, and without the
 * time for which a limit of requests in flight held them back. A place was free when fewer than `maxInFlight` of those sent
 * earlier in the same block were still out. In a closed loop nothing is intended and both have n = 0.
 *
 * Pass the trials of one target with their load, or a run, whose manifest has it.
 *
 * @example
 * (await bb.inspect.clientLag(run)).ownLagMs.p99;
 */
export function clientLag<Source extends TrialSource>(source: Source, load?: Load): FromTrials<Source, ClientLag> {
  return withTrials("clientLag", source, (trials, run) => lagOf(trials, load ?? run?.manifest.load));
}

function lagOf(trials: readonly Trial[], load?: Load): ClientLag {
  if (load !== undefined) checkMadeLoad("clientLag", load);
  const limit = load === undefined || !("maxInFlight" in load) ? null : load.maxInFlight;
  const scheduled = trials.filter((trial) => isMeasured(trial) && isScheduled(trial, load));
  const lags = scheduled.map((trial) => trial.dispatchedAtMs - trial.intendedAtMs);
  const own = limit === null ? lags : blocksOf(scheduled).flatMap((block) => ownLags(block, limit));
  return { kind: "client-lag", lagMs: distributionOf(lags), ownLagMs: distributionOf(own) };
}

/** Without the load, a trial that left in the very instant in which it was intended is one of a closed loop. */
function isScheduled(trial: Trial, load: Load | undefined): boolean {
  if (load === undefined) return trial.intendedAtMs !== trial.dispatchedAtMs;
  switch (load.kind) {
    case "open":
    case "ramp":
    case "replay":
      return true;
    case "closed":
    case "batches":
      return false;
  }
}

function blocksOf(trials: readonly Trial[]): readonly (readonly Trial[])[] {
  const blocks = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = `${trial.session} ${trial.block}`;
    blocks.set(key, [...(blocks.get(key) ?? []), trial]);
  }
  return [...blocks.values()];
}

/** The place of a request is free when the latest but `limit` - 1 of the ends before it has come. */
function ownLags(block: readonly Trial[], limit: number): number[] {
  const inOrder = [...block].sort((a, b) => a.dispatchedAtMs - b.dispatchedAtMs);
  const latestEnds: number[] = []; // the `limit` latest ends so far, ascending
  return inOrder.map((trial) => {
    const freeAtMs = latestEnds.length < limit ? trial.intendedAtMs : (latestEnds[0] ?? trial.intendedAtMs);
    insert(latestEnds, trial.endAtMs);
    if (latestEnds.length > limit) latestEnds.shift();
    return Math.max(0, trial.dispatchedAtMs - Math.max(trial.intendedAtMs, freeAtMs));
  });
}

function insert(ascending: number[], value: number): void {
  let at = ascending.length;
  while (at > 0 && (ascending[at - 1] ?? 0) > value) at -= 1;
  ascending.splice(at, 0, value);
}
