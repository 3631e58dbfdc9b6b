import { rmSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { root } from "./paths.mjs";
import { readIfThere, stampAt } from "./stamp.mjs";
import { StepError } from "./step.mjs";
import { isAtLeast, OLDEST, parseVersion } from "./versions.mjs";

const modules = join(root, "node_modules");
const installedLock = join(modules, ".package-lock.json"); // npm's own record of what it installed
const stamp = stampAt(join(modules, ".benchbook-packages"));

/** Without a network npm gives up after seconds, not after a minute and a half. */
const RETRY_SOON = ["--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=10000"];

/** The npm packages of package-lock.json. */
export const packagesStep = {
  isDone() {
    const lock = readLock();
    if (stamp.matches(inputsOf(lock))) return true;
    if (!agrees(lock, readIfThere(installedLock))) return false;
    stamp.write(inputsOf(lock)); // installed by hand, with npm itself
    return true;
  },
  async act() {
    const lock = readLock();
    await checkNpm();
    stamp.remove();
    rmSync(installedLock, { force: true }); // else a broken-off install would look like one made by hand
    await mustRun(...npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...RETRY_SOON), {
      otherwise: "npm ci failed: see below. Mend that, then run the same command again.",
    });
    stamp.write(inputsOf(lock));
  },
};

function readLock() {
  const lock = readIfThere(join(root, "package-lock.json"));
  if (lock === null) throw new StepError("package-lock.json is missing: run npm install once, and commit the file.");
  return lock;
}

/** @param {string} lock */
function inputsOf(lock) {
  return `${process.platform} ${process.arch}\n${lock}`;
}

/**
 * Does what npm recorded as installed hold everything that the lock file asks for, in the same versions? Packages for other
 * systems are optional, so they may be absent.
 *
 * @param {string} lock text of package-lock.json
 * @param {string | null} installed text of node_modules/.package-lock.json
 */
export function agrees(lock, installed) {
  if (installed === null) return false;
  try {
    const wanted = JSON.parse(lock).packages;
    const found = JSON.parse(installed).packages;
    const names = Object.keys(wanted).filter((name) => name !== "" && !wanted[name].link);
    const present = names.every((name) =>
      found[name] ? found[name].version === wanted[name].version : Boolean(wanted[name].optional),
    );
    return present && Object.keys(found).every((name) => name in wanted);
  } catch {
    return false;
  }
}

async function checkNpm() {
  const said = await mustRun(...npm("--version"), {
    otherwise: "npm does not run: install Node again, npm comes with it.",
  });
  const version = parseVersion(said.trim().split("\n").at(-1) ?? "");
  if (version === null || !isAtLeast(version, OLDEST.npm)) {
    throw new StepError(
      `npm ${OLDEST.npm[0]} or newer is needed, this is ${said.trim()}: run npm install --global npm.`,
    );
  }
}

/**
 * The command that runs npm: the npm that runs this script where there is one, else the one beside Node.
 *
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function npm(...args) {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return [process.execPath, [own, ...args]];
  return process.platform === "win32" ? ["cmd.exe", ["/d", "/c", "npm", ...args]] : ["npm", args];
}
