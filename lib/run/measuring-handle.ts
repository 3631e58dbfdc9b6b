import { type ChildProcess, fork } from "node:child_process";
import { Socket } from "node:net";
import type { EngineInfo, RequestNeed, Target } from "../types/index.js";
import { killChild } from "./kill-child.js";
import type { Job, Order, Report } from "./messages.js";
import type { RunProgress } from "./progress.js";

/** How a job ended, as the kernel sees it: measured, not begun, or the process is gone. */
export type JobEnd =
  | { readonly kind: "measured"; readonly ended: string; readonly progress: RunProgress }
  | { readonly kind: "not-measured"; readonly message: string }
  | { readonly kind: "crashed"; readonly message: string };

/** The kernel's handle on a measuring process. */
export interface MeasuringHandle {
  /** False once the process has ended, for whatever reason. */
  readonly alive: boolean;
  /** True while it opens engines or measures. */
  readonly busy: boolean;
  /** @throws when an engine cannot be opened, with what the engine said. */
  open(
    targets: readonly Target[],
    maxInFlight: number,
    processes: number,
    needs: readonly RequestNeed[],
  ): Promise<readonly (EngineInfo & { readonly target: string })[]>;
  measure(job: Job, onProgress: (progress: RunProgress) => void, signal: AbortSignal): Promise<JobEnd>;
  /** Ends the process. */
  end(): void;
}

/** Forks a measuring process from its script. It ends by itself when this process goes away. */
export function forkMeasuringProcess(script: string): MeasuringHandle {
  const child = fork(script, [], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [], // no source maps: reading those of every package takes longer than the smallest run
    serialization: "json",
  });
  const lastWords = tailOf(child);
  let ended: string | null = null;
  let hear: (report: Report | { readonly kind: "crashed"; readonly message: string }) => void = () => {};
  let busy = false;
  child.on("message", (report: Report) => hear(report));
  child.on("error", () => {}); // the exit that follows says it
  child.on("exit", (code, signal) => {
    ended = `the measuring process ended (${signal ?? `exit code ${code}`})${lastWords()}`;
    hear({ kind: "crashed", message: ended });
  });
  idle(child);
  const ask = async <R>(order: Order, listen: (report: Report | Crashed) => R | undefined): Promise<R> => {
    if (busy) throw new Error("the measuring process is busy with another run");
    busy = true;
    attend(child);
    try {
      return await new Promise<R>((resolve) => {
        hear = (report) => {
          const answer = listen(report);
          if (answer !== undefined) resolve(answer);
        };
        if (ended === null) child.send(order);
        else hear({ kind: "crashed", message: ended });
      });
    } finally {
      hear = () => {};
      busy = false;
      idle(child);
    }
  };
  return {
    get alive() {
      return ended === null;
    },
    get busy() {
      return busy;
    },
    async open(targets, maxInFlight, processes, needs) {
      const report = await ask({ kind: "open", targets, maxInFlight, processes, needs }, (heard) =>
        heard.kind === "opened" || heard.kind === "not-opened" || heard.kind === "crashed" ? heard : undefined,
      );
      if (report.kind === "opened") return report.engines;
      const about = report.kind === "not-opened" && report.target ? `target "${report.target}": ` : "";
      throw new Error(`${about}${report.message}`);
    },
    async measure(job, onProgress, signal) {
      const stop = () => ended === null && child.send({ kind: "stop", reason: String(signal.reason ?? "stopped") });
      const measured = ask<JobEnd>({ kind: "measure", job }, (report) => {
        if (report.kind === "progress") onProgress(report.progress);
        return report.kind === "measured" || report.kind === "not-measured" || report.kind === "crashed"
          ? report
          : undefined;
      });
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
      return measured.finally(() => signal.removeEventListener("abort", stop));
    },
    end: () => {
      killChild(child);
    },
  };
}

type Crashed = { readonly kind: "crashed"; readonly message: string };

/** An idle measuring process does not keep a script from ending. */
function idle(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
}

function attend(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

/** The last lines that the process wrote, for the message of a crash. */
function tailOf(child: ChildProcess): () => string {
  let tail = "";
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString("utf8")).slice(-2000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  return () => (tail.trim() === "" ? "" : `: ${tail.trim().split("\n").slice(-3).join(" | ")}`);
}
