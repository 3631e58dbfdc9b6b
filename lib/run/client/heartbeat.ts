/** How late a heartbeat has to be before the event loop is said to have stood still. */
export const STALL_MS = 10;

/** Often enough to see a silence of 30 ms, and seldom enough to cost an idle process little. */
const EVERY_MS = 10;

/**
 * Notices when the event loop stands still: a timer of 10 ms that is 10 ms late or more. The timers of a turn run before its
 * sockets are read, so what was in flight during the silence still is when it is told. A silence is told up to 10 ms too short.
 * Returns what stops it.
 */
export function heartbeat(now: () => number, stoodStill: (milliseconds: number) => void): () => void {
  let dueAtMs = now() + EVERY_MS;
  const timer = setInterval(() => {
    const nowMs = now();
    const lateMs = nowMs - dueAtMs;
    dueAtMs = nowMs + EVERY_MS;
    if (lateMs >= STALL_MS) stoodStill(lateMs);
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
