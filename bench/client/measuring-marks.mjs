// Loaded into Benchbook's own measuring process before its first line (NODE_OPTIONS): notes what the process has used when a
// job comes in and when its report goes out, one JSON line each, in the file named by BENCH_MARKS. The process is not changed.
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { monotonicOffsetMs } from "./monotonic.mjs";
import { usageNow } from "./usage.mjs";

const file = process.env.BENCH_MARKS;

/** Bytes of the heap that are in use: after a collection, where the memory is what is being measured. */
function heapBytes() {
  if (process.env.BENCH_COLLECT !== "1") return null;
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

const mark = (at) => {
  const heap = heapBytes();
  appendFileSync(file, `${JSON.stringify({ at, pid: process.pid, monotonicOffsetMs, heap, ...usageNow() })}\n`);
};

if (
  file !== undefined &&
  process.send !== undefined &&
  process.argv[1]?.replaceAll("\\", "/").endsWith("run/measuring/process.js")
) {
  const send = process.send.bind(process);
  process.send = (report, ...rest) => {
    if (report.kind === "measured") mark("measured");
    return send(report, ...rest);
  };
  // Attached together with the process's own listener: a message that came before it would otherwise be lost to that one.
  const attach = (name) => {
    if (name !== "message") return;
    process.off("newListener", attach);
    process.on("message", ({ kind }) => kind === "measure" && mark("measure"));
  };
  process.on("newListener", attach);
}
