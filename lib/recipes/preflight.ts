import { stat } from "node:fs/promises";
import path from "node:path";
import { isTarget } from "../arguments/is-target.js";
import { resolveModelFile } from "../models/model-files.js";
import { weightsDirectory } from "../project.js";
import { checkWritable } from "../store/run-folder/create-run-folder.js";
import type { Target } from "../types/index.js";

/**
 * Whether these files (paths inside it) can be written into a folder, which is made when it is not there.
 * @throws when the folder is a file or cannot be written, and when a folder lies where a file is to go, or the other way round.
 */
export async function checkOutputs(directory: string, files: readonly string[]): Promise<void> {
  for (const folder of new Set([".", ...files.map((file) => path.dirname(file))])) {
    const place = path.join(directory, folder);
    const found = await stat(place).catch(() => null);
    if (found && !found.isDirectory()) throw new Error(`expected a folder for the results, got the file ${place}`);
  }
  for (const file of files) {
    const place = path.join(directory, file);
    const found = await stat(place).catch(() => null);
    if (found && !found.isFile()) throw new Error(`expected a file or nothing at ${place}, got a folder: move it away`);
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
