import type { Finding, Session } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/**
 * Sessions in which the wall clock and the monotonic clock went apart: somebody set the clock, or the machine was suspended.
 * Durations are of the monotonic clock and are not affected by a step; a suspended machine's are.
 */
export function clockSteps(sessions: readonly Session[]): Finding[] {
  return sessions.flatMap(({ session, startedAt, endedAt, startedAtMs, endedAtMs }) => {
    if (endedAt === null || endedAtMs === null) return [];
    const elapsedMs = endedAtMs - startedAtMs;
    const apartMs = Date.parse(endedAt) - Date.parse(startedAt) - elapsedMs;
    const allowedMs = Math.max(thresholds.clockStepMs, thresholds.clockStepShare * elapsedMs);
    if (!(Math.abs(apartMs) > allowedMs)) return [];
    const text = `the clock stepped by ${(apartMs / 1000).toFixed(1)} s in session ${session}, or the machine was suspended`;
    return [finding("clock-stepped", "invalid", null, text)];
  });
}
