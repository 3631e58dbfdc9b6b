// The back door: wires drivers, journal and run inside the measuring process. `runBenchmark` forks this file; it serves
// the process that forked it and ends with it.

import { packageVersions, weightsDirectory } from "./project-root.js";
import { processClock } from "./run/clock.js";
import { type Channel, serveMeasuring } from "./run/serve.js";
import { openJournal } from "./store/journal/open-journal.js";
import { compressingOpener } from "./targets/compressing-driver.js";
import { openOllamaDriver } from "./targets/http/ollama-driver.js";
import { openOpenaiDriver } from "./targets/http/openai-driver.js";
import { openLlamaDriver } from "./targets/llama-driver.js";
import { openModuleDriver } from "./targets/module-driver.js";
import { openSimulatedDriver } from "./targets/simulated-driver.js";
import { openTransformersDriver } from "./targets/transformers-driver.js";
import type { OpenDriver } from "./types.js";
import { compressPrompt } from "./workload/compress-prompt.js";

const parent: Channel = {
  send: (report) => void (process.connected && process.send?.(report)),
  onOrder: (hear) => void process.on("message", hear),
  onGone: (hear) => void process.once("disconnect", hear),
};

process.on("SIGINT", () => {}); // an interrupt reaches the whole process group; the kernel decides what it means

const openers: Readonly<Record<string, OpenDriver>> = {
  llama: openLlamaDriver,
  openai: openOpenaiDriver,
  ollama: openOllamaDriver,
  module: openModuleDriver,
  transformers: openTransformersDriver,
  simulated: (target, world) => openSimulatedDriver(target, world, processClock.sleepUntil),
};

await serveMeasuring(
  {
    openers: { ...openers, compressing: compressingOpener(openers, compressPrompt) },
    openJournal,
    packages: async () => packageVersions(["node-llama-cpp", "openai", "ollama", "undici", "@xenova/transformers"]),
    world: { now: () => performance.now(), environment: process.env, weightsDirectory },
  },
  parent,
);
process.exit(0);
