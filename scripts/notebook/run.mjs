import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { root, scripts, shown, venvPython } from "../setup/paths.mjs";
import { jupyterEnvironment } from "./environment.mjs";

/**
 * Run a notebook from top to bottom in a fresh kernel, without a browser. What it prints goes to this terminal; the executed
 * notebook goes to outputs/notebooks/, also when a cell failed. An interrupt of this process ends the kernel and all it started.
 *
 * @param {string} notebook path, from the project's folder or absolute
 * @param {{ settings?: Record<string, unknown>, output?: string }} [options] settings for the notebook's `params`; where to
 *   write the executed notebook
 * @returns {Promise<number>} exit code: 0 when every cell ran, 1 when one failed, 2 when there is no such notebook
 */
export async function runNotebook(notebook, { settings = {}, output } = {}) {
  const path = resolve(root, notebook);
  if (!existsSync(path)) {
    console.error(`expected a notebook, found no file ${shown(path)}`);
    return 2;
  }
  const executed = output ?? join(root, "outputs", "notebooks", basename(path));
  const environment = jupyterEnvironment();
  if (Object.keys(settings).length > 0) environment.BENCHBOOK_PARAMS = JSON.stringify(settings);
  return follow(join(scripts, "python", "run_notebook.py"), [path, executed, shown(path)], environment);
}

/**
 * Run a Python script to its end. It notices the end of this process by its standard input, and signals are handed on.
 *
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function follow(script, args, env) {
  return new Promise((done, reject) => {
    const child = spawn(venvPython, [script, ...args], { cwd: root, env, stdio: ["pipe", "inherit", "inherit"] });
    const handOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    for (const signal of signals) process.on(signal, handOn);
    child.on("error", reject);
    child.on("close", (code) => {
      for (const signal of signals) process.off(signal, handOn);
      done(code ?? 1);
    });
  });
}
