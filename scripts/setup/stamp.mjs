import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * Write a file whole or not at all, whatever happens meanwhile: under a temporary name, then renamed.
 *
 * @param {string} path
 * @param {string} text
 */
export function writeWhole(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/**
 * A stamp is a small file that a step writes last: it holds a hash of everything the step depended on.
 * A missing stamp means "not done", or "broken off"; another hash means "done for other inputs".
 *
 * @param {string} path of the stamp
 */
export function stampAt(path) {
  return {
    /** @param {string} inputs */
    matches: (inputs) => readIfThere(path)?.trim() === digest(inputs),
    exists: () => readIfThere(path) !== null,
    /** Call before the work starts: from here on the step counts as not done. */
    remove: () => rmSync(path, { force: true }),
    /** @param {string} inputs */
    write: (inputs) => writeWhole(path, `${digest(inputs)}\n`),
  };
}

/**
 * The text of a file, or null when there is none.
 *
 * @param {string} path
 */
export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** @param {string} text */
function digest(text) {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * SHA-256 of a file, read piece by piece, as lower-case hexadecimal.
 *
 * @param {string} path
 */
export async function fileDigest(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
