import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import path from "node:path";
import type { DriverWorld } from "../types/index.js";

const shippedModel = "smollm2-135m-instruct-q4_1";

/**
 * Models by the name a target may use for them, each a file of the weights folder. `npm run setup` brings the first one, and
 * `npm run variants` makes the others from it.
 */
export const knownModels: Readonly<Record<string, string>> = {
  [shippedModel]: "smollm2-135m-instruct-q4_1.gguf",
  "smollm2-135m-instruct-f16": "smollm2-135m-instruct-f16.gguf",
  "smollm2-135m-instruct-q8_0": "smollm2-135m-instruct-q8_0.gguf",
  "smollm2-135m-instruct-q4_0": "smollm2-135m-instruct-q4_0.gguf",
};

/**
 * The file behind a model's name: a known name, a name of a file in the weights folder, or a path.
 * @throws when there is no such file, saying where it was looked for and how to get one.
 */
export async function resolveModelFile(model: string, world: Pick<DriverWorld, "weightsDirectory">): Promise<string> {
  const known = Object.hasOwn(knownModels, model) ? knownModels[model] : undefined;
  const candidates = known
    ? [path.join(world.weightsDirectory, known)]
    : [
        path.resolve(model),
        path.join(world.weightsDirectory, model),
        path.join(world.weightsDirectory, `${model}.gguf`),
      ];
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  if (known) {
    const cure = model === shippedModel ? 'run "npm run setup" to get them' : 'run "npm run variants" to make them';
    throw new Error(`the weights of "${model}" are not at ${candidates[0]}: ${cure}`);
  }
  throw new Error(
    `expected a known model (${Object.keys(knownModels).join(", ")}) or the path of a .gguf file, got "${model}": ` +
      `no file at ${candidates.join(" or ")}; with a model hub at hand, "hf:user/repository:Q4_K_M" downloads one`,
  );
}

async function isFile(candidate: string): Promise<boolean> {
  return stat(candidate).then(
    (found) => found.isFile(),
    () => false,
  );
}

const digests = new Map<string, Promise<string>>();

/** SHA-256 of a file in hexadecimal; remembered for as long as the file keeps its size and time. */
export async function sha256OfFile(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  const key = `${file}\0${size}\0${mtimeMs}`;
  const remembered = digests.get(key) ?? digestOf(file);
  digests.set(key, remembered);
  return remembered;
}

/** Through one buffer: a stream's many would stay in the resident memory that is about to be measured. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(1 << 20);
  const handle = await open(file, "r");
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/**
 * A model file's path as it goes into a manifest: one in the weights folder is named from there, so that a run folder that is
 * shown to others does not tell where its caller keeps things.
 */
export function shownModelPath(file: string, weightsDirectory: string): string {
  const inside = path.relative(weightsDirectory, file);
  return inside.startsWith("..") || path.isAbsolute(inside) ? file : `weights/${inside.split(path.sep).join("/")}`;
}
