import { readFileSync } from "node:fs";

/** How long a thread ran and waited for a processor since it began, and in how many turns. */
export interface ProcessorTurns {
  readonly turns: number;
  readonly ranMs: number;
  readonly waitedMs: number;
}

/**
 * The scheduler's own account of the thread that runs the event loop: three numbers of `/proc/self/schedstat` (nanoseconds
 * run, nanoseconds waited while runnable, turns). The file is made by the kernel in memory, so that reading it waits for no
 * disk. Null where there is no such account.
 * Source: the kernel's documentation, scheduler/sched-stats, "/proc/<pid>/schedstat".
 */
export function processorTurns(read: () => string = readSchedstat): ProcessorTurns | null {
  try {
    const [ran, waited, turns] = read().trim().split(/\s+/).map(Number);
    if (ran === undefined || waited === undefined || turns === undefined) return null;
    if (![ran, waited, turns].every(Number.isFinite)) return null;
    return { turns, ranMs: ran / 1e6, waitedMs: waited / 1e6 };
  } catch {
    return null; // another system, or one that does not tell
  }
}

const readSchedstat = () => readFileSync("/proc/self/schedstat", "utf8");
