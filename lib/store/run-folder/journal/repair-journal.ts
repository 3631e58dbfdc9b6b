import { basename, dirname } from "node:path";
import { errorCode, type FileLayer, writeAll } from "../files/file-layer.js";
import { writeAtomically } from "../files/write-atomically.js";
import { fileChunks } from "./read-lines.js";
import { type RowProblem, scanRows } from "./scan-rows.js";

/** A file of rows made ready to be continued. */
export interface Continuation {
  /** The number of the next row. It leaves a gap behind bad lines at the end, which may have been confirmed once. */
  readonly nextSequence: number;
  /** What was fixed; empty for a new file and for a healthy one. */
  readonly mended: readonly RowProblem[];
}

/**
 * Makes a file of rows ready for appending: creates it (file and folder synced) or reads it, and then fixes what a
 * crash or a bad disk left. Whatever is no good row of this run goes to `FILE.quarantine` first, with its line and
 * reason; then the file is replaced, in one rename, by its good rows byte for byte. Throws what the disk says.
 */
export async function prepareForAppending(path: string, run: string, files: FileLayer): Promise<Continuation> {
  if (await createdNow(path, files)) return { nextSequence: 0, mended: [] };
  const damage = await assess(path, run);
  if (damage.mended.length > 0) {
    if (damage.quarantine.length > 0) await addToQuarantine(`${path}.quarantine`, damage.quarantine, files);
    await writeAtomically(path, goodRows(path, run), files);
  }
  return damage;
}

/** Reads a file of rows and says what must be fixed before it is continued. */
async function assess(path: string, run: string): Promise<Continuation & { readonly quarantine: readonly string[] }> {
  const mended: RowProblem[] = [];
  const quarantine: string[] = [];
  let next = 0;
  let badSince = 0;
  for await (const part of scanRows(basename(path), fileChunks(path), run)) {
    for (const scanned of part) {
      if (scanned.kind === "row") {
        next = Math.max(next, scanned.row.sequence + 1);
        badSince = 0;
        continue;
      }
      const { problem, setAside } = scanned;
      if (setAside !== null) quarantine.push(quarantineLine(problem, setAside));
      if (setAside !== null || problem.kind === "torn-tail" || problem.kind === "joined-lines") mended.push(problem);
      if (problem.kind === "bad-line") badSince++;
    }
  }
  return { nextSequence: next + badSince, mended, quarantine };
}

async function createdNow(path: string, files: FileLayer): Promise<boolean> {
  try {
    const file = await files.open(path, "wx");
    try {
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
  await files.syncFolder(dirname(path));
  return true;
}

async function* goodRows(path: string, run: string): AsyncGenerator<Buffer> {
  for await (const part of scanRows(basename(path), fileChunks(path), run)) {
    for (const scanned of part) if (scanned.kind === "row") yield Buffer.concat([scanned.bytes, Buffer.from("\n")]);
  }
}

/** The bytes are kept as base64: what is damaged need not be text. */
function quarantineLine(problem: RowProblem, bytes: Buffer): string {
  return `${JSON.stringify({ reason: problem.message, base64: bytes.toString("base64") })}\n`;
}

async function addToQuarantine(path: string, lines: readonly string[], files: FileLayer): Promise<void> {
  const file = await files.open(path, "a");
  try {
    await writeAll(file, Buffer.from(lines.join("")));
    await file.datasync();
  } finally {
    await file.close();
  }
  await files.syncFolder(dirname(path));
}
