import { type ChildProcess, fork } from "node:child_process";
import type {
  DriverRequest,
  EngineInfo,
  EventLoopStats,
  RequestNeed,
  StreamObserver,
  StreamResult,
  Target,
} from "../../types/index.js";
import { killChild } from "../kill-child.js";
import { EngineNotOpened } from "../measuring/open-engines.js";
import { type Due, WorkerLost } from "../measuring/sender.js";
import { unpackChunks } from "./packed-chunks.js";
import type { WorkerOrder, WorkerReport, WorkerUsage } from "./worker-messages.js";

/** The measuring process's handle on one sending process. */
export interface WorkerHandle {
  readonly processId: number;
  /** Why it ended; null while it lives. */
  readonly ended: string | null;
  readonly inFlight: number;
  /** The last it told of what it takes of the machine; null before. */
  readonly usage: WorkerUsage | null;
  /** @throws {EngineNotOpened} with what the engine said. */
  open(
    targets: readonly Target[],
    maxInFlight: number,
    needs: readonly RequestNeed[],
  ): Promise<readonly (EngineInfo & { readonly target: string })[]>;
  /** Resolves when the process says that its connections stand, or is gone. */
  connect(target: string, connections: number, signal: AbortSignal): Promise<void>;
  /** @throws {WorkerLost} when the process ends before the answer does. */
  send(
    target: string,
    request: DriverRequest,
    observer: StreamObserver,
    signal: AbortSignal,
    due: Due,
  ): Promise<StreamResult>;
  watch(everyMs: number | null): void;
  /** A job begins: it watches its own event loop. */
  begin(): void;
  /** The job has ended: what it saw of itself; null when it is gone, or does not say so within three seconds. */
  tell(): Promise<EventLoopStats | null>;
  end(): void;
}

type Answer = Extract<WorkerReport, { kind: "ended" | "threw" }>;
type Opened = Extract<WorkerReport, { kind: "opened" | "not-opened" }>;

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** What was heard of a sending process, and what is still waited for. */
interface Conversation {
  readonly underway: Map<number, Waiting<Answer>>;
  opening: Waiting<Opened> | null;
  connecting: (() => void) | null;
  telling: ((record: EventLoopStats | null) => void) | null;
  ended: string | null;
  usage: WorkerUsage | null;
}

/** Forks a sending process that stamps on the clock with this origin; `onEnd` hears when it ends and why. */
export function forkWorker(script: string, originMs: number, onEnd: (why: string) => void): WorkerHandle {
  const child = fork(script, ["worker", String(originMs)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: ["--enable-source-maps"],
    serialization: "advanced",
  });
  const heard = listen(child, onEnd);
  let count = 0;
  return {
    processId: child.pid ?? 0,
    get ended() {
      return heard.ended;
    },
    get inFlight() {
      return heard.underway.size;
    },
    get usage() {
      return heard.usage;
    },
    open: (targets, maxInFlight, needs) => opened(child, heard, { kind: "open", targets, maxInFlight, needs }),
    connect: (target, connections, signal) => connected(child, heard, { kind: "connect", target, connections }, signal),
    send: async (target, request, observer, signal, due) => {
      const asked = { kind: "send", id: count++, target, request, due } as const;
      return retold(await answered(child, heard, asked, signal), observer);
    },
    watch: (everyMs) => order(child, { kind: "watch", everyMs }),
    begin: () => order(child, { kind: "begin" }),
    tell: () => told(child, heard),
    end: () => killChild(child),
  };
}

function listen(child: ChildProcess, onEnd: (why: string) => void): Conversation {
  const heard: Conversation = {
    underway: new Map(),
    opening: null,
    connecting: null,
    telling: null,
    ended: null,
    usage: null,
  };
  child.on("message", (report: WorkerReport) => {
    if (report.kind === "usage") heard.usage = report;
    else if (report.kind === "connected") heard.connecting?.();
    else if (report.kind === "saw") heard.telling?.(report.record);
    else if (report.kind === "opened" || report.kind === "not-opened") heard.opening?.resolve(report);
    else heard.underway.get(report.id)?.resolve(report);
  });
  child.on("error", () => {}); // the exit that follows says it
  child.on("exit", (code, signal) => {
    const why = `sending process ${child.pid ?? 0} ended (${signal ?? `exit code ${code}`})`;
    heard.ended = why;
    onEnd(why); // first, so that whoever hears of a lost request knows whether another process can send it
    for (const waiting of heard.underway.values()) waiting.reject(new WorkerLost(why));
    heard.opening?.reject(new WorkerLost(why));
    heard.telling?.(null);
    heard.connecting?.();
  });
  return heard;
}

async function opened(child: ChildProcess, heard: Conversation, told: Extract<WorkerOrder, { kind: "open" }>) {
  const [{ name } = { name: "" }] = told.targets;
  if (heard.ended !== null) throw new EngineNotOpened(name, heard.ended);
  const answer = new Promise<Opened>((resolve, reject) => {
    heard.opening = { resolve, reject };
  });
  order(child, told);
  const report = await answer.finally(() => {
    heard.opening = null;
  });
  if (report.kind === "opened") return report.engines;
  throw new EngineNotOpened(report.target ?? name, report.message);
}

async function connected(
  child: ChildProcess,
  heard: Conversation,
  asked: Extract<WorkerOrder, { kind: "connect" }>,
  signal: AbortSignal,
): Promise<void> {
  if (heard.ended !== null || signal.aborted) return;
  const giveUp = () => order(child, { kind: "connect-no-more" });
  signal.addEventListener("abort", giveUp, { once: true });
  await new Promise<void>((resolve) => {
    heard.connecting = resolve;
    order(child, asked);
  });
  heard.connecting = null;
  signal.removeEventListener("abort", giveUp);
}

async function answered(
  child: ChildProcess,
  heard: Conversation,
  told: Extract<WorkerOrder, { kind: "send" }>,
  signal: AbortSignal,
): Promise<Answer> {
  if (heard.ended !== null) throw new WorkerLost(heard.ended);
  const { id } = told;
  const abort = () => order(child, { kind: "abort", id, reason: String(signal.reason ?? "stopped") });
  const answer = new Promise<Answer>((resolve, reject) => heard.underway.set(id, { resolve, reject }));
  order(child, told);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await answer;
  } finally {
    heard.underway.delete(id);
    signal.removeEventListener("abort", abort);
  }
}

const tellWithinMs = 3000;

async function told(child: ChildProcess, heard: Conversation): Promise<EventLoopStats | null> {
  if (heard.ended !== null) return null;
  let patience: NodeJS.Timeout | undefined;
  const record = new Promise<EventLoopStats | null>((resolve) => {
    heard.telling = resolve;
    patience = setTimeout(() => resolve(null), tellWithinMs);
  });
  order(child, { kind: "tell" });
  return record.finally(() => {
    clearTimeout(patience);
    heard.telling = null;
  });
}

/** A process that is ending receives no more messages; its exit says the rest. */
function order(child: ChildProcess, message: WorkerOrder): void {
  if (child.connected) child.send(message, () => {});
}

/** Tells the observer what the other process stamped, as if it came in now. */
function retold(answer: Answer, observer: StreamObserver): StreamResult {
  if (answer.kind === "threw") throw new Error(answer.message);
  if (answer.dispatchedAtMs !== null) observer.onDispatched(answer.dispatchedAtMs);
  if (answer.firstByteAtMs !== null) observer.onFirstByte(answer.firstByteAtMs);
  for (const chunk of unpackChunks(answer.chunks)) observer.onChunk(chunk);
  return answer.ending;
}
