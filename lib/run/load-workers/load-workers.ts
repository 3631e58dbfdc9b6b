import type { DriverRequest, LoadWorkerStats, RequestNeed, Sample, StreamResult, Target } from "../../types/index.js";
import type { Sender, SharedByTurns } from "../measuring/sender.js";
import { clockOriginMs } from "./shared-clock.js";
import { forkWorker, type WorkerHandle } from "./worker-handle.js";

/** Several processes that send for one measuring process: one schedule, one clock, one journal. */
export interface LoadWorkers {
  /**
   * Keeps a number of processes with these targets open; living ones are reused. Returns what sends for each target.
   * @throws {EngineNotOpened} when one cannot be opened.
   */
  open(
    targets: readonly Target[],
    maxInFlight: number,
    processes: number,
    needs?: readonly RequestNeed[],
  ): Promise<ReadonlyMap<string, Sender>>;
  readonly processIds: readonly number[];
  /** Called for each process that ends: why, and how many are left. Returns a function that unsubscribes. */
  onLost(hear: (why: string, left: number) => void): () => void;
  /** Asks every process what it takes of the machine; null no more. */
  watch(everyMs: number | null): void;
  /** A job begins: every process watches its own event loop. */
  begin(): void;
  /** The job has ended: what the processes saw of themselves. One that was lost meanwhile is not among them. */
  tell(): Promise<readonly LoadWorkerStats[]>;
  /** A sample of the measuring process with what its senders take added. */
  withTheirs(sample: Sample): Sample;
  close(): void;
}

/** A request is handed to its process so long before its instant, and waits there: the way to it is not lateness. */
const aheadMs = 50;

/** Makes {@link LoadWorkers} of the script that serves as one. */
export function loadWorkers(script: string): LoadWorkers {
  const originMs = clockOriginMs();
  const listeners = new Set<(why: string, left: number) => void>();
  let handles: WorkerHandle[] = [];
  const alive = () => handles.filter(({ ended }) => ended === null);
  const onEnd = (why: string) => {
    for (const hear of listeners) hear(why, alive().length);
  };
  const close = () => {
    for (const handle of handles.splice(0)) handle.end();
  };
  return {
    async open(targets, maxInFlight, processes, needs = []) {
      if (alive().length > processes) close();
      handles = alive();
      while (handles.length < processes) handles.push(forkWorker(script, originMs, onEnd));
      const [engines = []] = await Promise.all(handles.map((handle) => handle.open(targets, maxInFlight, needs)));
      return new Map(engines.map(({ target, ...info }) => [target, { info, ...sendingFor(target, alive) }]));
    },
    get processIds() {
      return alive().map(({ processId }) => processId);
    },
    onLost(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    watch: (everyMs) => {
      for (const handle of alive()) handle.watch(everyMs);
    },
    begin: () => {
      for (const handle of alive()) handle.begin();
    },
    tell: async () => {
      const told = alive().map(async ({ processId, tell }) => ({ processId, record: await tell() }));
      return (await Promise.all(told)).flatMap(({ processId, record }) => (record ? [{ processId, ...record }] : []));
    },
    withTheirs: (sample) => withUsage(sample, alive()),
    close,
  };
}

/**
 * Sends by the process that has the least to do; of those that are equal, by the one whose turn it is. A conversation stays with the
 * process that sent its first turn: an engine that is opened in each of them has read its earlier turns there.
 */
function sendingFor(target: string, alive: () => readonly WorkerHandle[]): Omit<Sender, "info"> {
  let turn = 0;
  const chosenBefore = new WeakMap<SharedByTurns, WorkerHandle>();
  const idlest = (able: readonly WorkerHandle[]) => {
    const least = Math.min(...able.map(({ inFlight }) => inFlight));
    const equal = able.filter(({ inFlight }) => inFlight === least);
    return equal[turn++ % equal.length];
  };
  return {
    aheadMs,
    async openConnections(connections, signal) {
      const able = alive();
      await Promise.all(able.map((handle) => handle.connect(target, share(connections, able.length), signal)));
    },
    async send(request, observer, signal, due, conversation): Promise<StreamResult> {
      const able = alive();
      const before = conversation === undefined ? undefined : chosenBefore.get(conversation);
      const chosen = before !== undefined && able.includes(before) ? before : idlest(able);
      if (chosen === undefined) return noneLeft(); // the run is being stopped for it
      if (conversation !== undefined) chosenBefore.set(conversation, chosen);
      return chosen.send(
        target,
        ofOne(request, able.length),
        observer,
        signal,
        due ?? { notBeforeMs: 0, phase: "measured" },
      );
    },
    close: async () => {},
  };
}

/** What one of several processes has of the connections of them all. */
const share = (connections: number, processes: number) => Math.ceil(connections / Math.max(1, processes));

function ofOne(request: DriverRequest, processes: number): DriverRequest {
  const { connections } = request;
  return connections === undefined ? request : { ...request, connections: share(connections, processes) };
}

const noneLeft = (): StreamResult => ({
  kind: "aborted",
  reason: "no sending process is left",
  phase: "open",
  endAtMs: performance.now(),
  streamed: true,
  usage: null,
  respondedModel: null,
  warnings: [],
});

function withUsage(sample: Sample, handles: readonly WorkerHandle[]): Sample {
  const usages = handles.map(({ usage }) => usage);
  return {
    ...sample,
    residentBytes: total([sample.residentBytes, ...usages.map((usage) => usage?.residentBytes ?? null)]),
    cpuShare: total([sample.cpuShare, ...usages.map((usage) => usage?.cpuShare ?? null)]),
  };
}

/** A sum of which one part is not known is not known. */
function total(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}
