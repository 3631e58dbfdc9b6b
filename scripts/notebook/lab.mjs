import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { root, shown, venvPython } from "../setup/paths.mjs";
import { jupyterEnvironment } from "./environment.mjs";

/** The notebook that a newcomer sees first. */
export const FIRST_NOTEBOOK = "notebooks/00-setup.ipynb";

/**
 * Start JupyterLab on this machine alone, with a fresh token in the address that it opens. Its files are the whole project, so
 * that data and results can be reached; a kernel works in its notebook's folder.
 *
 * @param {string} notebook from the project's folder
 * @param {{ options?: string[], env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions }} [settings]
 */
export function startLab(notebook, { options = [], env = process.env, stdio = "inherit" } = {}) {
  const address = shown(resolve(root, notebook)).split("/").map(encodeURIComponent).join("/");
  const fixed = [
    `--ServerApp.root_dir=${root}`,
    "--ServerApp.ip=127.0.0.1",
    `--LabApp.default_url=/lab/tree/${address}`,
    "--KernelSpecManager.ensure_native_kernel=False",
  ];
  const asRoot = process.getuid?.() === 0 ? ["--allow-root"] : [];
  const args = ["-m", "jupyterlab", ...fixed, ...asRoot, ...options];
  return spawn(venvPython, args, { cwd: root, env: jupyterEnvironment(env), stdio });
}
