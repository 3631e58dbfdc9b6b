import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SealedFile } from "../../types/index.js";
import { fileDigest } from "./files/checksum.js";
import { MANIFEST_FILE } from "./manifest-file.js";

/**
 * The files of a run folder that the manifest vouches for, with `/` in their paths, sorted: all but the manifest
 * itself, locks, and names that begin with a dot (half-written files, a notebook's checkpoints). Links are listed and
 * not followed.
 */
export async function listRunFiles(directory: string, below = ""): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name.startsWith(".") || /\.lock(\.tmp)?$/.test(entry.name) || path === MANIFEST_FILE) continue;
    if (entry.isDirectory()) found.push(...(await listRunFiles(directory, path)));
    else found.push(path);
  }
  return found.sort();
}

/** Length and SHA-256 of each of these files of a run folder. */
export async function digestFiles(directory: string, paths: readonly string[]): Promise<Record<string, SealedFile>> {
  const digests: Record<string, SealedFile> = {};
  for (const path of paths) digests[path] = await fileDigest(join(directory, path));
  return digests;
}
