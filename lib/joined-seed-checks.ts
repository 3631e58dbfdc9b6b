// Part of the door: what the seed systems look at before a model is loaded, a server asked, or a file overwritten.
import { stat } from "node:fs/promises";
import path from "node:path";
import { weightsDirectory } from "./project-root.js";
import { checkWritable } from "./store/folder/create-run-folder.js";
import { resolveModelFile } from "./targets/model-files.js";
import type { Target } from "./types.js";

/**
 * Whether these files can be written into a folder, which is made when it is not there.
 * @throws when the folder is a file, cannot be written, or a folder lies where a file is to go.
 */
export async function checkOutputs(directory: string, files: readonly string[]): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found && !found.isDirectory()) throw new Error(`expected a folder for the results, got the file ${directory}`);
  for (const file of files) {
    const place = path.join(directory, file);
    const there = await stat(place).catch(() => null);
    if (there && !there.isFile()) throw new Error(`expected a file or nothing at ${place}, got a folder: move it away`);
  }
  await checkWritable(directory);
}

/**
 * Whether the model file of every in-process GGUF target is there.
 * @throws with the target's name, where was looked and how to get the file.
 */
export async function checkModelFiles(targets: readonly Target[]): Promise<void> {
  for (const { kind, name, model, inner } of targets) {
    const file = kind === "llama" ? model : isTarget(inner) && inner.kind === "llama" ? inner.model : null;
    if (typeof file !== "string" || /^(hf|https?):/.test(file)) continue;
    await resolveModelFile(file, { weightsDirectory }).catch((error: Error) => {
      throw new Error(`target "${name}": ${error.message}`);
    });
  }
}

const isTarget = (value: unknown): value is Target => typeof value === "object" && value !== null && "kind" in value;
