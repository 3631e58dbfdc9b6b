import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { scripts, venv, venvPython } from "./paths.mjs";
import { stampAt } from "./stamp.mjs";
import { StepError } from "./step.mjs";
import { isAtLeast, OLDEST, parseVersion } from "./versions.mjs";

const stamp = stampAt(join(venv, ".benchbook-packages"));
const labStamp = stampAt(join(venv, ".benchbook-lab"));
const QUIET = { PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore", PIP_NO_INPUT: "1" };
const BASE = "requirements.txt";
const LAB = "requirements-lab.txt";
const wanted = OLDEST.python.join(".");

/**
 * The environment in .venv. It has no stamp of its own: without the stamp of its packages it is taken for broken off, and made
 * anew, which takes seconds.
 */
export const environmentStep = {
  isDone: () => stamp.exists() && runs(venvPython),
  async act() {
    const python = findPython();
    rmSync(venv, { recursive: true, force: true });
    await mustRun(python[0], [...python.slice(1), "-m", "venv", venv], {
      otherwise: "Python could not make an environment in .venv: see below, then run the same command again.",
    });
  },
};

/** What runs notebooks, draws figures in JupyterLab, and turns the weights into ONNX. */
export const pythonPackagesStep = {
  isDone: () => stamp.matches(pins(BASE)),
  act: () => install(BASE, false),
};

/** JupyterLab, wanted only by who opens a notebook in the browser. */
export const labStep = {
  isDone: () => labStamp.matches(pins(BASE) + pins(LAB)),
  act: () => install(LAB, true),
};

/** Was JupyterLab installed here before, perhaps in another version? */
export const hasLab = () => labStamp.exists();

/** @param {string} file */
function pins(file) {
  return `${process.platform} ${process.arch}\n${readFileSync(join(scripts, "python", file), "utf8")}`;
}

/**
 * Install pinned requirements. From its first moment to its last the environment counts as broken off.
 *
 * @param {string} file
 * @param {boolean} withLab do they hold JupyterLab?
 */
async function install(file, withLab) {
  stamp.remove();
  labStamp.remove();
  const options = ["--quiet", "--only-binary=:all:", "--no-warn-script-location", "--requirement"];
  await mustRun(venvPython, ["-m", "pip", "install", ...options, join(scripts, "python", file)], {
    env: QUIET,
    otherwise: "pip failed: see below. Mend that, then run the same command again.",
  });
  if (withLab) labStamp.write(pins(BASE) + pins(LAB));
  stamp.write(pins(BASE));
}

/**
 * Fetch one wheel into a folder, without what it depends on.
 *
 * @param {string} requirement such as "name==1.2.3"
 * @param {string} folder
 * @param {string} otherwise advice when the reason is not known
 */
export async function downloadWheel(requirement, folder, otherwise) {
  const options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder];
  const env = { ...QUIET, TMPDIR: folder, TEMP: folder, TMP: folder };
  await mustRun(venvPython, ["-m", "pip", "download", ...options, requirement], { env, otherwise });
}

/**
 * A Python that is new enough, as a command and its first arguments. BENCHBOOK_PYTHON names one; else the usual names are tried.
 *
 * @param {(command: string[]) => string | null} [ask] gives the text of `--version`, null when there is no such command
 * @returns {string[]}
 * @throws {StepError} when there is none, or only older ones
 */
export function findPython(ask = askVersion) {
  const named = process.env.BENCHBOOK_PYTHON;
  const newer = [14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]);
  const usual = process.platform === "win32" ? [["py", "-3"], ["python"]] : [["python3"], ["python"], ...newer];
  let older = "";
  for (const command of named ? [[named]] : usual) {
    const said = ask(command);
    const version = said === null ? null : parseVersion(said);
    if (version !== null && isAtLeast(version, OLDEST.python)) return command;
    if (version !== null) older ||= version.join(".");
  }
  const cure = "install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python)";
  const where = "or name one in BENCHBOOK_PYTHON";
  if (older) throw new StepError(`Python ${wanted} or newer is needed, this is ${older}: ${cure}, ${where}.`);
  throw new StepError(`No Python was found, ${wanted} or newer is needed: ${cure}, ${where}.`);
}

/** @param {string[]} command */
function askVersion([command, ...args]) {
  const asked = spawnSync(command, [...args, "--version"], { encoding: "utf8", windowsHide: true });
  return asked.status === 0 ? asked.stdout + asked.stderr : null;
}

/** @param {string} python */
function runs(python) {
  return existsSync(python) && askVersion([python]) !== null;
}
