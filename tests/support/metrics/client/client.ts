import { unknownEngine } from "../../../../lib/targets/engine-info.js";
import type { ClientOfTarget, ClientRecord, EngineInfo, Session } from "../../../../lib/types/index.js";

/** What a client that kept up did with target `a`, for tests: 40 requests in 10 s, two in hand on average. */
export function exampleClientOfTarget(changes: Partial<ClientOfTarget> = {}): ClientOfTarget {
  const calm = { stalls: 1, stalledMs: 12, longestStallMs: 12 };
  return { target: "a", requests: 40, busyMs: 10_000, inHandMs: 20_000, ...calm, ...changes };
}

/** The record of a client that kept up, for tests. */
export function exampleClient(changes: Partial<ClientRecord> = {}): ClientRecord {
  return {
    elapsedMs: 10_100,
    floor: null,
    eventLoopDelayMs: { p50: 0.2, p90: 0.9, p99: 2.1, max: 12 },
    eventLoopUtilisation: 0.2,
    cpuShare: 0.15,
    processor: { turns: 4000, ranMs: 800, waitedMs: 120 },
    garbageCollection: { pauses: 30, totalMs: 40, longestMs: 4 },
    storingMs: { p50: 3, p90: 8, p99: 20, max: 30 },
    rowsStored: 40,
    targets: [exampleClientOfTarget()],
    ...changes,
  };
}

/** A session for tests that recorded this client; null is one from before clients were recorded. */
export function clientSession(client: ClientRecord | null, changes: Partial<Session> = {}): Session {
  return {
    session: 0,
    processId: 1,
    startedAt: "2026-11-22T10:00:00.000Z",
    startedAtMs: 0,
    endedAt: "2026-11-22T10:00:10.100Z",
    endedAtMs: 10_100,
    ended: "completed",
    engines: [],
    machine: {},
    packages: {},
    ...(client === null ? {} : { client }),
    ...changes,
  };
}

/** What an engine of this target told about itself, for tests. */
export function exampleEngine(target: string): EngineInfo & { readonly target: string } {
  return { ...unknownEngine("made", "m"), target, openMs: 1 };
}
