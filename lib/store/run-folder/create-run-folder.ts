import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import type { Manifest } from "../../types/index.js";
import { diskFiles, errorCode, errorText, type FileLayer } from "./files/file-layer.js";
import { readableManifestText, writeManifest } from "./manifest-file.js";
import { runFolderName } from "./run-folder-name.js";

/** A new run folder. */
export interface CreatedRun {
  /** Absolute path. */
  readonly directory: string;
  readonly manifest: Manifest;
}

/**
 * Makes a new folder for a run under `parent` (which is made as well) and writes its manifest, on the disk when this
 * resolves. Whatever the run's name holds, the folder lies directly under `parent`; see `runFolderName`. Throws when
 * the folder cannot be written, and says which option to give, and when the manifest could not be read again.
 */
export async function createRunFolder(
  parent: string,
  manifest: Manifest,
  files: FileLayer = diskFiles,
): Promise<CreatedRun> {
  const root = resolve(parent);
  readableManifestText(manifest); // refused before there is a folder
  try {
    const directory = await makeFolder(root, manifest, files);
    await writeManifest(directory, manifest, files);
    await files.syncFolder(root);
    return { directory, manifest };
  } catch (error) {
    throw cannotWrite(root, error);
  }
}

/**
 * Whether runs can be kept under `parent`, which is made when it is not there: writes a small file and takes it away
 * again. Throws the error that `createRunFolder` would throw, so that a run can be refused before engines are opened.
 */
export async function checkWritable(parent: string, files: FileLayer = diskFiles): Promise<void> {
  const root = resolve(parent);
  const probe = join(root, `.can-be-written-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await files.mkdir(root, { recursive: true });
    await (await files.open(probe, "wx")).close();
    await files.unlink(probe);
  } catch (error) {
    throw cannotWrite(root, error);
  }
}

function cannotWrite(root: string, error: unknown): Error {
  return new Error(`cannot write to ${root}: ${errorText(error)}; give \`directory\` a folder that can be written`, {
    cause: error,
  });
}

async function makeFolder(root: string, manifest: Manifest, files: FileLayer): Promise<string> {
  await files.mkdir(root, { recursive: true });
  for (let attempt = 0; ; attempt++) {
    const directory = join(root, runFolderName(manifest, attempt));
    try {
      await files.mkdir(directory, { recursive: false });
      return directory;
    } catch (error) {
      if (errorCode(error) !== "EEXIST" || attempt >= 100) throw error;
    }
  }
}
