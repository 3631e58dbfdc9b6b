import { stat } from "node:fs/promises";
import { errorCode } from "./file-layer.js";

/**
 * Refuses anything but a file, by name: for a folder the disk would only say that it cannot be read, and
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
