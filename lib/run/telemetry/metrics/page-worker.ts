// The thread that reads pages of metrics: fetching and parsing them takes nothing from the loop that stamps.
import { performance } from "node:perf_hooks";
import { parentPort } from "node:worker_threads";
import { fetchPage, type PageReading, type PageRequest } from "./fetch-page.js";

/** A page that the measuring thread asks for. */
export interface PageOrder extends PageRequest {
  readonly id: number;
}

/** What the thread answers. */
export interface PageAnswer {
  readonly id: number;
  readonly reading: PageReading;
  /** How long parsing and all else kept this thread busy, as its event loop counts it. */
  readonly busyMs: number;
}

const port = parentPort;
port?.on("message", async ({ id, ...request }: PageOrder) => {
  const before = performance.eventLoopUtilization();
  const reading = await fetchPage(request);
  const busyMs = performance.eventLoopUtilization(before).active;
  port.postMessage({ id, reading, busyMs } satisfies PageAnswer);
});
