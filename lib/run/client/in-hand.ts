import type { ClientOfTarget, PlanEntry } from "../../types/index.js";
import { rounded } from "./delays.js";

/** What is counted of a request: to whom it went, and whether it is measured. */
export type Counted = Pick<PlanEntry, "target" | "phase">;

/** Follows how many requests of each target the client has in hand, from when the plan lets them go until they have ended. */
export interface InHand {
  /** The plan lets it go at that instant, which may be to come where a request is handed over ahead of it; else now. */
  begun(entry: Counted, atMs?: number): void;
  ended(entry: Counted): void;
  /** The event loop stood still for so long, until now. */
  stoodStill(milliseconds: number): void;
  targets(): readonly ClientOfTarget[];
}

interface Count {
  /** Instants that are still to come, ascending: a block is handed over in the order of its plan. */
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
