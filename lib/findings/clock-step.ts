import type { Session } from "../types/index.js";

/** The wall clock may be slewed by 0.05 % (NTP) and is read to the millisecond; more than this is a step. */
const ALLOWED_MS = 1000;
const ALLOWED_SHARE = 0.001;

/**
 * Sessions in which the wall clock and the monotonic clock went apart: somebody set the clock, or the machine was suspended.
 * Durations are of the monotonic clock and are not affected by a step; a suspended machine's are. One sentence for each.
 */
export function clockSteps(sessions: readonly Session[]): string[] {
  return sessions.flatMap(({ session, startedAt, endedAt, startedAtMs, endedAtMs }) => {
    if (endedAt === null || endedAtMs === null) return [];
    const elapsedMs = endedAtMs - startedAtMs;
    const apartMs = Date.parse(endedAt) - Date.parse(startedAt) - elapsedMs;
    if (!(Math.abs(apartMs) > Math.max(ALLOWED_MS, ALLOWED_SHARE * elapsedMs))) return [];
    return [
      `the clock stepped by ${(apartMs / 1000).toFixed(1)} s in session ${session}, or the machine was suspended`,
    ];
  });
}
