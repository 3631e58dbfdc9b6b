import { spawn } from "node:child_process";
import { join } from "node:path";
import { adviceFor } from "./advice.mjs";
import { root } from "./paths.mjs";
import { StepError } from "./step.mjs";

const KEPT = 64 * 1024; // characters of output kept for an error message

/**
 * Run a command to its end without showing its output. It ends with this process, also when this process is killed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options] variables to add to the environment; working folder
 * @returns {Promise<{ code: number, output: string }>} exit code, and the end of what it printed
 */
export function capture(command, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "attend.mjs"), command, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: "pipe",
      windowsHide: true,
    });
    let output = "";
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Run a command that must succeed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, otherwise: string }} options `otherwise`: the advice when nothing
 *   more exact is known
 * @throws {StepError} with one line of advice and the command's output
 */
export async function mustRun(command, args, { otherwise, ...options }) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) throw new StepError(adviceFor(output) ?? otherwise, output);
  return output;
}
