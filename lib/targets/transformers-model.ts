import { stat } from "node:fs/promises";
import path from "node:path";
import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from "@xenova/transformers";
import { optionalPackage } from "../project.js";
import { messageOf } from "../text/error-message.js";
import type { DriverWorld } from "../types/index.js";
import { hubEndpoint } from "./hub-repository.js";
import { pool } from "./pool.js";
import type { TransformersSettings } from "./transformers-target.js";

/** A loaded ONNX model for text generation. */
export interface TransformersModel {
  readonly model: PreTrainedModel;
  readonly tokenizer: PreTrainedTokenizer;
  /** Token ids as the model takes them: one row. */
  readonly row: (tokens: readonly number[]) => Tensor;
  /** The ONNX file. */
  readonly file: string;
  readonly libraryVersion: string;
  /** What config.json and generation_config.json say. */
  readonly config: Readonly<Record<string, unknown>>;
}

interface Place {
  readonly parent: string;
  readonly name: string;
  readonly onHub: boolean;
}

/**
 * Loads a decoder-only model and its tokenizer through @xenova/transformers, from a folder of this machine or from a hub
 * (kept in the weights folder then).
 * @throws when there is no such folder, a file is missing, the hub cannot be reached, or the architecture is another.
 */
export async function loadTransformersModel(
  settings: TransformersSettings,
  world: Pick<DriverWorld, "weightsDirectory" | "environment">,
): Promise<TransformersModel> {
  const place = await placeOf(settings.model, world.weightsDirectory);
  const suffix = (settings.quantized ?? true) ? "_quantized.onnx" : ".onnx";
  const fileName = place.onHub ? mergedDecoder : await decoderIn(place, suffix);
  try {
    return await loading.use(() => load(place, fileName, suffix, settings, world));
  } catch (error) {
    throw new Error(`${settings.model} cannot be loaded as an ONNX model for text generation: ${messageOf(error)}`);
  }
}

/** The library's settings hold for its whole process: one model is loaded at a time. */
const loading = pool(["turn"]);

async function load(
  { parent, name, onHub }: Place,
  fileName: string,
  suffix: string,
  { quantized = true }: TransformersSettings,
  world: Pick<DriverWorld, "weightsDirectory" | "environment">,
): Promise<TransformersModel> {
  const { AutoModelForCausalLM, AutoTokenizer, env, Tensor } = await optionalPackage(
    "@xenova/transformers",
    () => import("@xenova/transformers"),
  );
  const cache = path.join(world.weightsDirectory, "hub");
  env.allowRemoteModels = onHub;
  env.allowLocalModels = !onHub;
  env.localModelPath = parent;
  env.remoteHost = `${hubEndpoint(world.environment)}/`;
  env.cacheDir = cache;
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const model: PreTrainedModel = await AutoModelForCausalLM.from_pretrained(name, {
    quantized,
    model_file_name: fileName,
  });
  env.allowLocalModels = true;
  const own = "generation_config" in model ? asRecord(model.generation_config) : {};
  return {
    model,
    tokenizer,
    row: (tokens) => new Tensor("int64", BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
    file: path.join(onHub ? cache : parent, name, "onnx", `${fileName}${suffix}`),
    libraryVersion: env.version,
    config: { ...asRecord(model.config), ...own },
  };
}

const mergedDecoder = "decoder_model_merged";

/** Exports for this library are called `decoder_model_merged`, newer ones `model`. */
async function decoderIn({ parent, name }: Place, suffix: string): Promise<string> {
  const folder = path.join(parent, name);
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    if (!(await isFile(path.join(folder, file))))
      throw new Error(`expected an ONNX model in ${folder}, got a folder without ${file}`);
  for (const decoder of [mergedDecoder, "model"])
    if (await isFile(path.join(folder, "onnx", `${decoder}${suffix}`))) return decoder;
  const other = suffix === ".onnx" ? "quantized: true" : "quantized: false";
  throw new Error(`expected ${path.join(folder, "onnx", `${mergedDecoder}${suffix}`)}, got no such file; try ${other}`);
}

async function placeOf(model: string, weightsDirectory: string): Promise<Place> {
  for (const folder of [path.resolve(model), path.join(weightsDirectory, model)])
    if (await isFolder(folder)) return { parent: path.dirname(folder), name: path.basename(folder), onHub: false };
  if (/^[\w.-]+\/[\w.-]+$/.test(model)) return { parent: weightsDirectory, name: model, onHub: true };
  throw new Error(
    `expected the folder of an ONNX model or owner/name of a hub, got "${model}": ` +
      `no folder ${path.resolve(model)} or ${path.join(weightsDirectory, model)}`,
  );
}

const isFile = (file: string) =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
const isFolder = (folder: string) =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
