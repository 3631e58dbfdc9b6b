import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { diskFiles, type FileLayer, writeAll } from "./file-layer.js";

/**
 * Writes a file whole or not at all: a temporary file in the same folder, put on the disk, renamed, the folder put on
 * the disk. A reader sees the old bytes or the new ones, also after a power cut. Throws what the disk says; the old
 * file is untouched then and the temporary one removed.
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  files: FileLayer = diskFiles,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  try {
    await writeNew(temporary, content, files);
    await files.rename(temporary, path);
  } catch (error) {
    await files.unlink(temporary).catch(() => undefined); // it may never have been made
    throw error;
  }
  await files.syncFolder(folder);
}

async function writeNew(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
  files: FileLayer,
): Promise<void> {
  const file = await files.open(path, "wx");
  try {
    if (typeof content === "string") await writeAll(file, Buffer.from(content, "utf8"));
    else if (content instanceof Uint8Array) await writeAll(file, content);
    else for await (const piece of content) await writeAll(file, piece);
    await file.datasync();
  } finally {
    await file.close();
  }
}
