import { loadavg } from "node:os";
import type { Sample } from "../../types/index.js";
import { watchGpus } from "./nvidia-smi.js";
import { processorThermometer } from "./temperature.js";
import { type WatchedServer, watchServer } from "./watch-server.js";

/** Reads the machine now and then, on the clock of the trials. */
export interface Telemetry {
  stop(): void;
}

/** What is sampled, and how often. */
export interface TelemetryOptions {
  readonly everyMs: number;
  readonly session: number;
  readonly servers: readonly WatchedServer[];
  readonly now: () => number;
  readonly take: (sample: Sample) => void;
}

/** The machine's slow facts are asked this often, however often samples are taken. */
const slowlyMs = 1000;

/**
 * Samples this process, the servers under test and the machine. A sample is made of what is known at its instant: this process
 * by three system calls, all else by what its own watch has read last, so nothing here waits and nothing blocks. What was not
 * read for three intervals is null, and so is all that the machine does not tell.
 */
export function startTelemetry({ everyMs, session, servers, now, take }: TelemetryOptions): Telemetry {
  const gpus = watchGpus(Math.max(100, everyMs), now);
  const watches = servers.map((server) => watchServer(server, now));
  const thermometer = processorThermometer();
  let temperatureCelsius: number | null = null;
  const ask = () =>
    void thermometer().then((degrees) => {
      temperatureCelsius = degrees;
    });
  let before = { atMs: now(), cpu: process.cpuUsage() };
  const read = () => {
    const atMs = now();
    const cpu = process.cpuUsage();
    const busyMs = (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1000;
    const elapsedMs = atMs - before.atMs;
    before = { atMs, cpu };
    const seen = gpus.latest();
    const gpu = seen && atMs - seen.atMs <= 3 * Math.max(100, everyMs) + slowlyMs ? seen.reading : null;
    take({
      atMs,
      session,
      residentBytes: residentBytes(),
      cpuShare: elapsedMs > 0 ? busyMs / elapsedMs : null,
      loadAverage1m: process.platform === "win32" ? null : (loadavg()[0] ?? null),
      vramUsedMiB: gpu?.memoryUsedMiB ?? null,
      gpuUtilisationPercent: gpu?.utilisationPercent ?? null,
      powerWatts: gpu?.powerWatts ?? null,
      gpuTemperatureCelsius: gpu?.temperatureCelsius ?? null,
      gpuThrottled: gpu?.isThrottled ?? null,
      temperatureCelsius,
      ...(watches.length === 0 ? {} : { servers: watches.map((watch) => watch.latest()) }),
    });
    for (const watch of watches) void watch.refresh();
  };
  ask();
  read();
  const timers = [setInterval(read, everyMs), setInterval(ask, slowlyMs)];
  return {
    stop() {
      timers.forEach(clearInterval);
      gpus.stop();
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
