import { checkManifest } from "../arguments/check-runs.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { clientLag } from "../metrics/client/client-lag.js";
import { computesInProcess, stampingLoops } from "../metrics/client/client-targets.js";
import { coalescing } from "../metrics/client/coalesced.js";
import { type LittlesLaw, littlesLaw } from "../metrics/client/littles-law.js";
import type { Distribution } from "../metrics/distribution.js";
import type { Trial } from "../types/index.js";
import type { ClientEvidence } from "./client-limits.js";

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
  /** Share of the time with requests in hand in which the event loop stood still; of several that sent, the worst. */
  readonly stalledShare: number | null;
  readonly longestStallMs: number | null;
}

/**
 * What the client did with each target of a run: how often events came together, how late requests left, whether Little's
 * law holds, how long the event loop stood still. Pass the run, or all of its trials and its manifest.
 *
 * @example
 * await bb.inspect.client(run);
 */
export function clientSummary<Source extends TrialSource>(
  source: Source,
  manifest?: ClientEvidence,
): FromTrials<Source, ClientSummary[]> {
  return withTrials("inspect.client", source, (trials, run) =>
    clientSummaries(trials, manifest ?? (run?.manifest as ClientEvidence)),
  );
}

function clientSummaries(trials: readonly Trial[], evidence: ClientEvidence): ClientSummary[] {
  checkManifest("inspect.client", evidence, ["targets", "sessions"]);
  return evidence.targets.map((target) => {
    const own = trials.filter((trial) => trial.target === target.name);
    const { lagMs, ownLagMs } = clientLag(own, evidence.load);
    const loops = stampingLoops(evidence.sessions, target.name).map((loop) => loop.target);
    const shares = loops.flatMap(({ busyMs, stalledMs }) => (busyMs <= 0 ? [] : [stalledMs / busyMs]));
    return {
      kind: "client-summary",
      target: target.name,
      computesInProcess: computesInProcess(target),
      coalescedShare: coalescing(own).coalescedShare,
      lagMs,
      ownLagMs,
      littlesLaw: littlesLaw(own, { target: target.name, sessions: evidence.sessions }),
      stalledShare: worst(shares),
      longestStallMs: worst(loops.map((loop) => loop.longestStallMs)),
    };
  });
}

const worst = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));
