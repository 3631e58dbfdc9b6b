import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { checkFunction } from "../../arguments/check-values.js";
import { knownModels } from "../../models/model-files.js";
import { projectRoot, weightsDirectory } from "../../project.js";
import { llamaTarget } from "../../targets/llama-target.js";
import type { Target } from "../../types/index.js";

/** The models of {@link defaultVariants}. */
export const variantModels: readonly string[] = ["f16", "q8_0", "q4_0"].map((kind) => `smollm2-135m-instruct-${kind}`);

/**
 * F16, INT8 (as Q8_0) and Q4_0 of the shipped weights, read into memory and not mapped, so that resident memory counts each
 * weight once. Their files are made by `makeVariantWeights` or `npm run variants`.
 *
 * @example
 * bb.recipes.defaultVariants().map((variant) => variant.name); // => ["smollm2-135m-instruct-f16", "smollm2-135m-instruct-q8_0", "smollm2-135m-instruct-q4_0"]
 */
export function defaultVariants(): readonly Target[] {
  return variantModels.map((model) => llamaTarget({ model, useMmap: false }));
}

/**
 * Makes the model files of `defaultVariants` where they are missing, which takes about a minute once. `onLine` hears one line
 * of progress each.
 * @throws with what the making said, when it failed.
 * @example
 * await bb.recipes.makeVariantWeights((line) => console.log(line));
 */
export async function makeVariantWeights(onLine: (line: string) => void = () => {}): Promise<void> {
  checkFunction("makeVariantWeights", "onLine", onLine);
  const files = variantModels.map((model) => path.join(weightsDirectory, String(knownModels[model])));
  if (files.every((file) => existsSync(file))) return;
  const script = path.join(projectRoot, "scripts", "variants.mjs");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  createInterface(child.stdout).on("line", onLine);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code !== 0) throw new Error(`the variants of the weights could not be made: ${complaint.trim()}`);
}
