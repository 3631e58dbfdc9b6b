import type { Trial } from "../../types.js";
import type { Distribution } from "../distribution.js";
import { clientLag } from "./client-lag.js";
import type { ClientEvidence } from "./client-limits.js";
import { clientOfTarget, computesInProcess } from "./client-targets.js";
import { coalescing } from "./coalesced.js";
import { type LittlesLaw, littlesLaw } from "./littles-law.js";

/** What the client did with one target, in one place. Null is what the run does not tell. */
export interface ClientSummary {
  readonly kind: "client-summary";
  readonly target: string;
  /** The engine computes in the measuring process: what holds that up is the engine's own work. */
  readonly computesInProcess: boolean;
  /** Share of the events with text that shared their read with an earlier one. */
  readonly coalescedShare: number | null;
  /** Dispatch minus intended start; n = 0 in a closed loop. */
  readonly lagMs: Distribution;
  /** The same without the wait for a place under `maxInFlight`. */
  readonly ownLagMs: Distribution;
  readonly littlesLaw: LittlesLaw;
  /** Share of the time with requests in hand in which the event loop stood still. */
  readonly stalledShare: number | null;
  readonly longestStallMs: number | null;
}

/**
 * What the client did with each target of a run: how often events came together, how late requests left, whether Little's
 * law holds, how long the event loop stood still. Pure; hand over the whole run's trials and its manifest.
 */
export function clientSummary(trials: readonly Trial[], evidence: ClientEvidence): ClientSummary[] {
  return evidence.targets.map((target) => {
    const own = trials.filter((trial) => trial.target === target.name);
    const { lagMs, ownLagMs } = clientLag(own, evidence.load);
    const client = clientOfTarget(evidence.sessions, target.name);
    return {
      kind: "client-summary",
      target: target.name,
      computesInProcess: computesInProcess(target),
      coalescedShare: coalescing(own).coalescedShare,
      lagMs,
      ownLagMs,
      littlesLaw: littlesLaw(own, evidence.sessions, { target: target.name }),
      stalledShare: client === null || client.busyMs <= 0 ? null : client.stalledMs / client.busyMs,
      longestStallMs: client?.longestStallMs ?? null,
    };
  });
}
