import { arrivalsTest } from "../metrics/arrivals/arrivals-test.js";
import { computesInProcess, stampingLoops } from "../metrics/client/client-targets.js";
import { littlesLaw } from "../metrics/client/littles-law.js";
import { isMeasured } from "../metrics/sent.js";
import type {
  ClientOfTarget,
  EventLoopStats,
  Finding,
  FindingCode,
  Load,
  Manifest,
  Session,
  Trial,
} from "../types/index.js";
import { finding } from "./codes.js";
import { lateLoopLimits } from "./late-loop.js";
import { sentLate } from "./sent-late.js";
import { thresholds } from "./thresholds.js";

/** What is known of a run's client: all of it comes from its manifest. */
export interface ClientEvidence extends Pick<Manifest, "targets" | "sessions"> {
  readonly load?: Load;
}

/**
 * In what the client limited a run; no findings for a clean one.
 *
 * A blocked event loop, a processor that had to be waited for, a loop that was late by more than 10 % of what it stamped, requests that queued inside the client (Little's law),
 * requests that left late beyond what a limit in flight explains, arrivals that were not sent as named, failures for lack of
 * sockets, descriptors or memory, and a disk that kept rows waiting. Targets whose engine computes in the measuring process are judged by the last two alone:
 * what they do to the event loop is their own work. Where several processes sent, the loops and the processor time are theirs,
 * each for itself: the one that plans and writes stamps nothing, and what it holds up shows in the requests. Runs from before the client was recorded are judged by their trials.
 */
export function clientLimits(trials: readonly Trial[], { targets, sessions, load }: ClientEvidence): Finding[] {
  const measured = trials.filter(isMeasured);
  const outside = targets.filter((target) => !computesInProcess(target)).map((target) => target.name);
  const own = (name: string) => measured.filter((trial) => trial.target === name);
  return [
    ...outside.flatMap((name) => stallLimits(sessions, name)),
    ...sessions.flatMap((session) => processorLimits(session, outside)),
    ...lateLoopLimits(measured, sessions, outside),
    ...outside.flatMap((name) => queueLimits(own(name), sessions, name)),
    ...outside.flatMap((name) => sentLate({ name, trials: own(name) }, load)),
    ...outside.flatMap((name) => arrivalLimits(own(name), load, name)),
    ...targets.flatMap((target) => resourceLimits(own(target.name), target.name)),
    ...sessions.flatMap(diskLimits),
  ];
}

const limit = (code: FindingCode, about: string | null, text: string) => finding(code, "client", about, text);

/** Of several sending processes that stood still, the one that did so most speaks for all. */
function stallLimits(sessions: readonly Session[], target: string): Finding[] {
  const loops = stampingLoops(sessions, target);
  const limiting = loops.filter((loop) => standsStill(loop.target));
  const [worst] = limiting.toSorted((a, b) => stalledShare(b.target) - stalledShare(a.target));
  if (worst === undefined) return [];
  const { stalls, longestStallMs } = worst.target;
  const times = stalls === 1 ? "once" : `${stalls} times`;
  const part = `${(stalledShare(worst.target) * 100).toFixed(1)} % of the time in which ${target} was asked`;
  const how = `stood still ${times}, ${part}, for up to ${longestStallMs.toFixed(0)} ms`;
  const text =
    worst.senderProcessId === null
      ? `the client's event loop ${how}`
      : `${limiting.length} of ${loops.length} sending event loops stood still; that of process ${worst.senderProcessId} ${how}`;
  return [limit("stalled-event-loop", target, text)];
}

const stalledShare = ({ stalledMs, busyMs }: ClientOfTarget): number => (busyMs <= 0 ? 0 : stalledMs / busyMs);

function standsStill(client: ClientOfTarget): boolean {
  if (client.busyMs <= 0) return false;
  const often = client.stalls >= thresholds.fewestStalls && stalledShare(client) > thresholds.stalledShare;
  return often || client.longestStallMs >= thresholds.longestStallMs;
}

function processorLimits({ session, client, engines }: Session, outside: readonly string[]): Finding[] {
  const crowdedByEngine = engines.some((engine) => !outside.includes(engine.target));
  if (client === undefined || client === null || crowdedByEngine) return [];
  const waits = (client.senders ?? [client]).map(processorWaitMs).filter((waitMs) => waitMs !== null);
  const waitMs = Math.max(0, ...waits);
  if (waitMs <= thresholds.processorWaitMs) return [];
  const often = `${waitMs.toFixed(1)} ms each time it had something to do`;
  const who = client.senders === undefined ? "the client" : "a sending process";
  const text = `${who} waited for a processor, ${often} (session ${session}): other work took it`;
  return [limit("waited-for-processor", null, text)];
}

/** How long a loop waited for a processor each time; null when it does not tell, or had too few turns to say. */
function processorWaitMs({ processor }: EventLoopStats): number | null {
  if (processor === null || processor.turns < thresholds.fewestTurns) return null;
  return processor.waitedMs / processor.turns;
}

function queueLimits(trials: readonly Trial[], sessions: readonly Session[], target: string): Finding[] {
  const law = littlesLaw(trials, { sessions, target });
  if (law.holds !== false || law.meanInHand === null || law.meanInFlight === null) return [];
  const numbers = `${law.meanInHand.toFixed(1)} were in its hands and ${law.meanInFlight.toFixed(1)} at the engine`;
  const text = `requests to ${target} queued inside the client: on average ${numbers} (Little's law does not hold)`;
  return [limit("queued-in-client", target, text)];
}

/** Under a limit in flight the sendings are bent on purpose. */
function arrivalLimits(trials: readonly Trial[], load: Load | undefined, target: string): Finding[] {
  if (load?.kind !== "open" || load.maxInFlight !== null) return [];
  return arrivalsTest(trials, load)
    .filter((found) => found.asNamed === false)
    .map(({ arrivals, realized }) => {
      const found = `Kolmogorov-Smirnov distance ${realized.distanceBeyondTimer?.toFixed(2)} beyond 1 ms`;
      const text = `requests to ${target} were not sent as ${arrivals} arrivals, though planned so (${found})`;
      return limit("arrivals-not-as-named", target, text);
    });
}

function resourceLimits(trials: readonly Trial[], target: string): Finding[] {
  const starved = trials.flatMap(({ outcome }) =>
    outcome.kind === "failed" && outcome.class === "client_resources" ? [outcome.message] : [],
  );
  const [first] = starved;
  if (first === undefined) return [];
  const count = `${starved.length} of ${trials.length} requests to ${target}`;
  return [limit("client-resources", target, `${count} failed for want of the client's own resources: ${first}`)];
}

function diskLimits({ session, client }: Session): Finding[] {
  const storing = client?.storingMs ?? null;
  if (storing === null || storing.p90 <= thresholds.storingMs) return [];
  const text = `rows waited ${storing.p90.toFixed(0)} ms for the disk (90th percentile, session ${session})`;
  return [limit("slow-disk", null, text)];
}
