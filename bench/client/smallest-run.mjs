// The smallest run as a user starts it: a whole command, from nothing to its last word, and all the memory of its processes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChild } from "./processes.mjs";

/** Resident memory in MiB of a process and of its children, as Linux tells; null where it does not. */
function residentMiB(pid) {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    );
    return children.reduce((sum, child) => sum + (residentMiB(child) ?? 0), own);
  } catch {
    return null;
  }
}

/** Wall time in seconds and peak memory of five requests of four tokens, one after the other. */
export async function smallestRun(arm) {
  const server = await startChild("./truth-server.mjs", { core: 0 });
  await server.ask({ timeline: { firstTokenMs: 0, gapMs: 0, tokens: 4 } });
  try {
    const beganAtMs = performance.now();
    const script = fileURLToPath(new URL("./smallest-job.mjs", import.meta.url));
    const child = spawn(process.execPath, [script, arm, server.hello.origin], { stdio: "inherit" });
    let peakMiB = null;
    const watch = setInterval(() => {
      const now = residentMiB(child.pid);
      if (now !== null) peakMiB = Math.max(peakMiB ?? 0, now);
    }, 10);
    const [code] = await once(child, "exit");
    clearInterval(watch);
    if (code !== 0) throw new Error(`the smallest run of ${arm} ended with ${code}`);
    return { smallest: [(performance.now() - beganAtMs) / 1000, peakMiB] };
  } finally {
    await server.end();
  }
}
