import type { ClientOfTarget, PlanEntry } from "../../types.js";
import { rounded } from "./delays.js";

/** Follows how many requests of each target the client has in hand, from when the plan lets them go until they have ended. */
export interface InHand {
  begun(entry: PlanEntry): void;
  ended(entry: PlanEntry): void;
  /** The event loop stood still for so long, until now. */
  stoodStill(milliseconds: number): void;
  targets(): readonly ClientOfTarget[];
}

interface Count {
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
    const fresh = { requests: 0, inHand: 0, sinceMs: 0, busyMs: 0, inHandMs: 0 };
    const made = { ...fresh, stalls: 0, stalledMs: 0, longestStallMs: 0 };
    counts.set(target, made);
    return made;
  };
  const change = ({ target, phase }: PlanEntry, by: 1 | -1) => {
    if (phase !== "measured") return;
    const count = countOf(target);
    passTime(count, now());
    count.inHand += by;
    if (by === -1) count.requests += 1;
  };
  return {
    begun: (entry) => change(entry, 1),
    ended: (entry) => change(entry, -1),
    stoodStill(milliseconds) {
      for (const count of counts.values()) {
        if (count.inHand === 0) continue;
        count.stalls += 1;
        count.stalledMs += milliseconds;
        count.longestStallMs = Math.max(count.longestStallMs, milliseconds);
      }
    },
    targets: () => [...counts].map(([target, count]) => told(target, count)),
  };
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
