import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readGgufCheckpoint } from "../../models/gguf-checkpoint.js";
import { knownModels } from "../../models/model-files.js";
import { weightsDirectory } from "../../project.js";
import { findHubRepository } from "../../targets/hub-repository.js";
import { llamaHasCuda } from "../../targets/llama-devices.js";
import { llamaTarget } from "../../targets/llama-target.js";
import { transformersTarget } from "../../targets/transformers-target.js";
import type { Target } from "../../types/index.js";

/** How the model of an inference benchmark is named. */
export interface ThroughputModel {
  /** A checkpoint of this machine or a repository of a model hub. @default "local" */
  readonly source?: "local" | "hf";
  /** A known name, a GGUF file, or the folder of an ONNX model. @default the embedded model */
  readonly checkpoint?: string;
  /** `owner/name` on the hub, with `:Q8_0` behind it where one quantization of many is meant. */
  readonly repoId?: string;
  /** `auto` takes CUDA where the engine and the machine have it. @default "cpu" */
  readonly device?: "cpu" | "cuda" | "auto";
  /** @default the engine's own: one less than there are cores */
  readonly threads?: number;
  /** Of a GGUF model. @default "auto", the engine's own choice */
  readonly flashAttention?: boolean | "auto";
}

/** What the context has to hold. */
export interface ThroughputLength {
  readonly prompt: string;
  readonly genTokens: number;
  readonly useKvCache: boolean;
}

const allLayers = 9999;

/**
 * The target of an inference benchmark: everything that can be found wrong is found here, before a model is loaded.
 * @throws when the model is not there or not of a known format, the hub cannot be reached, a device is not there, or the
 *   model's context cannot hold that many tokens.
 */
export async function throughputTarget(model: ThroughputModel, length: ThroughputLength): Promise<Target> {
  const { source = "local" } = model;
  return source === "hf" ? hubTarget(model, length) : localTarget(model, length);
}

async function hubTarget(model: ThroughputModel, length: ThroughputLength): Promise<Target> {
  const { repoId, checkpoint } = model;
  if (checkpoint !== undefined)
    throw new Error("source hf takes repoId, a checkpoint is for source local: leave one out");
  if (repoId === undefined) throw new Error("source hf needs repoId, the owner/name of a repository on the hub");
  const { format, quantizedOnnx } = await findHubRepository(repoId);
  if (format === "onnx") return onnxTarget({ model: repoId, quantized: quantizedOnnx }, model, length);
  return ggufTarget({ name: repoId, model: `hf:${repoId}` }, contextFor(length), model, length);
}

async function localTarget(model: ThroughputModel, length: ThroughputLength): Promise<Target> {
  if (model.repoId !== undefined) throw new Error("source local takes a checkpoint, repoId is for source hf");
  const checkpoint = model.checkpoint ?? String(Object.keys(knownModels)[0]);
  const folder = await stat(checkpoint).catch(() => null);
  if (folder?.isDirectory()) return onnxTarget(await onnxFolder(path.resolve(checkpoint)), model, length);
  const { trainContextSize } = await readGgufCheckpoint(checkpoint, { weightsDirectory });
  const most = trainContextSize ?? Infinity;
  if (length.genTokens >= most)
    throw new Error(
      `expected fewer generated tokens than the ${most} of this model's context, got ${length.genTokens}`,
    );
  return ggufTarget({ model: checkpoint }, Math.min(most, contextFor(length)), model, length);
}

async function ggufTarget(
  named: { readonly model: string; readonly name?: string },
  contextSize: number,
  { device = "cpu", threads, flashAttention = "auto" }: ThroughputModel,
  { useKvCache }: ThroughputLength,
): Promise<Target> {
  const cuda = device !== "cpu" && (await llamaHasCuda());
  if (device === "cuda" && !cuda)
    throw new Error("device cuda: this installation has no CUDA engine that works here; see README.md, or take cpu");
  const gpuLayers = cuda ? allLayers : 0;
  const own = threads === undefined ? {} : { threads };
  return llamaTarget({ ...named, contextSize, gpuLayers, useKvCache, flashAttention, ...own });
}

interface OnnxModel {
  readonly model: string;
  readonly quantized: boolean;
}

async function onnxFolder(model: string): Promise<OnnxModel> {
  const files = await readdir(path.join(model, "onnx")).catch(() => []);
  if (!files.some((file) => file.endsWith(".onnx")))
    throw new Error(`expected a GGUF file or the folder of an ONNX model, got the folder ${model} without onnx/*.onnx`);
  return { model, quantized: files.some((file) => file.endsWith("_quantized.onnx")) };
}

function onnxTarget(onnx: OnnxModel, asked: ThroughputModel, { useKvCache }: ThroughputLength): Target {
  const { device, threads, flashAttention } = asked;
  if (device === "cuda") throw new Error("device cuda: ONNX models run on the processor here; take cpu");
  if (threads !== undefined) throw new Error("threads cannot be set for an ONNX model: its engine chooses them");
  if (flashAttention !== undefined)
    throw new Error("flashAttention cannot be set for an ONNX model: its engine has none");
  return transformersTarget({ ...onnx, useKvCache });
}

/** Enough for the answer, for a prompt of which every byte is a token, and for a chat template around it. */
function contextFor({ prompt, genTokens }: ThroughputLength): number {
  return Math.ceil((genTokens + Buffer.byteLength(prompt) + 256) / 256) * 256;
}
