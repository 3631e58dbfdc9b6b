import type {
  DriverRequest,
  EngineInfo,
  EventLoopStats,
  RequestNeed,
  StreamResult,
  Target,
} from "../../types/index.js";
import type { Due } from "../measuring/sender.js";
import type { PackedChunks } from "./packed-chunks.js";

/** What a sending process receives. */
export type WorkerOrder =
  | {
      readonly kind: "open";
      readonly targets: readonly Target[];
      readonly maxInFlight: number;
      readonly needs: readonly RequestNeed[];
    }
  | {
      readonly kind: "send";
      readonly id: number;
      readonly target: string;
      readonly request: DriverRequest;
      /** It waits for its instant of the shared clock; a request that comes later goes at once. */
      readonly due: Due;
    }
  /** Open connections for what comes next, and say when it is done. */
  | { readonly kind: "connect"; readonly target: string; readonly connections: number }
  /** Wait for connections no longer. */
  | { readonly kind: "connect-no-more" }
  | { readonly kind: "abort"; readonly id: number; readonly reason: string }
  /** Tell every so often what this process takes of the machine; null no more. */
  | { readonly kind: "watch"; readonly everyMs: number | null }
  /** A job begins: watch your own event loop. */
  | { readonly kind: "begin" }
  /** The job has ended: tell what you saw. */
  | { readonly kind: "tell" };

/** What a sending process takes of the machine. */
export interface WorkerUsage {
  readonly residentBytes: number;
  /** Processor time since the last report, as a share of one core; null in the first. */
  readonly cpuShare: number | null;
}

/** Everything that came of one request, stamped where it came in. */
export interface WorkerAnswer {
  readonly id: number;
  readonly dispatchedAtMs: number | null;
  readonly firstByteAtMs: number | null;
  readonly chunks: PackedChunks;
  readonly ending: StreamResult;
}

/** What a sending process says. */
export type WorkerReport =
  | { readonly kind: "opened"; readonly engines: readonly (EngineInfo & { readonly target: string })[] }
  | { readonly kind: "not-opened"; readonly target: string | null; readonly message: string }
  | { readonly kind: "connected" }
  | ({ readonly kind: "ended" } & WorkerAnswer)
  /** The driver threw, against its contract. */
  | { readonly kind: "threw"; readonly id: number; readonly message: string }
  | ({ readonly kind: "usage" } & WorkerUsage)
  /** What it saw of itself in a job. */
  | { readonly kind: "saw"; readonly record: EventLoopStats };
