import { loadavg } from "node:os";
import { cleanText } from "../../text/escape.js";
import type { Sample } from "../../types/index.js";
import { pageReader } from "./metrics/page-reader.js";
import { watchGpus } from "./nvidia-smi.js";
import { processorMeter } from "./processor-energy.js";
import { processorThermometer } from "./temperature.js";
import { type WatchedServer, watchServer } from "./watch-server.js";

/** Reads the machine now and then, on the clock of the trials. */
export interface Telemetry {
  /** The hottest of the graphics cards and the processor, in degrees Celsius; null where neither tells. */
  hottest(): number | null;
  stop(): void;
}

/** What is sampled, and how often. */
export interface TelemetryOptions {
  readonly everyMs: number;
  readonly session: number;
  readonly servers: readonly WatchedServer[];
  readonly now: () => number;
  readonly take: (sample: Sample) => void;
  /** Hears what a reader of the run must know, such as that a server tells no metrics. */
  readonly note?: (message: string) => void;
}

/** The machine's slow facts are asked this often, however often samples are taken. */
const slowlyMs = 1000;

/**
 * Samples this process, the servers under test and the machine. A sample is made of what is known at its instant: this process
 * by three system calls, all else by what its own watch has read last, so nothing here waits and nothing blocks. What was not
 * read for three intervals is null, and so is all that the machine does not tell.
 */
export function startTelemetry({ everyMs, session, servers, now, take, note }: TelemetryOptions): Telemetry {
  const gpus = watchGpus(Math.max(100, everyMs), now);
  let isOver = false;
  const reader = pageReader();
  const watches = servers.map((server) => {
    const noted = (reason: string) => {
      if (isOver) return; // what was not answered by then is no fault
      note?.(`the metrics of ${cleanText(server.target)} could not be read at ${server.metrics?.url}: ${reason}`);
    };
    return watchServer(server, now, { reader, now, everyMs, environment: process.env, note: noted });
  });
  const processors = processorMeter();
  const thermometer = processorThermometer();
  let temperatureCelsius: number | null = null;
  const ask = () =>
    void thermometer().then((degrees) => {
      temperatureCelsius = degrees;
    });
  const cards = (atMs: number) => {
    const seen = gpus.latest();
    return seen && atMs - seen.atMs <= 3 * Math.max(100, everyMs) + slowlyMs ? seen.reading : null;
  };
  let before = { atMs: now(), cpu: process.cpuUsage() };
  const read = () => {
    const atMs = now();
    const cpu = process.cpuUsage();
    const busyMs = (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1000;
    const elapsedMs = atMs - before.atMs;
    before = { atMs, cpu };
    const gpu = cards(atMs);
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
      ...(processors === null ? {} : { processorJoules: processors() }),
      ...(watches.length === 0 ? {} : { servers: watches.map((watch) => watch.latest()) }),
    });
    for (const watch of watches) void watch.refresh();
  };
  ask();
  read();
  const timers = [setInterval(read, everyMs), setInterval(ask, slowlyMs)];
  return {
    hottest() {
      const degrees = [cards(now())?.temperatureCelsius ?? null, temperatureCelsius].filter((one) => one !== null);
      return degrees.length === 0 ? null : Math.max(...degrees);
    },
    stop() {
      isOver = true;
      timers.forEach(clearInterval);
      gpus.stop();
      read();
      reader.stop();
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
