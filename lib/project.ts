import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The project's folder: the one that holds `lib`, `data`, `outputs` and `weights`. */
export const projectRoot: string = fileURLToPath(new URL("../../", import.meta.url));

/** Whose runs these are: the project's folder, or, where Benchbook is a package of another project, that project's. */
const home: string = homeOf(projectRoot);

/** Where setup puts downloaded weights; `BENCHBOOK_WEIGHTS` names another folder. */
export const weightsDirectory: string = process.env.BENCHBOOK_WEIGHTS ?? path.join(home, "weights");

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
export const outputsDirectory: string = path.join(home, "outputs");

/**
 * The folder that holds the `node_modules` in which a package lies; the working folder for one that is installed for the whole
 * machine, which has no project around it; the package's own folder where it is a checkout.
 *
 * @example
 * homeOf("/work/mine"); // => "/work/mine"
 */
export function homeOf(packageRoot: string): string {
  const parts = packageRoot.split(path.sep);
  const at = parts.indexOf("node_modules");
  if (at === -1) return packageRoot;
  const around = parts.slice(0, at).join(path.sep);
  return existsSync(path.join(around, "package.json")) ? around : process.cwd();
}

/** The versions of these packages as installed; those that are not installed are left out. */
export function packageVersions(names: readonly string[]): Readonly<Record<string, string>> {
  const folders = createRequire(import.meta.url).resolve.paths("benchbook") ?? [];
  const versions: Record<string, string> = {};
  for (const name of names) {
    const file = folders.map((folder) => path.join(folder, name, "package.json")).find(existsSync);
    if (file !== undefined) versions[name] = versionIn(file);
  }
  return versions;
}

/** Packages that not everyone needs: large, or with parts that npm can only install by the `overrides` of a project's own file. */
export type OptionalPackage = "@xenova/transformers" | "danfojs-node" | "node-llama-cpp";

/** @throws one line that says what to install, when the package is not there. */
export async function optionalPackage<Loaded>(name: OptionalPackage, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    throw isMissing(name, error) ? missingPackage(name) : error;
  }
}

/** Whether this is Node's error about a package that is not installed, and not one about something that it needs itself. */
export const isMissing = (name: OptionalPackage, error: unknown): boolean =>
  /^(ERR_)?MODULE_NOT_FOUND$/.test(String((error as { code?: unknown } | null)?.code)) &&
  String((error as Error).message).includes(`'${name}'`);

/** What to do about a package that is not there. */
export const missingPackage = (name: OptionalPackage): Error =>
  new Error(
    `this needs the package ${name}, which is not installed in ${home}: make a project that has it with "npx benchbook new FOLDER --with ${name}", or npm install ${name}`,
  );

/**
 * This project's own version.
 *
 * @example
 * /^\d+\.\d+\.\d+/.test(benchbookVersion()); // => true
 */
export const benchbookVersion = (): string => versionIn(path.join(projectRoot, "package.json"));

const versionIn = (file: string) => String((JSON.parse(readFileSync(file, "utf8")) as { version: unknown }).version);

/** The commit that Benchbook's own folder is at; null where it is no checkout, or there is no git. */
export const projectCommit = async (): Promise<string | null> =>
  home !== projectRoot
    ? null
    : promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: projectRoot }).then(
        ({ stdout }) => stdout.trim(),
        () => null,
      );
