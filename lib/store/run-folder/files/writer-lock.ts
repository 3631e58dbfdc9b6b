import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { diskFiles, errorCode, errorText, type FileLayer, writeAll } from "./file-layer.js";
import { liveness, type ProcessIdentity, thisProcess } from "./process-identity.js";
import { parseSafely } from "./safe-json.js";

/** Who holds a lock, and since when. */
export interface LockHolder extends ProcessIdentity {
  readonly startedAt: string;
  readonly path: string;
}

/** A lock that was taken. */
export interface Lock {
  release(): Promise<void>;
}

const ATTEMPTS = 6;

/**
 * Takes the one writer's place for `name` in a folder, or throws naming the holder. The lock is a file naming process,
 * host and time; it is taken over only when that process is dead. Each contender first puts down a file of its own and
 * then looks for others, so of two at once at most one stays, and removing a dead holder's file can never hit a live
 * one. `waitMs` (default 0) is how long to wait for a live holder before giving up.
 */
export async function takeLock(
  folder: string,
  name: string,
  options: { readonly waitMs?: number; readonly files?: FileLayer } = {},
): Promise<Lock> {
  const files = options.files ?? diskFiles;
  const deadline = Date.now() + (options.waitMs ?? 0);
  for (let attempt = 1; ; attempt++) {
    const standing = await liveHolder(folder, name, files);
    if (standing === null) {
      const lock = await claim(folder, name, files);
      if (lock !== null) return lock;
    }
    if (Date.now() < deadline) await sleep(20 + Math.random() * 40);
    else if (standing !== null || attempt >= ATTEMPTS) throw refusal(folder, name, standing);
    else await sleep(5 + Math.random() * 30); // two came at once and both stepped back
  }
}

/**
 * Who holds the lock now; null when nobody does or its holder is dead. A holder on another machine counts as alive: it
 * cannot be asked. Throws when a lock file cannot be read.
 */
export async function lockHolder(folder: string, name: string): Promise<LockHolder | null> {
  return liveHolder(folder, name, diskFiles);
}

/**
 * Creates a file of its own, then looks for others: null when there is another, and then its file is removed again.
 */
async function claim(folder: string, name: string, files: FileLayer): Promise<Lock | null> {
  const own = `${name}-${process.pid}-${randomBytes(4).toString("hex")}.lock`;
  const path = join(folder, own);
  try {
    await writeHolder(path, files);
    if ((await liveHolder(folder, name, files, own)) === null) return { release: () => remove(path, files) };
  } catch (error) {
    await remove(path, files).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  await remove(path, files);
  return null;
}

async function writeHolder(path: string, files: FileLayer): Promise<void> {
  const holder = { ...thisProcess(), startedAt: new Date().toISOString() };
  const temporary = `${path}.tmp`;
  const file = await files.open(temporary, "wx");
  try {
    await writeAll(file, Buffer.from(`${JSON.stringify(holder)}\n`));
  } finally {
    await file.close();
  }
  await files.rename(temporary, path); // no other process sees a half-written holder
}

/** The first live holder other than `own`; the files of dead ones are removed on the way. */
async function liveHolder(folder: string, name: string, files: FileLayer, own?: string): Promise<LockHolder | null> {
  for (const entry of await files.readdir(folder)) {
    if (!entry.startsWith(`${name}-`) || !entry.endsWith(".lock") || entry === own) continue;
    const path = join(folder, entry);
    const holder = await readHolder(path, files);
    if (holder === null) continue;
    if (liveness(holder) !== "dead") return holder;
    if (own !== undefined) await remove(path, files);
  }
  return null;
}

async function readHolder(path: string, files: FileLayer): Promise<LockHolder | null> {
  try {
    const value = parseSafely(Buffer.from(await files.readFile(path)).toString("utf8"));
    if (!isHolder(value)) throw new Error("it does not name a process");
    return { ...value, path };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null; // released between the listing and now
    throw new Error(`cannot read the lock ${path}: ${errorText(error)}; delete it if no run is writing here`, {
      cause: error,
    });
  }
}

function isHolder(value: unknown): value is ProcessIdentity & { readonly startedAt: string } {
  if (typeof value !== "object" || value === null) return false;
  const { processId, host, birth, startedAt } = { processId: 0, host: 0, birth: 0, startedAt: 0, ...value };
  return (
    Number.isSafeInteger(processId) &&
    processId > 0 &&
    typeof host === "string" &&
    typeof startedAt === "string" &&
    (birth === null || typeof birth === "string")
  );
}

async function remove(path: string, files: FileLayer): Promise<void> {
  for (const each of [path, `${path}.tmp`]) {
    await files.unlink(each).catch((error: unknown) => {
      if (errorCode(error) !== "ENOENT") throw error;
    });
  }
}

function refusal(folder: string, name: string, holder: LockHolder | null): Error {
  if (holder === null) return new Error(`another process is taking the lock ${name} of ${folder}; try again`);
  return new Error(
    `expected to be the only writer in ${folder} (lock ${name}), got process ${holder.processId} on ${holder.host} ` +
      `writing since ${holder.startedAt}; wait for it or stop it, and only if it is surely gone delete ${holder.path}`,
  );
}
