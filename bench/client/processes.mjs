// Starts the bench's child processes, each on its core where the machine lets it be chosen, and talks with them.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/** True where processes can be put on a core: Linux with `taskset` and at least two cores. */
export const canPin = availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;

/** A child process that answers each message with one. `core` null leaves it free. */
export async function startChild(script, { core, environment = {} }) {
  const node = [process.execPath, fileURLToPath(new URL(script, import.meta.url))];
  const [command, ...args] = core !== null && canPin ? ["taskset", "-c", String(core), ...node] : node;
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
    env: { ...process.env, ...environment },
  });
  let gone = false;
  let hear = (/** @type {any} */ _message) => {};
  child.on("message", (message) => hear(message));
  child.once("exit", (code) => {
    gone = true;
    hear({ error: `ended with ${code}` });
  });
  const next = () =>
    new Promise((resolve, reject) => {
      hear = (message) =>
        message.error === undefined ? resolve(message) : reject(new Error(`${script}: ${message.error}`));
      if (gone) hear({ error: "is gone" });
    });
  const hello = await next();
  return {
    hello,
    ask(message) {
      child.send(message);
      return next();
    },
    async end() {
      hear = () => {};
      const exited = gone ? null : once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
