import type { ServerTimes } from "../types/index.js";

/** The parts of a server's own account, in the order in which they happen. */
export const serverParts = ["queueMs", "loadMs", "promptMs", "decodeMs"] as const;

/**
 * All the time of one answer that its server accounts for, in ms: its own total, or the sum of the parts that it tells where that is
 * more, because some totals leave the queue out and some servers tell no total. Null where it tells none of them.
 *
 * @example
 * serverTimeMs({ queueMs: 30, loadMs: null, promptMs: 20, decodeMs: 100, totalMs: 120 }); // => 150
 */
export function serverTimeMs(times: Pick<ServerTimes, (typeof serverParts)[number] | "totalMs">): number | null {
  const told = serverParts.flatMap((part) => times[part] ?? []);
  if (told.length === 0) return times.totalMs;
  return Math.max(
    times.totalMs ?? 0,
    told.reduce((sum, ms) => sum + ms, 0),
  );
}

/** Tokens per second; null where one of the two is not known, or nothing took no time. */
export function ratePerSecond(tokens: number | null, ms: number | null): number | null {
  return tokens === null || ms === null || tokens < 1 || ms <= 0 ? null : (tokens / ms) * 1000;
}
