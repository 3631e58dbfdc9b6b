import type { OpenDriver } from "../types/index.js";
import { compressingOpener } from "./compressing-driver.js";
import { openOllamaDriver } from "./http/ollama-driver.js";
import { openOpenaiDriver } from "./http/openai-driver.js";
import { openLlamaDriver } from "./llama-driver.js";
import { openModuleDriver } from "./module-driver.js";
import { readingOpener } from "./reading-opener.js";
import type { SleepUntil } from "./simulated/player.js";
import { openSimulatedDriver } from "./simulated-driver.js";
import { openTransformersDriver } from "./transformers-driver.js";

/** What opens each kind of target. Simulated engines answer by the given clock. */
export function driverOpeners(sleepUntil: SleepUntil): Readonly<Record<string, OpenDriver>> {
  const openers: Readonly<Record<string, OpenDriver>> = {
    llama: readingOpener(openLlamaDriver),
    openai: readingOpener(openOpenaiDriver),
    ollama: readingOpener(openOllamaDriver),
    module: readingOpener(openModuleDriver),
    transformers: readingOpener(openTransformersDriver),
    simulated: (target, world) => openSimulatedDriver(target, world, sleepUntil),
  };
  return { ...openers, compressing: compressingOpener(openers) };
}
