import { messageOf } from "../../text/error-message.js";
import type { Chunk, Driver, StreamObserver } from "../../types/index.js";
import { type LoopWatch, watchLoop } from "../client/watch-loop.js";
import type { Clock } from "../clock.js";
import { EngineNotOpened, engineInfos, engines } from "../measuring/open-engines.js";
import type { MeasuringParts } from "../measuring/serve.js";
import { packChunks } from "./packed-chunks.js";
import { scrubChunks } from "./scrub-chunks.js";
import type { WorkerOrder, WorkerReport } from "./worker-messages.js";

/** How a sending process hears from the measuring process and answers it. */
export interface WorkerChannel {
  send(report: WorkerReport): void;
  onOrder(hear: (order: WorkerOrder) => void): void;
  /** The measuring process has gone away. */
  onGone(hear: () => void): void;
}

/**
 * Serves one measuring process: opens its targets, sends what it receives at the given instants, stamps on its clock, and
 * reports each answer whole when it has ended, and at the end of a job what it saw of itself. It plans nothing and writes
 * nothing. Resolves when the measuring process is gone.
 */
export async function serveWorker(
  parts: Pick<MeasuringParts, "openers" | "world">,
  clock: Clock,
  channel: WorkerChannel,
): Promise<void> {
  const opened = engines(parts.openers, parts.world);
  const underway = new Map<number, AbortController>();
  const usage = usageReports(channel);
  let drivers: ReadonlyMap<string, Driver> = new Map();
  let loop: LoopWatch | null = null;
  let connecting = new AbortController();
  channel.onOrder(async (order) => {
    switch (order.kind) {
      case "open":
        try {
          drivers = await opened.open(order.targets, order.maxInFlight, order.needs);
          usage.now();
          channel.send({ kind: "opened", engines: engineInfos(drivers) });
        } catch (error) {
          const target = error instanceof EngineNotOpened ? error.target : null;
          channel.send({ kind: "not-opened", target, message: messageOf(error) });
        }
        return;
      case "connect":
        connecting = new AbortController();
        await drivers.get(order.target)?.openConnections?.(order.connections, connecting.signal);
        channel.send({ kind: "connected" });
        return;
      case "connect-no-more":
        return connecting.abort();
      case "abort":
        return underway.get(order.id)?.abort(order.reason);
      case "watch":
        return usage.every(order.everyMs);
      case "begin":
        loop?.stop();
        loop = watchLoop(clock.now);
        return;
      case "tell":
        if (loop !== null) channel.send({ kind: "saw", record: loop.stop() });
        loop = null;
        return;
      case "send": {
        const stop = new AbortController();
        underway.set(order.id, stop);
        channel.send(await answered({ driver: drivers.get(order.target), clock, loop }, order, stop.signal));
        underway.delete(order.id);
      }
    }
  });
  await new Promise<void>((gone) => channel.onGone(gone));
  usage.every(null);
}

/** With what one request is answered. */
interface Answering {
  readonly driver: Driver | undefined;
  readonly clock: Clock;
  readonly loop: LoopWatch | null;
}

async function answered(
  { driver, clock, loop }: Answering,
  { id, request, target, due }: Extract<WorkerOrder, { kind: "send" }>,
  signal: AbortSignal,
): Promise<WorkerReport> {
  const { notBeforeMs, phase } = due;
  const at: { dispatchedAtMs: number | null; firstByteAtMs: number | null } = {
    dispatchedAtMs: null,
    firstByteAtMs: null,
  };
  const chunks: Chunk[] = [];
  loop?.begun({ target, phase }, Math.max(clock.now(), notBeforeMs));
  try {
    if (driver === undefined) throw new Error(`no target "${target}" is open in this process`);
    await clock.sleepUntil(notBeforeMs - (driver.aheadMs ?? 0), signal);
    const observer: StreamObserver = {
      onDispatched(atMs) {
        at.dispatchedAtMs = atMs;
      },
      onFirstByte(atMs) {
        at.firstByteAtMs ??= atMs;
      },
      onChunk(chunk) {
        chunks.push(chunk);
      },
    };
    const ending = await driver.send(request, observer, signal);
    return { kind: "ended", id, ...at, chunks: packChunks(scrubChunks(chunks, driver.scrub)), ending };
  } catch (error) {
    return { kind: "threw", id, message: messageOf(error) };
  } finally {
    loop?.ended({ target, phase });
  }
}

/** Tells the measuring process now and then what this one takes of the machine. */
function usageReports(channel: WorkerChannel) {
  let timer: NodeJS.Timeout | undefined;
  let before: { readonly atMs: number; readonly cpu: NodeJS.CpuUsage } | null = null;
  const report = () => {
    const [atMs, cpu] = [performance.now(), process.cpuUsage()];
    const busyMs = before === null ? 0 : (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1000;
    const cpuShare = before === null || atMs <= before.atMs ? null : busyMs / (atMs - before.atMs);
    before = { atMs, cpu };
    channel.send({ kind: "usage", residentBytes: process.memoryUsage.rss(), cpuShare });
  };
  return {
    now: report,
    every(everyMs: number | null) {
      clearInterval(timer);
      before = null;
      if (everyMs === null) return;
      report();
      timer = setInterval(report, everyMs);
    },
  };
}
