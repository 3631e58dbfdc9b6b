import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command line as a program of its own. */
export const main = fileURLToPath(new URL("../../../lib/cli/main.js", import.meta.url));

/** The folder of recorded runs and of files that other tools wrote. */
export const recorded = fileURLToPath(new URL("../../../../data/recorded", import.meta.url));

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `benchbook` with these arguments in a process of its own, as a shell does. */
export function benchbook(...args: readonly string[]): Promise<Printed> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}
