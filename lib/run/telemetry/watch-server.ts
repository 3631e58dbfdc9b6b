import type { ServerReading } from "../../types/index.js";
import { findListener, processTree } from "./find-server.js";
import { type MetricsSource, type MetricsWorld, watchMetrics } from "./metrics/watch-metrics.js";
import { type LoadedModels, loadedModels } from "./ollama-models.js";
import { type ProcessUsage, usageOf } from "./process-usage.js";

/** A server whose resources are read while it is measured. */
export interface WatchedServer {
  /** The target it answers for. */
  readonly target: string;
  /** Known, or found by the port; null when it is on another machine. */
  readonly processId: number | null;
  readonly port: number | null;
  /** Where Ollama's own list of loaded models is; null for other servers. */
  readonly ollamaHost: string | null;
  /** Where its own metrics are; absent where the target does not say. */
  readonly metrics?: MetricsSource;
}

/** Reads one server now and then, by itself; never faster than it answers. */
export interface ServerWatch {
  /** The last reading; null in every place that could not be read. */
  latest(): ServerReading;
  /** Reads once more, when no reading is under way. */
  refresh(): Promise<void>;
}

const slowlyMs = 1000; // how often the tree of processes and Ollama's list are asked
const seekMs = 5000; // looking for a port goes through every open file of the machine: 50 ms on a busy one

/**
 * Watches one server. It reads what the kernel keeps in memory, and asks Ollama and the server's own metrics without waiting; a
 * server that ends and comes back is found again by its port.
 * @param world what reading metrics takes; without it they are not read
 */
export function watchServer(server: WatchedServer, now: () => number, world?: MetricsWorld): ServerWatch {
  const metrics = server.metrics && world ? watchMetrics(server.metrics, world) : null;
  let latest: ServerReading = { target: server.target, residentBytes: null, cpuShare: null, ...noModels };
  let before: { readonly atMs: number; readonly usage: ProcessUsage; readonly pids: string } | null = null;
  let pids: readonly number[] = [];
  let root: number | null = null;
  let soughtAtMs = Number.NEGATIVE_INFINITY;
  let models: LoadedModels = noModels;
  let slowAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  const read = async () => {
    if (now() - slowAtMs >= slowlyMs) {
      slowAtMs = now();
      if (root === null && now() - soughtAtMs >= seekMs) {
        root = server.processId ?? (server.port === null ? null : await findListener(server.port));
        soughtAtMs = now();
      }
      pids = root === null ? [] : processTree(root);
      if (server.ollamaHost !== null) models = (await loadedModels(server.ollamaHost)) ?? noModels;
    }
    const usage = await usageOf(pids);
    if (usage === null) root = null; // it ended; perhaps it comes back
    const atMs = now();
    const same = before?.pids === pids.join(" ") ? before : null; // time of other processes is not a difference
    latest = {
      target: server.target,
      residentBytes: usage?.residentBytes ?? null,
      cpuShare: usage && same && atMs > same.atMs ? (usage.cpuMs - same.usage.cpuMs) / (atMs - same.atMs) : null,
      ...models,
    };
    before = usage && { atMs, usage, pids: pids.join(" ") };
  };
  return {
    latest: () => (metrics === null ? latest : { ...latest, metrics: metrics.latest() }),
    refresh() {
      void metrics?.refresh();
      reading ??= read().finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}

const noModels: LoadedModels = { modelBytes: null, modelVramBytes: null };
