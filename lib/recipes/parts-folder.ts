import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { outputsDirectory } from "../project.js";
import { writeAtomically } from "../store/run-folder/files/write-atomically.js";
import { expectFolder } from "../store/run-folder/manifest-file.js";
import { slug } from "../store/run-folder/run-folder-name.js";
import type { JobOptions } from "./job-settings.js";

/** Settings that decide nothing about what is measured. */
const NOT_ASKED = ["resume", "directory", "onProgress", "signal"];

const SETTINGS_FILE = "settings.json";

/**
 * Where the runs lie that a search, a sweep or a comparison is made of: the folder of an earlier one, or a new one.
 * @throws when the earlier one was asked something else, by the names of what differs: its runs would be mixed with others.
 */
export async function partsFolder(
  kind: "capacity" | "sweep" | "comparison" | "same-answers",
  settings: Pick<JobOptions, "resume" | "directory">,
): Promise<string> {
  const { resume, directory = outputsDirectory } = settings;
  if (resume !== undefined) {
    await expectFolder(resume);
    await refuseOther(path.resolve(resume), settings);
    return path.resolve(resume);
  }
  const stamp = slug(new Date().toISOString().slice(0, 23));
  const folder = path.resolve(directory, `${kind}-${stamp}`);
  await mkdir(folder, { recursive: true });
  await keepResult(folder, SETTINGS_FILE, hashesOf(settings));
  return folder;
}

/** Writes what came of it beside its runs. */
export async function keepResult(folder: string, name: string, result: unknown): Promise<void> {
  await writeAtomically(path.join(folder, name), `${JSON.stringify(result, null, 2)}\n`);
}

/** Each setting by name with a hash of its JSON: a setting may hold what no file may hold. */
function hashesOf(settings: object): Readonly<Record<string, string>> {
  const asked = Object.entries(settings).filter(([name, value]) => !NOT_ASKED.includes(name) && value !== undefined);
  const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
  return Object.fromEntries(asked.map(([name, value]) => [name, hash(value)]));
}

async function refuseOther(folder: string, settings: object): Promise<void> {
  const text = await readFile(path.join(folder, SETTINGS_FILE), "utf8").catch(() => null);
  if (text === null)
    throw new Error(
      `resume expected the folder of a search, a sweep or a comparison, got ${folder}: no ${SETTINGS_FILE} is there`,
    );
  const [was, is] = [JSON.parse(text) as Readonly<Record<string, string>>, hashesOf(settings)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]);
  if (changed.length > 0)
    throw new Error(
      `what is in ${folder} was measured with another ${changed.join(", ")}: give its own, or leave resume out`,
    );
}
