import { median } from "simple-statistics";
import { arrivalsTest } from "../metrics/arrivals/arrivals-test.js";
import { clientLag } from "../metrics/client/client-lag.js";
import { computesInProcess, stampingLoops } from "../metrics/client/client-targets.js";
import { lateLoopLimits } from "../metrics/client/late-loop.js";
import { littlesLaw } from "../metrics/client/littles-law.js";
import type { ClientOfTarget, Load, LoopRecord, Manifest, Session, Trial } from "../types/index.js";

/** From where on the client, and not the engine alone, is what was measured. */
export const CLIENT_LIMITS = {
  /** The event loop stood still for this share of the time: a p99 is then the client's. */
  stalledShare: 0.01,
  /** Fewer silences than this are hiccups of a machine, not a way of being. */
  fewestStalls: 3,
  /** One silence as long as this spoils the worst gap and the slowest answer by itself. */
  longestStallMs: 100,
  /** Each time there was something to do, the event loop waited so long for a processor. */
  processorWaitMs: 0.5,
  /** So many turns are needed to say that. */
  fewestTurns: 100,
  /** A row is on the disk within this time (the store's promise). */
  storingMs: 250,
} as const;

/** What is known of a run's client: its manifest tells all of it. */
export interface ClientEvidence extends Pick<Manifest, "targets" | "sessions"> {
  readonly load?: Load;
}

/**
 * In what the client limited a run, in sentences; none for a clean one.
 *
 * A blocked event loop, a processor that had to be waited for, a loop that was late by more than 10 % of what it stamped, requests that queued inside the client (Little's law),
 * requests that left late beyond what a limit in flight explains, arrivals that were not sent as named, failures for want of
 * sockets, descriptors or memory, and a disk that kept rows waiting. Targets whose engine computes in the measuring process are judged by the last two alone:
 * what they do to the event loop is their own work. Where several processes sent, the loops and the processor time are theirs,
 * each for itself: the one that plans and writes stamps nothing, and what it holds up shows in the requests. Runs from before the client was recorded are judged by their trials.
 */
export function clientLimits(trials: readonly Trial[], { targets, sessions, load }: ClientEvidence): string[] {
  const measured = trials.filter((trial) => trial.phase === "measured");
  const outside = targets.filter((target) => !computesInProcess(target)).map((target) => target.name);
  const own = (name: string) => measured.filter((trial) => trial.target === name);
  return [
    ...outside.flatMap((name) => stallLimits(sessions, name)),
    ...sessions.flatMap((session) => processorLimits(session, outside)),
    ...lateLoopLimits(measured, sessions, outside),
    ...outside.flatMap((name) => queueLimits(own(name), sessions, name)),
    ...outside.flatMap((name) => lagLimits(own(name), load, name)),
    ...outside.flatMap((name) => arrivalLimits(own(name), load, name)),
    ...targets.flatMap((target) => resourceLimits(own(target.name), target.name)),
    ...sessions.flatMap(diskLimits),
  ];
}

/** Of several sending processes that stood still, the one that did so most speaks for all. */
function stallLimits(sessions: readonly Session[], target: string): string[] {
  const loops = stampingLoops(sessions, target);
  const limiting = loops.filter((loop) => standsStill(loop.target));
  const [worst] = limiting.toSorted((a, b) => stalledShare(b.target) - stalledShare(a.target));
  if (worst === undefined) return [];
  const { stalls, longestStallMs } = worst.target;
  const times = stalls === 1 ? "once" : `${stalls} times`;
  const part = `${(stalledShare(worst.target) * 100).toFixed(1)} % of the time in which ${target} was asked`;
  const how = `stood still ${times}, ${part}, for up to ${longestStallMs.toFixed(0)} ms`;
  return [
    worst.senderProcessId === null
      ? `the client's event loop ${how}`
      : `${limiting.length} of ${loops.length} sending event loops stood still; that of process ${worst.senderProcessId} ${how}`,
  ];
}

const stalledShare = ({ stalledMs, busyMs }: ClientOfTarget): number => (busyMs <= 0 ? 0 : stalledMs / busyMs);

function standsStill(client: ClientOfTarget): boolean {
  if (client.busyMs <= 0) return false;
  const often = client.stalls >= CLIENT_LIMITS.fewestStalls && stalledShare(client) > CLIENT_LIMITS.stalledShare;
  return often || client.longestStallMs >= CLIENT_LIMITS.longestStallMs;
}

function processorLimits({ session, client, engines }: Session, outside: readonly string[]): string[] {
  const crowdedByEngine = engines.some((engine) => !outside.includes(engine.target));
  if (client === undefined || client === null || crowdedByEngine) return [];
  const waits = (client.senders ?? [client]).map(processorWaitMs).filter((waitMs) => waitMs !== null);
  const waitMs = Math.max(0, ...waits);
  if (waitMs <= CLIENT_LIMITS.processorWaitMs) return [];
  const often = `${waitMs.toFixed(1)} ms each time it had something to do`;
  const who = client.senders === undefined ? "the client" : "a sending process";
  return [`${who} waited for a processor, ${often} (session ${session}): other work took it`];
}

/** How long a loop waited for a processor each time; null when it does not tell, or had too few turns to say. */
function processorWaitMs({ processor }: LoopRecord): number | null {
  if (processor === null || processor.turns < CLIENT_LIMITS.fewestTurns) return null;
  return processor.waitedMs / processor.turns;
}

function queueLimits(trials: readonly Trial[], sessions: readonly Session[], target: string): string[] {
  const law = littlesLaw(trials, { sessions, target });
  if (law.holds !== false || law.meanInHand === null || law.meanInFlight === null) return [];
  const numbers = `${law.meanInHand.toFixed(1)} were in its hands and ${law.meanInFlight.toFixed(1)} at the engine`;
  return [`requests to ${target} queued inside the client: on average ${numbers} (Little's law does not hold)`];
}

/** Under a limit in flight the sendings are bent on purpose. */
function arrivalLimits(trials: readonly Trial[], load: Load | undefined, target: string): string[] {
  if (load?.kind !== "open" || load.maxInFlight !== null) return [];
  return arrivalsTest(trials, load)
    .filter((found) => found.asNamed === false)
    .map(({ arrivals, realised }) => {
      const found = `Kolmogorov-Smirnov distance ${realised.distanceBeyondTimer?.toFixed(2)} beyond 1 ms`;
      return `requests to ${target} were not sent as ${arrivals} arrivals, though planned so (${found})`;
    });
}

function lagLimits(trials: readonly Trial[], load: Load | undefined, target: string): string[] {
  const lateMs = clientLag(trials, load).ownLagMs.p95;
  const latencies = trials.flatMap((trial) =>
    trial.outcome.kind === "answered" ? [trial.endAtMs - trial.dispatchedAtMs] : [],
  );
  if (lateMs === null || latencies.length === 0 || lateMs <= Math.max(10, 0.1 * median(latencies))) return [];
  return [`requests to ${target} left up to ${lateMs.toFixed(0)} ms late (95th percentile), for no limit in flight`];
}

function resourceLimits(trials: readonly Trial[], target: string): string[] {
  const starved = trials.flatMap(({ outcome }) =>
    outcome.kind === "failed" && outcome.class === "client_resources" ? [outcome.message] : [],
  );
  const [first] = starved;
  if (first === undefined) return [];
  const count = `${starved.length} of ${trials.length} requests to ${target}`;
  return [`${count} failed for want of the client's own resources: ${first}`];
}

function diskLimits({ session, client }: Session): string[] {
  const storing = client?.storingMs ?? null;
  if (storing === null || storing.p90 <= CLIENT_LIMITS.storingMs) return [];
  return [`rows waited ${storing.p90.toFixed(0)} ms for the disk (90th percentile, session ${session})`];
}
