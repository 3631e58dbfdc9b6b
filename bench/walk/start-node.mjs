import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a script in a process of its own and waits for its end. Throws when it fails. */
export async function startNode(script, args, environment) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...environment },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}
