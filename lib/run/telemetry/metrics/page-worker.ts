// The thread that reads pages of metrics: fetching and parsing them takes nothing from the loop that stamps.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { parentPort } from "node:worker_threads";
import { processorTurns } from "../../client/processor-turns.js";
import { fetchPage, type PageReading, type PageRequest } from "./fetch-page.js";

/** A page that the measuring thread asks for. */
export interface PageOrder extends PageRequest {
  readonly id: number;
}

/** What the thread answers. */
export interface PageAnswer {
  readonly id: number;
  readonly reading: PageReading;
  /** How long this thread was busy since the answer before it, with all that follows an answer: closing, collecting garbage. */
  readonly busyMs: number;
}

const port = parentPort;
let toldMs = usedMs();
port?.on("message", async ({ id, ...request }: PageOrder) => {
  const reading = await fetchPage(request);
  const now = usedMs();
  const busyMs = now - toldMs;
  toldMs = now;
  port.postMessage({ id, reading, busyMs } satisfies PageAnswer);
});

/** Processor time of this thread so far, as Linux counts it; elsewhere the time in which its event loop did not wait. */
function usedMs(): number {
  const counted = processorTurns(() => readFileSync("/proc/thread-self/schedstat", "utf8"));
  return counted?.ranMs ?? performance.eventLoopUtilization().active;
}
