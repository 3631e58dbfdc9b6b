import type { Session } from "../../types.js";

/** How every warning about a stepped clock begins, so that it can be told from others and made again. */
export const clockStep = "clock_step: ";

/** What the anchors of a session may differ by: reading two clocks in a busy process takes its time, and a wall clock is slewed. */
const READING_MS = 100;
/** The fastest that a wall clock is slewed: 500 parts in a million (RFC 5905, appendix A.1, `NTP_MAXFREQ`), with room. */
const LARGEST_SLEW = 0.001;

/**
 * Sessions in which the wall clock moved against the monotonic one: it was set, or the machine was suspended. Durations are of
 * the monotonic clock and stand; wall times within such a session do not. A session without a last word says nothing of it.
 */
export function clockStepWarnings(sessions: readonly Session[]): string[] {
  return sessions.flatMap(({ session, startedAt, startedAtMs, endedAt, endedAtMs }) => {
    if (endedAt === null || endedAtMs === null) return [];
    const tookMs = endedAtMs - startedAtMs;
    const steppedMs = Date.parse(endedAt) - Date.parse(startedAt) - tookMs;
    if (!(Math.abs(steppedMs) > READING_MS + LARGEST_SLEW * tookMs)) return [];
    const step = `${(Math.abs(steppedMs) / 1000).toFixed(1)} s ${steppedMs > 0 ? "forward" : "back"}`;
    return [
      `${clockStep}in session ${session} the wall clock moved ${step} against the monotonic one (it was set, or the machine slept): ` +
        "its wall times are off by that; every duration is of the monotonic clock and stands",
    ];
  });
}
