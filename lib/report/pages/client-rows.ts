import { cleanText } from "../../text/escape.js";
import { firstSentences } from "../../text/list-text.js";
import { countText, durationText, MISSING, percentText } from "../../text/number-text.js";
import type { ClientDelay, ClientRecord, LoadWorkerStats, Manifest, RunValidity, Session } from "../../types/index.js";
import type { Fact } from "./setup-rows.js";

const MEANING: Readonly<Record<RunValidity, string>> = {
  valid: "no check found anything against it",
  drifting:
    "its absolute values are of no steady state; targets that took turns share the drift, so a comparison of them holds",
  "too-few": "nothing is wrong with it, but it is too small for a verdict",
  invalid: "nothing should be concluded from its numbers",
  "client-limited":
    "what was measured is the client and not the engine alone, so nothing should be concluded from its numbers",
};

const MOST_REASONS = 12;

/** The verdict on the run, with its reasons and notes; of a run that was sealed before there were verdicts, that it has none. */
export function runVerdictItems({ verdict }: Manifest): string[] {
  if (verdict === undefined) return ["The manifest holds no verdict: whether the run is valid was not judged."];
  const all = verdict.reasons.map((reason) => `Against it: ${cleanText(reason)}.`);
  const reasons = firstSentences(all, MOST_REASONS, "in manifest.json");
  const notes = (verdict.notes ?? []).map((note) => `Note: ${cleanText(note)}.`);
  return [
    `The run is ${verdict.verdict}: ${MEANING[verdict.verdict]}.`,
    ...reasons,
    ...firstSentences(notes, MOST_REASONS, "in manifest.json"),
  ];
}

/** What the client did in each session, and how fine it could measure at best; empty where it was not recorded. */
export function clientRows({ sessions }: Manifest): Fact[] {
  return sessions.flatMap((told) => {
    const { session, client } = told;
    if (client === undefined || client === null) return [];
    const which = sessions.length > 1 ? `, session ${session}` : "";
    const facts = [...factsOf(client), ...senderFacts(client, told)];
    return facts.map(({ what, value }) => ({ what: `${what}${which}`, value }));
  });
}

/** The processes that sent and stamped, where that was not the measuring process itself. */
function senderFacts({ senders }: ClientRecord, { senderProcessIds = [] }: Session): Fact[] {
  if (senders === undefined) return [];
  const silent = senderProcessIds.filter((id) => senders.every((sender) => sender.processId !== id));
  return [
    ...senders.map((sender) => ({ what: `sending process ${sender.processId}`, value: senderText(sender) })),
    ...silent.map((id) => ({ what: `sending process ${id}`, value: "was lost, and told nothing of itself" })),
  ];
}

function senderText({ eventLoopDelayMs, eventLoopUtilisation, processor, targets }: LoadWorkerStats): string {
  const stalls = targets.reduce((sum, one) => sum + one.stalls, 0);
  const longest = Math.max(0, ...targets.map((one) => one.longestStallMs));
  const parts = [
    `event loop late by ${delayText(eventLoopDelayMs)}`,
    `busy ${percentText(eventLoopUtilisation)}`,
    `standing still while asked ${countText(stalls, "time")}, the longest ${durationText(longest)}`,
    `waiting for a processor, each turn ${processor === null ? MISSING : waitText(processor)}`,
  ];
  return parts.join("; ");
}

function factsOf(client: ClientRecord): Fact[] {
  const { floor, processor, garbageCollection } = client;
  return [
    { what: "clock's smallest step", value: floor === null ? MISSING : durationText(floor.timerResolutionMs) },
    { what: "lateness of a wait at best", value: delayText(floor?.sleepLatenessMs ?? null) },
    { what: "round trip to itself", value: delayText(floor?.loopbackRoundTripMs ?? null) },
    { what: "event loop late by", value: delayText(client.eventLoopDelayMs) },
    { what: "event loop busy", value: percentText(client.eventLoopUtilisation) },
    { what: "processor time, share of a core", value: percentText(client.cpuShare) },
    { what: "waiting for a processor, each turn", value: processor === null ? MISSING : waitText(processor) },
    {
      what: "garbage collection",
      value: `${countText(garbageCollection.pauses, "pause")}, the longest ${durationText(garbageCollection.longestMs)}`,
    },
    { what: "a row on the disk after", value: delayText(client.storingMs) },
    ...client.targets.map((one) => ({
      what: `event loop standing still while ${cleanText(one.target)} was asked`,
      value: `${countText(one.stalls, "time")}, the longest ${durationText(one.longestStallMs)}`,
    })),
  ];
}

function waitText({ turns, waitedMs }: NonNullable<ClientRecord["processor"]>): string {
  return turns === 0 ? MISSING : `${durationText(waitedMs / turns)} (mean of ${countText(turns, "turn")})`;
}

function delayText(delay: ClientDelay | null): string {
  if (delay === null) return MISSING;
  return `p50 ${durationText(delay.p50)}, p99 ${durationText(delay.p99)}, max ${durationText(delay.max)}`;
}
