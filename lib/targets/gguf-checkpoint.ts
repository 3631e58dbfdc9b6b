import { open } from "node:fs/promises";
import type { DriverWorld } from "../types.js";
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
  await refuseOtherFormats(file);
  const { readGgufFileInfo } = await import("node-llama-cpp");
  try {
    const info = await readGgufFileInfo(file, { readTensorInfo: false, logWarnings: false, ignoreKeys: vocabulary });
    return { file, trainContextSize: info.architectureMetadata.context_length ?? null };
  } catch (error) {
    throw new Error(`${file} begins as a GGUF file and cannot be read: ${(error as Error).message}`);
  }
}

const vocabulary = [
  "tokenizer.ggml.tokens",
  "tokenizer.ggml.scores",
  "tokenizer.ggml.token_type",
  "tokenizer.ggml.merges",
];

async function refuseOtherFormats(file: string): Promise<void> {
  const opened = await open(file);
  try {
    const head = Buffer.alloc(4);
    await opened.read(head, 0, 4, 0);
    if (head.toString("latin1") === "GGUF") return;
    throw new Error(
      `expected a GGUF file, got ${file}, which begins with the bytes ${head.toString("hex")}; ` +
        "llama.cpp's convert_hf_to_gguf.py makes one of a PyTorch checkpoint",
    );
  } finally {
    await opened.close();
  }
}
