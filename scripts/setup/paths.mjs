import { join, resolve, sep } from "node:path";

const windows = process.platform === "win32";

/** The folder of these scripts. */
export const scripts = resolve(import.meta.dirname, "..");

const own = resolve(scripts, "..");
const [around, ...inside] = own.split(`${sep}node_modules${sep}`);

/** Whether Benchbook is a package of another project, and not a checkout: then it is built, and npm has installed what it needs. */
export const isPackage = inside.length > 0;

/** The project's folder, wherever it was cloned or moved to; of a package, that of the project which it is installed in. */
export const root = around;

/** The project's own Python environment. */
export const venv = join(root, ".venv");

/** The interpreter of that environment. */
export const venvPython = join(venv, windows ? "Scripts/python.exe" : "bin/python");

/** Where set-up puts what Jupyter looks for: the kernel and JupyterLab's settings. */
export const jupyterData = join(venv, "share", "jupyter");

/** Model files, each verified by its hash; `BENCHBOOK_WEIGHTS` names another folder, here as in the library. */
export const weights = process.env.BENCHBOOK_WEIGHTS ? resolve(process.env.BENCHBOOK_WEIGHTS) : join(root, "weights");

/**
 * The path as a reader of the terminal would type it in the project's folder.
 *
 * @param {string} path absolute
 */
export function shown(path) {
  return path.startsWith(root) ? path.slice(root.length + 1).replaceAll("\\", "/") : path;
}
