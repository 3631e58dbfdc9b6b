import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { openOpenaiDriver } from "../../../lib/targets/http/openai-driver.js";
import { openaiTarget } from "../../../lib/targets/openai-target.js";
import type { Driver, OpenDriver } from "../../../lib/types/index.js";

// A module target for tests: the real driver of HTTP requests in a measuring process into which a bottleneck was put. Settings:
// `origin`, and of `blockMs` with `everyMs`, `hogs` and `sockets` what is wanted; with `onlyOne`, the path of a file that is not yet
// there, the first of several processes has it and the others have not.

/** Holds up the event loop for so long, again and again. */
function blockLoop(blockMs: number, everyMs: number): NodeJS.Timeout {
  return setInterval(() => {
    const untilMs = performance.now() + blockMs;
    while (performance.now() < untilMs);
  }, everyMs);
}

/** Processes that want a processor all the time, until this one is gone, however it goes. */
function startHogs(count: number): ChildProcess[] {
  const work = `while kill -0 ${process.pid} 2>/dev/null; do :; done`;
  return Array.from({ length: count }, () => spawn("sh", ["-c", work], { stdio: "ignore" }));
}

/** Lets so many requests through to the driver at once; the others wait in the client, as in a pool of too few sockets. */
function throughPool(driver: Driver, sockets: number): Driver["send"] {
  let free = sockets;
  const waiting: (() => void)[] = [];
  return async (...request) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await driver.send(...request);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** Whether this process made the file, with its process id in it: of several only one does. */
function isFirst(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Opens the driver, and the bottleneck with it. */
export const openDriver: OpenDriver = async (target, world) => {
  const spared = typeof target.onlyOne === "string" && !isFirst(target.onlyOne);
  const count = (setting: string) => (spared ? 0 : Number(target[setting] ?? 0));
  const inner = openaiTarget({
    baseUrl: `${target.origin}/v1`,
    model: "known",
    extraBody: { timeline: target.timeline },
  });
  const driver = await openOpenaiDriver(inner, world);
  const hogs = startHogs(count("hogs"));
  const blocking = count("blockMs") > 0 ? blockLoop(count("blockMs"), count("everyMs")) : null;
  return {
    info: driver.info,
    send: count("sockets") > 0 ? throughPool(driver, count("sockets")) : driver.send,
    async close() {
      if (blocking !== null) clearInterval(blocking);
      for (const hog of hogs) hog.kill("SIGKILL");
      await driver.close();
    },
  };
};
