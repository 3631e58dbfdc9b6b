import { createHistogram, monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import type { ClientFloor, ClientRecord } from "../../types.js";
import type { TrialEvent } from "../measure.js";
import { delaysOf, rounded } from "./delays.js";
import { heartbeat } from "./heartbeat.js";
import { countInHand } from "./in-hand.js";
import { type ProcessorTurns, processorTurns } from "./processor-turns.js";

/** Watches this process while it measures. Nothing of it waits, and none of it runs where instants are stamped. */
export interface ClientWatch {
  /** What the runner reports of a trial. */
  saw(event: TrialEvent): void;
  /** Stores a row, and notes how long that took. */
  storing(store: () => Promise<void>): Promise<void>;
  /** Ends the watch and tells what it saw. May be called again. */
  stop(): ClientRecord;
}

const DELAY_RESOLUTION_MS = 20;

/** Begins to watch this process; `floor` is what the self-check found before. */
export function watchClient(floor: ClientFloor | null, now: () => number = () => performance.now()): ClientWatch {
  const beganAtMs = now();
  const inHand = countInHand(now);
  const stopHeartbeat = heartbeat(now, inHand.stoodStill);
  const garbage = watchGarbage();
  const delays = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  const storing = createHistogram();
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), turns: processorTurns() };
  delays.enable();
  let told: ClientRecord | null = null;
  return {
    saw(event) {
      if (event.kind === "begun") inHand.begun(event.entry);
      else if (event.kind === "ended") inHand.ended(event.entry);
    },
    async storing(store) {
      const sinceMs = now();
      await store();
      storing.record(Math.max(1, Math.round((now() - sinceMs) * 1e6)));
    },
    stop() {
      if (told !== null) return told;
      stopHeartbeat();
      delays.disable();
      const elapsedMs = now() - beganAtMs;
      const { user, system } = process.cpuUsage(before.cpu);
      told = {
        elapsedMs: rounded(elapsedMs),
        floor,
        eventLoopDelayMs: delays.count > 0 ? delaysOf(delays, DELAY_RESOLUTION_MS) : null,
        eventLoopUtilisation: rounded(performance.eventLoopUtilization(before.loop).utilization),
        cpuShare: rounded(elapsedMs > 0 ? (user + system) / 1000 / elapsedMs : 0),
        processor: turnsSince(before.turns, processorTurns()),
        garbageCollection: garbage.stop(),
        storingMs: storing.count > 0 ? delaysOf(storing) : null,
        rowsStored: storing.count,
        targets: inHand.targets(),
      };
      return told;
    },
  };
}

function turnsSince(before: ProcessorTurns | null, after: ProcessorTurns | null): ClientRecord["processor"] {
  if (before === null || after === null) return null;
  return {
    turns: after.turns - before.turns,
    ranMs: rounded(after.ranMs - before.ranMs),
    waitedMs: rounded(after.waitedMs - before.waitedMs),
  };
}

/** Pauses of the garbage collector. The observer is called after them, in a turn of its own. */
function watchGarbage(): { stop(): ClientRecord["garbageCollection"] } {
  let [pauses, totalMs, longestMs] = [0, 0, 0];
  const take = (entries: readonly { readonly duration: number }[]) => {
    for (const { duration } of entries) {
      pauses += 1;
      totalMs += duration;
      longestMs = Math.max(longestMs, duration);
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  return {
    stop() {
      take(observer.takeRecords());
      observer.disconnect();
      return { pauses, totalMs: rounded(totalMs), longestMs: rounded(longestMs) };
    },
  };
}
