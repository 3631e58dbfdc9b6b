import { createHistogram, PerformanceObserver, performance } from "node:perf_hooks";
import type { ClientOfTarget, EventLoopStats, PlanEntry } from "../../types/index.js";
import { delaysOf, rounded } from "./delays.js";
import { type ProcessorTurns, processorTurns } from "./processor-turns.js";

/** Watches the event loop of this process. Nothing of it waits, and none of it runs where instants are stamped. */
export interface LoopWatch {
  /** A request is in this process's hands from that instant on; from now by default. */
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

/** How late a heartbeat has to be before the event loop counts as stalled. */
const STALL_MS = 10;

/** Often enough to see a silence of 30 ms wherever it falls, and seldom enough that an idle process is woken little. */
const EVERY_MS = 15;

/**
 * Tells with each beat how late it is: a timer of 15 ms that also shows how long the event loop stood still. The timers of a
 * turn run before its sockets are read, so what was in flight during a silence still is when it is reported. A silence is reported up
 * to 15 ms too short. One timer for both uses: each time that an idle process is woken costs it some 70 µs.
 * Returns what stops it.
 */
export function heartbeat(now: () => number, beat: (lateMs: number) => void): () => void {
  let dueAtMs = now() + EVERY_MS;
  const timer = setInterval(() => {
    const nowMs = now();
    const lateMs = Math.max(0, nowMs - dueAtMs);
    dueAtMs = nowMs + EVERY_MS;
    beat(lateMs);
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** What is counted of a request: to whom it went, and whether it is measured. */
export type Counted = Pick<PlanEntry, "target" | "phase">;

/** Follows how many requests of each target the client has in hand, from when the plan lets them go until they have ended. */
export interface InHand {
  /** The plan lets it go at that instant, which may be to come where a request is passed on ahead of it; else now. */
  begun(entry: Counted, atMs?: number): void;
  ended(entry: Counted): void;
  /** How long the event loop stalled, until now. */
  stoodStill(milliseconds: number): void;
  targets(): readonly ClientOfTarget[];
}

interface Count {
  /** Instants that are still to come, ascending: a block is passed on in the order of its plan. */
  coming: number[];
  requests: number;
  inHand: number;
  sinceMs: number;
  busyMs: number;
  inHandMs: number;
  stalls: number;
  stalledMs: number;
  longestStallMs: number;
}

/**
 * Counts what the client has in hand, independently of what drivers stamp: Little's law is checked with it, since a request
 * that waits inside the client for a socket is in hand and not yet dispatched. Warm-ups are not counted.
 */
export function countInHand(now: () => number): InHand {
  const counts = new Map<string, Count>();
  const countOf = (target: string): Count => {
    const known = counts.get(target);
    if (known !== undefined) return known;
    const fresh = { coming: [], requests: 0, inHand: 0, sinceMs: 0, busyMs: 0, inHandMs: 0 };
    const made = { ...fresh, stalls: 0, stalledMs: 0, longestStallMs: 0 };
    counts.set(target, made);
    return made;
  };
  const measured = ({ target, phase }: Counted, change: (count: Count) => void) => {
    if (phase !== "measured") return;
    const count = countOf(target);
    catchUp(count, now());
    change(count);
  };
  return {
    begun: (entry, atMs = now()) =>
      measured(entry, (count) => {
        if (atMs > count.sinceMs) count.coming.push(atMs);
        else count.inHand += 1;
      }),
    ended: (entry) =>
      measured(entry, (count) => {
        if (count.inHand > 0) count.inHand -= 1;
        else count.coming.shift(); // broken off before its instant
        count.requests += 1;
      }),
    stoodStill(milliseconds) {
      for (const count of counts.values()) {
        catchUp(count, now());
        if (count.inHand === 0) continue;
        count.stalls += 1;
        count.stalledMs += milliseconds;
        count.longestStallMs = Math.max(count.longestStallMs, milliseconds);
      }
    },
    targets: () => [...counts].map(([target, count]) => told(target, count)),
  };
}

/** Lets time pass until now, through the instants that have come meanwhile. */
function catchUp(count: Count, nowMs: number): void {
  while (count.coming[0] !== undefined && count.coming[0] <= nowMs) {
    passTime(count, count.coming.shift() ?? nowMs);
    count.inHand += 1;
  }
  passTime(count, nowMs);
}

function passTime(count: Count, nowMs: number): void {
  const passedMs = nowMs - count.sinceMs;
  count.sinceMs = nowMs;
  if (count.inHand === 0) return;
  count.busyMs += passedMs;
  count.inHandMs += passedMs * count.inHand;
}

const told = (target: string, { requests, busyMs, inHandMs, stalls, stalledMs, longestStallMs }: Count) => ({
  target,
  requests,
  busyMs: rounded(busyMs),
  inHandMs: rounded(inHandMs),
  stalls,
  stalledMs: rounded(stalledMs),
  longestStallMs: rounded(longestStallMs),
});
