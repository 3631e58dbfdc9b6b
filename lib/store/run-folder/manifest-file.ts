import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../arguments/describe-value.js";
import type { Manifest, RunValidity } from "../../types/index.js";
import { sha256 } from "./files/checksum.js";
import { expectFile } from "./files/expect-file.js";
import { diskFiles, errorCode, errorText, type FileLayer } from "./files/file-layer.js";
import { parseSafely } from "./files/safe-json.js";
import { writeAtomically } from "./files/write-atomically.js";
import { manifestShape } from "./manifest-shape.js";

/** Name of the manifest in a run folder. */
export const MANIFEST_FILE = "manifest.json";

const SEAL = /,\n {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;

/**
 * The text of manifest.json: indented JSON whose last field, `sha256`, is the SHA-256 of all bytes before its comma. So
 * the manifest vouches for every other file and for itself, and stays one file that is replaced in one rename.
 */
export function manifestText(manifest: Manifest): string {
  const body = JSON.stringify(manifest, null, 2).slice(0, -2);
  return `${body},\n  "sha256": "${sha256(body)}"\n}\n`;
}

/**
 * The text of manifest.json, once it is known that it can be read: a run whose manifest cannot would be measured and then never be
 * opened. Throws, saying what of it cannot be read.
 */
export function readableManifestText(manifest: Manifest): string {
  const text = manifestText(manifest);
  const value = parseManifest(text, MANIFEST_FILE);
  if (manifestShape.fits(value)) return text;
  throw new Error(`the settings make no manifest that can be read again: ${manifestShape.complaint()}`);
}

/** Writes manifest.json whole or not at all. Throws, with nothing written, when it could not be read again. */
export async function writeManifest(
  directory: string,
  manifest: Manifest,
  files: FileLayer = diskFiles,
): Promise<void> {
  await writeAtomically(join(directory, MANIFEST_FILE), readableManifestText(manifest), files);
}

/** A manifest from the disk, and whether its bytes still are those that Benchbook wrote. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly intact: boolean;
}

/** Refuses a path that does not exist or is not a folder, before anything in it is read. */
export async function expectFolder(directory: string): Promise<void> {
  const found = await stat(directory).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
    throw error;
  });
  if (found?.isDirectory()) return;
  throw new Error(`expected a run folder, got ${found === null ? "a path where nothing is" : "a file"}: ${directory}`);
}

/**
 * Reads manifest.json of a run folder. A manifest that was edited by hand is read and `intact` is false. Throws when
 * it is missing, when it is not a manifest, and when a newer Benchbook wrote it.
 */
export async function readManifest(directory: string): Promise<ReadManifest> {
  await expectFolder(directory);
  const path = join(directory, MANIFEST_FILE);
  await expectFile(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    const what = errorCode(error) === "ENOENT" ? "a folder without one" : errorText(error);
    throw new Error(`expected a run folder with ${MANIFEST_FILE}, got ${what}: ${directory}`, { cause: error });
  });
  const text = bytes.toString("utf8");
  const value = inTodaysWords(withoutSeal(parseManifest(text, path)));
  if (typeof value.schema === "number" && value.schema > 1) {
    throw new Error(`expected ${path} of schema 1, got schema ${value.schema}; read it with a newer Benchbook`);
  }
  if (!manifestShape.fits(value))
    throw new Error(`expected a manifest in ${path}, got one where ${manifestShape.complaint()}`);
  const seal = SEAL.exec(text);
  const body = bytes.subarray(0, bytes.length - (seal?.[0].length ?? 0));
  return { manifest: value, intact: seal !== null && seal[1] === sha256(body) };
}

function parseManifest(text: string, path: string): object {
  try {
    const value = parseSafely(text);
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    throw new Error(`expected JSON in ${path}, got: ${errorText(error)}`, { cause: error });
  }
  throw new Error(`expected a JSON object in ${path}`);
}

/** The words of a verdict before they were kebab-case. */
const TODAYS_WORDS: ReadonlyMap<unknown, RunValidity> = new Map([
  ["VALID", "valid"],
  ["INVALID", "invalid"],
  ["clientLimited", "client-limited"],
]);

/** A manifest of Benchbook 0.1.0 in today's words: `configHashes` was `asked`, and verdicts were in capitals. */
function inTodaysWords({ asked, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const manifest = asked === undefined ? rest : { configHashes: asked, ...rest };
  const { verdict } = manifest as Record<string, unknown>;
  if (!isRecord(verdict)) return manifest;
  const word = TODAYS_WORDS.get(verdict.verdict) ?? verdict.verdict;
  return { ...manifest, verdict: { ...verdict, verdict: word } };
}

function withoutSeal(value: object): Record<string, unknown> {
  const { sha256: _, ...rest }: Record<string, unknown> = { ...value };
  return rest;
}
