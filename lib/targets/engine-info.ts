import type { EngineInfo } from "../types/index.js";

/**
 * What a run stores about an engine of which only the name and the model are known; a driver adds what it knows.
 *
 * @example
 * unknownEngine("echo", "none").threads; // => null
 */
export const unknownEngine = (engine: string, model: string): EngineInfo => ({
  engine,
  engineVersion: null,
  model,
  modelPath: null,
  modelSha256: null,
  modelBytes: null,
  quantisation: null,
  parameters: null,
  contextSize: null,
  device: null,
  threads: null,
  openMs: 0,
  details: {},
});
