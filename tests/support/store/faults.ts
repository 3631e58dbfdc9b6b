import { diskFiles, type FileLayer, type OpenFile } from "../../../lib/store/run-folder/files/file-layer.js";

/** A way in which a disk fails, for tests. `short` is a write of half the bytes, which is no failure at all. */
export type Fault = "ENOSPC" | "EIO" | "EMFILE" | "short" | "torn";

/**
 * The real disk, of which the k-th call fails (`once`), or it and every later one (`forever`). `EMFILE` counts and
 * fails only what opens something; `torn` writes half of the bytes and then fails. `calls()` tells how many calls there
 * were.
 */
export function failingFiles(fault: Fault, at: number, how: "once" | "forever"): FileLayer & { calls(): number } {
  let calls = 0;
  const due = (opens = false) => {
    if (fault === "EMFILE" && !opens) return false;
    calls++;
    return calls === at || (how === "forever" && calls > at);
  };
  const guard = async <T>(work: () => Promise<T>, opens = false): Promise<T> => {
    if (due(opens) && fault !== "short") throw systemError(fault === "torn" ? "ENOSPC" : fault);
    return work();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    write: async (bytes, offset, length) => {
      if (!due()) return file.write(bytes, offset, length);
      const half = Math.max(1, length >> 1);
      if (fault === "short") return file.write(bytes, offset, half);
      if (fault === "torn") await file.write(bytes, offset, half);
      throw systemError(fault === "torn" ? "ENOSPC" : fault);
    },
    datasync: () => guard(async () => undefined), // no test cuts the power, so the wait for the disk is left out
    truncate: (bytes) => guard(() => file.truncate(bytes)),
    close: async () => {
      await file.close(); // also when close reports an error, the descriptor is gone
      await guard(async () => undefined);
    },
  });
  return {
    open: (path, flags) => guard(async () => wrap(await diskFiles.open(path, flags)), true),
    rename: (from, to) => guard(() => diskFiles.rename(from, to)),
    unlink: (path) => guard(() => diskFiles.unlink(path)),
    mkdir: (path, options) => guard(() => diskFiles.mkdir(path, options)),
    readFile: (path) => guard(() => diskFiles.readFile(path), true),
    readdir: (path) => guard(() => diskFiles.readdir(path), true),
    syncFolder: () => guard(async () => undefined, true),
    calls: () => calls,
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made to fail`), { code });
}
