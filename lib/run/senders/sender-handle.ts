import { type ChildProcess, fork } from "node:child_process";
import type { DriverRequest, Ending, EngineInfo, PieceSink, Target } from "../../types.js";
import { EngineNotOpened } from "../open-engines.js";
import { SenderLost } from "../send-one.js";
import { unpackPieces } from "./packed-pieces.js";
import type { SenderOrder, SenderReport, SenderUsage } from "./sender-messages.js";

/** The measuring process's handle on one sending process. */
export interface SenderHandle {
  readonly processId: number;
  /** Why it ended; null while it lives. */
  readonly ended: string | null;
  readonly inFlight: number;
  /** The last it told of what it takes of the machine; null before. */
  readonly usage: SenderUsage | null;
  /** @throws {EngineNotOpened} with what the engine said. */
  open(targets: readonly Target[], maxInFlight: number): Promise<readonly (EngineInfo & { readonly target: string })[]>;
  /** @throws {SenderLost} when the process ends before the answer does. */
  send(
    target: string,
    request: DriverRequest,
    sink: PieceSink,
    signal: AbortSignal,
    notBeforeMs: number,
  ): Promise<Ending>;
  watch(everyMs: number | null): void;
  end(): void;
}

type Answer = Extract<SenderReport, { kind: "ended" | "threw" }>;
type Opened = Extract<SenderReport, { kind: "opened" | "not-opened" }>;

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Forks a sending process that stamps on the clock with this origin; `onEnd` hears when it ends and why. */
export function forkSender(script: string, originMs: number, onEnd: (why: string) => void): SenderHandle {
  const child = fork(script, ["sender", String(originMs)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: ["--enable-source-maps"],
    serialization: "advanced",
  });
  const underway = new Map<number, Waiting<Answer>>();
  let opening: Waiting<Opened> | null = null;
  let ended: string | null = null;
  let usage: SenderUsage | null = null;
  let count = 0;
  child.on("message", (report: SenderReport) => {
    if (report.kind === "usage") usage = report;
    else if (report.kind === "opened" || report.kind === "not-opened") opening?.resolve(report);
    else underway.get(report.id)?.resolve(report);
  });
  child.on("error", () => {}); // the exit that follows says it
  child.on("exit", (code, signal) => {
    ended = `sending process ${child.pid ?? 0} ended (${signal ?? `exit code ${code}`})`;
    onEnd(ended); // first, so that whoever hears of a lost request knows whether another process can send it
    for (const waiting of [...underway.values(), ...(opening ? [opening] : [])]) waiting.reject(new SenderLost(ended));
  });
  return {
    processId: child.pid ?? 0,
    get ended() {
      return ended;
    },
    get inFlight() {
      return underway.size;
    },
    get usage() {
      return usage;
    },
    async open(targets, maxInFlight) {
      if (ended !== null) throw new EngineNotOpened(targets[0]?.name ?? "", ended);
      const heard = new Promise<Opened>((resolve, reject) => (opening = { resolve, reject }));
      order(child, { kind: "open", targets, maxInFlight });
      const report = await heard.finally(() => (opening = null));
      if (report.kind === "opened") return report.engines;
      throw new EngineNotOpened(report.target ?? targets[0]?.name ?? "", report.message);
    },
    async send(target, request, sink, signal, notBeforeMs) {
      if (ended !== null) throw new SenderLost(ended);
      const id = count++;
      const abort = () => order(child, { kind: "abort", id, reason: String(signal.reason ?? "stopped") });
      const answer = new Promise<Answer>((resolve, reject) => underway.set(id, { resolve, reject }));
      order(child, { kind: "send", id, target, request, notBeforeMs });
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
      try {
        return retold(await answer, sink);
      } finally {
        underway.delete(id);
        signal.removeEventListener("abort", abort);
      }
    },
    watch: (everyMs) => order(child, { kind: "watch", everyMs }),
    end: () => void child.kill("SIGKILL"),
  };
}

/** A process that is ending cannot be told any more; its exit says the rest. */
function order(child: ChildProcess, message: SenderOrder): void {
  if (child.connected) child.send(message, () => {});
}

/** Tells the sink what the other process stamped, as if it came in now. */
function retold(answer: Answer, sink: PieceSink): Ending {
  if (answer.kind === "threw") throw new Error(answer.message);
  if (answer.dispatchedAtMs !== null) sink.dispatched(answer.dispatchedAtMs);
  if (answer.firstByteAtMs !== null) sink.firstByte(answer.firstByteAtMs);
  for (const piece of unpackPieces(answer.pieces)) sink.piece(piece);
  return answer.ending;
}
