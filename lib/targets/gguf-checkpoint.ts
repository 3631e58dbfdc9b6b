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
 * The head of GGUF is its magic, its version and two counts. The reader above takes what lies behind the end of a file for
 * zeros and believes any count, so both are looked at first.
 */
async function refuseOtherFormats(file: string): Promise<void> {
  const opened = await open(file);
  try {
    const head = Buffer.alloc(24);
    const { bytesRead } = await opened.read(head, 0, head.length, 0);
    if (head.toString("latin1", 0, 4) !== "GGUF")
      throw new Error(
        `expected a GGUF file, got ${file}, which begins with the bytes ${head.toString("hex", 0, 4)}; ` +
          "llama.cpp's convert_hf_to_gguf.py makes one of a PyTorch checkpoint",
      );
    const [tensors, keys] = [head.readBigUInt64LE(8), head.readBigUInt64LE(16)];
    if (bytesRead < head.length || tensors > mostEntries || keys > mostEntries)
      throw damaged(file, "its head is no head");
  } finally {
    await opened.close();
  }
}

const mostEntries = 100_000n; // the largest published models have a few thousand tensors

const damaged = (file: string, why: string) =>
  new Error(`${file} begins as a GGUF file and is cut off or damaged: ${why}`);
