import { stat } from "node:fs/promises";
import { errorCode } from "./file-layer.js";

/**
 * Refuses what stands in the place of a file and is none, by name: the disk would say of a folder that it cannot be read, and
 * not which one, and whoever reads a named pipe waits for good. What is not there is left to the reading.
 */
export async function expectFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (found === null || found.isFile()) return;
  throw new Error(`expected a file, got ${found.isDirectory() ? "a folder" : "no ordinary file"}: ${path}`);
}
