import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The project's folder: the one that holds `lib`, `data`, `outputs` and `weights`. */
export const projectRoot: string = fileURLToPath(new URL("../../", import.meta.url));

/** Where setup puts downloaded weights; `BENCHBOOK_WEIGHTS` names another folder. */
export const weightsDirectory: string = process.env.BENCHBOOK_WEIGHTS ?? path.join(projectRoot, "weights");

/**
 * The path of a file that comes with the project.
 *
 * @example
 * bb.projectFile("data/cases/bootcamp.jsonl").endsWith("bootcamp.jsonl"); // => true
 */
export function projectFile(relative: string): string {
  if (typeof relative !== "string")
    throw new Error(`projectFile expected a path relative to the project, got ${String(relative)}`);
  return path.join(projectRoot, relative);
}

/** Where runs go when they are not told. */
export const outputsDirectory: string = path.join(projectRoot, "outputs");

/** The versions of these packages as installed; those that are not installed are left out. */
export function packageVersions(names: readonly string[]): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const file = path.join(projectRoot, "node_modules", name, "package.json");
    if (existsSync(file)) versions[name] = versionIn(file);
  }
  return versions;
}

/**
 * This project's own version.
 *
 * @example
 * /^\d+\.\d+\.\d+/.test(benchbookVersion()); // => true
 */
export const benchbookVersion = (): string => versionIn(path.join(projectRoot, "package.json"));

const versionIn = (file: string) => String((JSON.parse(readFileSync(file, "utf8")) as { version: unknown }).version);

/** The commit that the project's folder is at; null where it is no checkout, or there is no git. */
export const projectCommit = (): Promise<string | null> =>
  promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: projectRoot }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
