import { mkdir } from "node:fs/promises";
import path from "node:path";
import { outputsDirectory } from "../project.js";
import { writeAtomically } from "../store/run-folder/files/write-atomically.js";
import { expectFolder } from "../store/run-folder/manifest-file.js";
import { slug } from "../store/run-folder/run-folder-name.js";

/** Where the runs lie that a search, a sweep or a comparison is made of: the folder of an earlier one, or a new one. */
export async function partsFolder(
  kind: "capacity" | "sweep" | "comparison",
  { resume, directory = outputsDirectory }: { readonly resume?: string; readonly directory?: string },
): Promise<string> {
  if (resume !== undefined) {
    await expectFolder(resume);
    return path.resolve(resume);
  }
  const stamp = slug(new Date().toISOString().slice(0, 23));
  const folder = path.resolve(directory, `${kind}-${stamp}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Writes what came of it beside its runs. */
export async function keepResult(folder: string, name: string, result: unknown): Promise<void> {
  await writeAtomically(path.join(folder, name), `${JSON.stringify(result, null, 2)}\n`);
}
