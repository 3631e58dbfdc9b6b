import { readdir, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { errorCode } from "../../run-folder/files/file-layer.js";

/** Something in a folder that `explore` can open. */
export interface DataFile {
  /** Relative to the folder that was asked about, with forward slashes. */
  readonly path: string;
  readonly kind: "run folder" | "csv" | "json" | "jsonl" | "parquet";
  readonly bytes: number | null;
}

const KINDS: Readonly<Record<string, DataFile["kind"]>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".parquet": "parquet",
};

/**
 * The files in a folder and below it, four folders deep, that can be explored, in order of their names. A run folder is one
 * entry; the files inside it are not listed. Throws when the folder is not there.
 */
export async function listDataFiles(folder: string): Promise<readonly DataFile[]> {
  const found = await filesIn(folder, folder, 4);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesIn(root: string, folder: string, depth: number): Promise<DataFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") throw new Error(`expected a folder, got nothing at ${folder}`, { cause: error });
    if (errorCode(error) === "ENOTDIR") throw new Error(`expected a folder, got the file ${folder}`, { cause: error });
    throw error;
  });
  const files: DataFile[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const name = relative(root, path).split(sep).join("/");
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      const isRun = await stat(join(path, "manifest.json")).then(
        () => true,
        () => false,
      );
      if (isRun) files.push({ path: name, kind: "run folder", bytes: null });
      else if (depth > 1) files.push(...(await filesIn(root, path, depth - 1)));
    } else {
      const kind = KINDS[extname(entry.name).toLowerCase()];
      if (entry.isFile() && kind !== undefined) files.push({ path: name, kind, bytes: (await stat(path)).size });
    }
  }
  return files;
}
