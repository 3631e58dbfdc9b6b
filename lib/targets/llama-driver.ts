import { availableParallelism } from "node:os";
import type { Llama, LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import { refuseDamagedGguf } from "../models/gguf-checkpoint.js";
import { resolveModelFile, sha256OfFile, shownModelPath } from "../models/model-files.js";
import { optionalPackage } from "../project.js";
import { messageOf } from "../text/error-message.js";
import type { Driver, DriverWorld, EngineInfo, Target } from "../types/index.js";
import { afterClose } from "./after-close.js";
import { answerWithLlama } from "./llama-answer.js";
import { openContext } from "./llama-context.js";
import { type ChatPrompt, chatPrompt } from "./llama-prompt.js";
import type { LlamaSettings } from "./llama-target.js";
import { pool } from "./pool.js";
import { textOnly } from "./text-only.js";

/**
 * Opens a GGUF model inside this process. Loads the engine on first use.
 * @throws when there is no such model, or when it is not a model this engine can load.
 */
export async function openLlamaDriver(target: Target, world: DriverWorld): Promise<Driver> {
  const settings = target as Target & LlamaSettings;
  const startedAtMs = world.now();
  const file = await modelFile(settings.model, world);
  await refuseDamagedGguf(file);
  const threads = settings.threads ?? Math.max(1, availableParallelism() - 1); // ggml spins: a thread too many costs most of the speed
  const { llama, model } = await loadModel(file, settings, threads);
  const contextSize = settings.contextSize ?? 1024;
  const { context, flashAttention } = await openContext(llama, model, {
    ...{ contextSize, sequences: world.maxInFlight, threads },
    flashAttention: settings.flashAttention ?? "auto",
  });
  const sequences = pool(Array.from({ length: world.maxInFlight }, () => context.getSequence()));
  const turns = pool(["turn"]);
  const prompt = await chatPrompt(model.fileInfo.metadata);
  const info = await engineInfo({
    weightsDirectory: world.weightsDirectory,
    target: settings,
    file,
    llama,
    model,
    threads,
    contextSize,
    flashAttention,
    prompt,
  });
  let closing: Promise<void> | null = null;
  return {
    info: { ...info, openMs: world.now() - startedAtMs },
    ...textOnly("the embedded engine"),
    conversations: prompt.template === "none" ? "its model file has no chat template" : true,
    send: (request, observer, signal) =>
      sequences.use(async (sequence: LlamaContextSequence) =>
        closing
          ? afterClose(world.now())
          : answerWithLlama({
              model,
              sequence,
              contextSize,
              useKvCache: settings.useKvCache ?? true,
              turns,
              prompt,
              request,
              observer,
              signal,
              now: world.now,
            }),
      ),
    close: () => {
      closing ??= context.dispose().then(() => model.dispose());
      return closing;
    },
  };
}

async function modelFile(model: string, world: DriverWorld): Promise<string> {
  if (!/^(hf|https?):/.test(model)) return resolveModelFile(model, world);
  const engine = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  try {
    return await engine.resolveModelFile(model, { directory: world.weightsDirectory, cli: false });
  } catch (error) {
    throw new Error(
      `could not get "${model}" from its hub: ${messageOf(error)}; give the path of a .gguf file instead`,
    );
  }
}

const engines = new Map<string, Promise<Llama>>();

/** One engine for each way of computing, shared by the models of this process. */
async function engineFor(threads: number, gpu: boolean): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const key = `${threads} ${gpu}`;
  const engine =
    engines.get(key) ??
    getLlama({ gpu: gpu ? "auto" : false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: threads });
  engines.set(key, engine);
  return engine;
}

async function loadModel(file: string, settings: LlamaSettings, threads: number) {
  const gpuLayers = settings.gpuLayers ?? 0;
  const llama = await engineFor(threads, gpuLayers > 0);
  try {
    return { llama, model: await llama.loadModel({ modelPath: file, gpuLayers, useMmap: settings.useMmap ?? true }) };
  } catch (error) {
    throw new Error(`${file} cannot be loaded as a GGUF model: ${messageOf(error)}`);
  }
}

async function engineInfo(opened: {
  weightsDirectory: string;
  target: Target & LlamaSettings;
  file: string;
  llama: Llama;
  model: LlamaModel;
  threads: number;
  contextSize: number;
  flashAttention: boolean | null;
  prompt: ChatPrompt;
}): Promise<Omit<EngineInfo, "openMs">> {
  const { target, file, llama, model, threads, contextSize, flashAttention, prompt } = opened;
  const { getModuleVersion, GgufFileType } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const tensors = model.fileInfo.fullTensorInfo;
  const fileType = model.fileInfo.metadata.general.file_type;
  const architecture = model.fileInfo.architectureMetadata;
  return {
    engine: "node-llama-cpp",
    engineVersion: await getModuleVersion(),
    model: target.model,
    modelPath: shownModelPath(file, opened.weightsDirectory),
    modelSha256: await sha256OfFile(file),
    modelBytes: model.size,
    quantisation: fileType === undefined ? null : (GgufFileType[fileType]?.replace(/^MOSTLY_|^ALL_/, "") ?? null),
    parameters: tensors ? tensors.reduce((sum, tensor) => sum + product(tensor.dimensions), 0) : null,
    contextSize,
    device: llama.gpu === false ? "cpu" : llama.gpu,
    threads,
    details: {
      llamaCpp: llama.llamaCppRelease.release,
      buildType: llama.buildType,
      useKvCache: target.useKvCache ?? true,
      flashAttention,
      useMmap: target.useMmap ?? true,
      gpuLayers: model.gpuLayers,
      promptTemplate: prompt.template,
      trainContextSize: model.trainContextSize,
      layers: numberOrNull(architecture.block_count),
      heads: numberOrNull(architecture.attention?.head_count),
      embeddingSize: numberOrNull(architecture.embedding_length),
    },
  };
}

const product = (dimensions: readonly (number | bigint)[]) =>
  dimensions.reduce<number>((sofar, dimension) => sofar * Number(dimension), 1);
const numberOrNull = (value: unknown) => (typeof value === "number" ? value : null);
