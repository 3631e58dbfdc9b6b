import type { Clock } from "../clock.js";
import { sleepUntil } from "../sleep.js";

/**
 * Where `performance.now()` of this process is 0 on the monotonic clock that all processes of a machine share (Node reads both
 * from it), in milliseconds. Read between two readings of that clock, the closest of several; right to about a microsecond.
 */
export function clockOriginMs(): number {
  let closest = { widthMs: Number.POSITIVE_INFINITY, originMs: 0 };
  for (let reading = 0; reading < 20; reading++) {
    const before = process.hrtime.bigint();
    const nowMs = performance.now();
    const widthMs = Number(process.hrtime.bigint() - before) / 1e6;
    if (widthMs < closest.widthMs) closest = { widthMs, originMs: Number(before) / 1e6 + widthMs / 2 - nowMs };
  }
  return closest.originMs;
}

/** The clock of another process of this machine, told by its origin: the same instant has the same number in both. */
export function clockOf(originMs: number): Clock {
  const aheadMs = clockOriginMs() - originMs;
  return {
    now: () => performance.now() + aheadMs,
    wallTime: () => new Date().toISOString(),
    sleepUntil: (atMs, signal) => sleepUntil(atMs - aheadMs, signal),
  };
}
