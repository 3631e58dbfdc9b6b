import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Watches this process's event loop from now on: what it was late by at most is no fault of a limit that fired late. A test
 * that holds an upper bound on a time adds it, and so says as much on a machine that others use as on a quiet one.
 */
export function watchedLoop(): { latestMs(): number } {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  return {
    latestMs: () => {
      delay.disable();
      return delay.max / 1e6;
    },
  };
}
