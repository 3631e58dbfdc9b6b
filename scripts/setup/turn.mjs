import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const BEAT_MS = 1_000;
const SILENT_MS = 15_000;

/**
 * Do work while no other process does it: two set-ups of one folder would write the same files. The holder's file bears its
 * process id and is touched each second; a holder that is gone or silent is not waited for.
 *
 * @template T
 * @param {string} path of the file that stands for the turn
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} onWait called once when there is someone to wait for
 * @returns {Promise<T>}
 */
export async function inTurn(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !take(path); await wait(200)) {
    if (!told) onWait(readHolder(path));
    told = true;
  }
  const beat = setInterval(() => touch(path), BEAT_MS);
  const leave = () => rmSync(path, { force: true });
  process.once("exit", leave);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", leave);
    leave();
  }
}

/** @param {string} path */
function take(path) {
  if (isAbandoned(path)) rmSync(path, { force: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > SILENT_MS) return true;
    process.kill(Number(readHolder(path)), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** @param {string} path */
function readHolder(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Someone cleared the folder. The work itself will say so if it matters.
  }
}
