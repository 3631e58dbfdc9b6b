import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { messageOf } from "../../../text/error-message.js";

/** One open file of a `FileLayer`. `write` may write fewer bytes than asked: it says how many. */
export interface OpenFile {
  write(bytes: Uint8Array, offset: number, length: number): Promise<number>;
  /**
   * Puts the file's data on the disk (fdatasync): slower than `write`, and the only thing that survives a power cut.
   */
  datasync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Everything that the store asks of the disk when it writes. It is handed in, so that a test can make each single call
 * fail (disk full, input/output error, too many open files, short write) and see that nothing acknowledged is lost.
 */
export interface FileLayer {
  /** `a` appends, `wx` creates and refuses an existing file, `r+` changes an existing file. */
  open(path: string, flags: "a" | "wx" | "r+"): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  mkdir(path: string, options: { readonly recursive: boolean }): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string): Promise<readonly string[]>;
  /** Puts a folder's list of names on the disk, so that a created or renamed file is still there after a power cut. */
  syncFolder(path: string): Promise<void>;
}

/** The real disk, through `node:fs/promises`. */
export const diskFiles: FileLayer = {
  open: async (path, flags) => openFile(await open(path, flags)),
  rename,
  unlink,
  mkdir: async (path, options) => {
    await mkdir(path, options);
  },
  readFile,
  readdir: (path) => readdir(path),
  syncFolder,
};

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (bytes, offset, length) => (await handle.write(bytes, offset, length)).bytesWritten,
    datasync: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // Windows cannot open a folder, and journals its names itself.
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Writes all of `bytes`, going on after a short write. A disk that takes no byte at all is an error: without it the
 * loop would not end.
 */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const written = await file.write(bytes, done, bytes.length - done);
    if (written <= 0) throw new Error(`the disk took 0 of ${bytes.length - done} bytes`);
    done += written;
  }
}

/** The code of a system error (`ENOSPC`, `EACCES`, …), or null when it has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What an error says, in one line, with its code in front when the text lacks it. */
export function errorText(error: unknown): string {
  const text = messageOf(error);
  const code = errorCode(error);
  return code === null || text.includes(code) ? text : `${code}: ${text}`;
}
