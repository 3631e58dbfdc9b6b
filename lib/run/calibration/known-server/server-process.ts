import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Truth } from "./timeline.js";

/** A server in its own process that knows when it wrote each token. */
export interface TruthServer {
  readonly origin: string;
  /** What it did since it was asked last, by the prompt of the request. */
  truths(): Promise<ReadonlyMap<string, Truth>>;
  close(): Promise<void>;
}

/**
 * Starts a truth server's script in a process of its own, which ends with this one. The script tells its `origin` once, and
 * its `truths` on request. Throws when the process ends before it answers.
 */
export async function startServerProcess(script: string, args: readonly string[] = []): Promise<TruthServer> {
  const child = fork(script, [...args], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { origin } = (await nextMessage(child)) as { readonly origin: string };
  return {
    origin,
    async truths() {
      child.send("truths");
      const { truths } = (await nextMessage(child)) as { readonly truths: readonly Truth[] };
      return new Map(truths.map((truth) => [truth.prompt, truth]));
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`the server that knows the truth ended (exit code ${code})`));
    child.once("exit", gone);
    child.once("message", (message) => {
      child.off("exit", gone);
      resolve(message);
    });
  });
}
