// The entry of the measuring process. `runBenchmark` forks this file; it serves the process that forked it and ends with it. Forked by a measuring process with `worker` and the origin of its clock, it
// only sends and stamps for that one.
import { fileURLToPath } from "node:url";

import { packageVersions, weightsDirectory } from "../../project.js";
import { openJournal } from "../../store/run-folder/journal/open-journal.js";
import { driverOpeners } from "../../targets/drivers.js";
import { processClock } from "../clock.js";
import { serveWorker } from "../load-workers/serve-worker.js";
import { clockOf } from "../load-workers/shared-clock.js";
import type { WorkerOrder, WorkerReport } from "../load-workers/worker-messages.js";
import type { Order, Report } from "../messages.js";
import { serveMeasuring } from "./serve.js";

const [role, originMs] = process.argv.slice(2);
const clock = role === "worker" ? clockOf(Number(originMs)) : processClock;

const parent = <Heard, Said>() => ({
  send: (report: Said) => void (process.connected && process.send?.(report)),
  onOrder: (hear: (order: Heard) => void) => void process.on("message", hear),
  onGone: (hear: () => void) => void process.once("disconnect", hear),
});

process.on("SIGINT", () => {}); // an interrupt reaches the whole process group; the kernel decides what it means

const parts = {
  openers: driverOpeners(clock.sleepUntil),
  openJournal,
  packages: async () => packageVersions(["node-llama-cpp", "openai", "ollama", "undici", "@xenova/transformers"]),
  world: { now: clock.now, sleepUntil: clock.sleepUntil, environment: process.env, weightsDirectory },
  workerScript: fileURLToPath(import.meta.url),
};

if (role === "worker") await serveWorker(parts, clock, parent<WorkerOrder, WorkerReport>());
else await serveMeasuring(parts, parent<Order, Report>());
process.exit(0);
