import type { Clock } from "../../../lib/run/clock.js";

/**
 * A clock that tests drive: time stands still while anything runs, and when everything waits it jumps to the next instant
 * that somebody waits for. So a run of an hour takes milliseconds and every instant is exact.
 */
export function drivenClock(startMs = 1000): Clock {
  let nowMs = startMs;
  const waiting: { readonly atMs: number; readonly wake: () => void }[] = [];
  let jumping = false;
  const jump = () => {
    jumping = false;
    const [next] = waiting.sort((a, b) => a.atMs - b.atMs);
    if (!next) return;
    waiting.shift();
    nowMs = Math.max(nowMs, next.atMs);
    next.wake();
    plan();
  };
  const plan = () => {
    if (jumping || waiting.length === 0) return;
    jumping = true;
    setImmediate(jump);
  };
  return {
    now: () => nowMs,
    wallTime: () => new Date(Date.UTC(2026, 0, 1) + nowMs).toISOString(),
    sleepUntil: (atMs, signal) =>
      new Promise((resolve) => {
        if (signal.aborted || atMs <= nowMs) return resolve();
        const one = { atMs, wake };
        function wake() {
          const place = waiting.indexOf(one);
          if (place >= 0) waiting.splice(place, 1); // nobody waits for that instant any more
          signal.removeEventListener("abort", wake);
          resolve();
        }
        waiting.push(one);
        signal.addEventListener("abort", wake, { once: true });
        plan();
      }),
  };
}
