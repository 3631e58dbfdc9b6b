import { createHistogram, PerformanceObserver, performance } from "node:perf_hooks";
import type { EventLoopStats } from "../../types/index.js";
import { delaysOf, rounded } from "./delays.js";
import { heartbeat, STALL_MS } from "./heartbeat.js";
import { type Counted, countInHand } from "./in-hand.js";
import { type ProcessorTurns, processorTurns } from "./processor-turns.js";

/** Watches the event loop of this process. Nothing of it waits, and none of it runs where instants are stamped. */
export interface LoopWatch {
  /** A request is in this process's hands from that instant on; from now when it is left out. */
  begun(entry: Counted, atMs?: number): void;
  ended(entry: Counted): void;
  /** Ends the watch and tells what it saw. May be called again. */
  stop(): EventLoopStats;
}

/** Begins to watch the event loop of this process. */
export function watchLoop(now: () => number = () => performance.now()): LoopWatch {
  const beganAtMs = now();
  const inHand = countInHand(now);
  const delays = createHistogram();
  const stopHeartbeat = heartbeat(now, (lateMs) => {
    delays.record(Math.max(1, Math.round(lateMs * 1e6)));
    if (lateMs >= STALL_MS) inHand.stoodStill(lateMs);
  });
  const garbage = watchGarbage();
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), turns: processorTurns() };
  let told: EventLoopStats | null = null;
  return {
    begun: inHand.begun,
    ended: inHand.ended,
    stop() {
      if (told !== null) return told;
      stopHeartbeat();
      const elapsedMs = now() - beganAtMs;
      const { user, system } = process.cpuUsage(before.cpu);
      told = {
        elapsedMs: rounded(elapsedMs),
        eventLoopDelayMs: delays.count > 0 ? delaysOf(delays) : null,
        eventLoopUtilisation: rounded(performance.eventLoopUtilization(before.loop).utilization),
        cpuShare: rounded(elapsedMs > 0 ? (user + system) / 1000 / elapsedMs : 0),
        processor: turnsSince(before.turns, processorTurns()),
        garbageCollection: garbage.stop(),
        targets: inHand.targets(),
      };
      return told;
    },
  };
}

function turnsSince(before: ProcessorTurns | null, after: ProcessorTurns | null): EventLoopStats["processor"] {
  if (before === null || after === null) return null;
  return {
    turns: after.turns - before.turns,
    ranMs: rounded(after.ranMs - before.ranMs),
    waitedMs: rounded(after.waitedMs - before.waitedMs),
  };
}

/** Pauses of the garbage collector. The observer is called after them, in a turn of its own. */
function watchGarbage(): { stop(): EventLoopStats["garbageCollection"] } {
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
