import { loadavg } from "node:os";
import type { Sample } from "../types.js";

/** Reads the machine now and then, on the clock of the trials. */
export interface Telemetry {
  stop(): void;
}

/**
 * Samples this process: resident memory, processor time, load. Each reading is a few system calls and no file is opened
 * but /proc's own; what it cannot see is null.
 */
export function sampleThisProcess(
  everyMs: number,
  session: number,
  now: () => number,
  take: (sample: Sample) => void,
): Telemetry {
  let before = { atMs: now(), cpu: process.cpuUsage() };
  const read = () => {
    const atMs = now();
    const cpu = process.cpuUsage();
    const busyMs = (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1000;
    const elapsedMs = atMs - before.atMs;
    before = { atMs, cpu };
    take({
      atMs,
      session,
      residentBytes: residentBytes(),
      cpuShare: elapsedMs > 0 ? busyMs / elapsedMs : null,
      loadAverage1m: process.platform === "win32" ? null : (loadavg()[0] ?? null),
      vramUsedMiB: null,
      gpuUtilisationPercent: null,
      powerWatts: null,
    });
  };
  read();
  const timer = setInterval(read, everyMs);
  return {
    stop() {
      clearInterval(timer);
      read();
    },
  };
}

/** Null where it cannot be read, as when this process may open no more files: no reason to end a run. */
function residentBytes(): number | null {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
}
