import { open } from "node:fs/promises";
import { optionalPackage } from "../project.js";
import type { DriverWorld } from "../types/index.js";
import { walkGgufHead } from "./gguf-walk.js";
import { resolveModelFile } from "./model-files.js";

/** What a GGUF file says about itself before it is loaded. */
export interface GgufCheckpoint {
  readonly file: string;
  /** The context the model was trained with, in tokens; null when the file does not say. */
  readonly trainContextSize: number | null;
}

/**
 * Reads the head of a GGUF file: a few kilobytes, no weights.
 * @throws when there is no such file, or when it is not GGUF, saying what it begins with.
 */
export async function readGgufCheckpoint(
  model: string,
  world: Pick<DriverWorld, "weightsDirectory">,
): Promise<GgufCheckpoint> {
  const file = await resolveModelFile(model, world);
  await refuseDamagedGguf(file);
  const { readGgufFileInfo } = await optionalPackage("node-llama-cpp", () => import("node-llama-cpp"));
  const signal = AbortSignal.timeout(10_000);
  const options = { readTensorInfo: false, logWarnings: false, ignoreKeys: vocabulary, signal };
  const info = await readGgufFileInfo(file, options).catch((error: Error) => {
    throw damaged(file, error.message);
  });
  if (!info.metadata.general?.architecture) throw damaged(file, "it names no architecture");
  return { file, trainContextSize: info.architectureMetadata.context_length ?? null };
}

const vocabulary = [
  "tokenizer.ggml.tokens",
  "tokenizer.ggml.scores",
  "tokenizer.ggml.token_type",
  "tokenizer.ggml.merges",
];

/**
 * Looks whether a file is GGUF and whole in its head, before a reader that believes every count in it opens it.
 * @throws saying what it begins with when it is of another format, and where it is damaged.
 */
export async function refuseDamagedGguf(file: string): Promise<void> {
  const opened = await open(file);
  try {
    const head = Buffer.alloc(4);
    await opened.read(head, 0, head.length, 0);
    if (head.toString("latin1") !== "GGUF")
      throw new Error(
        `expected a GGUF file, got ${file}, which begins with the bytes ${head.toString("hex")}; ` +
          "llama.cpp's convert_hf_to_gguf.py makes one of a PyTorch checkpoint",
      );
    await walkGgufHead(opened).catch((error: Error) => {
      throw damaged(file, error.message);
    });
  } finally {
    await opened.close();
  }
}

const damaged = (file: string, why: string) =>
  new Error(`${file} begins as a GGUF file and is cut off or damaged: ${why}`);
