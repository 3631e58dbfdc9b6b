import type { TokenCounter } from "../../models/tokenizer/token-counter.js";
import type {
  Case,
  Driver,
  DriverRequest,
  Generation,
  Phase,
  PlanEntry,
  Retry,
  StreamObserver,
  StreamResult,
  Timeouts,
} from "../../types/index.js";
import type { Clock } from "../clock.js";

/** When a request is due, for a sender that gets it ahead of time, and whether it is measured. */
export interface Due {
  readonly notBeforeMs: number;
  readonly phase: Phase;
}

/** What the turns of one conversation share: one sender of several, and what stands before the first of them. */
export interface SharedByTurns {
  promptNonce?: string | undefined;
}

/** What sends for a target: its driver, or several processes with a driver each, which may get requests ahead of time. */
export interface Sender extends Driver {
  /** Counts the tokens of answers for which the server told none; omitted where the target names no tokenizer. */
  readonly tokenCounter?: TokenCounter;
  /**
   * Requests with the same `conversation` go to one process as long as it lives.
   * @throws {WorkerLost} when the process that was sending has ended, and another one can send.
   */
  send(
    request: DriverRequest,
    observer: StreamObserver,
    signal: AbortSignal,
    due?: Due,
    conversation?: SharedByTurns,
  ): Promise<StreamResult>;
}

/** The process that was sending a request has ended: what became of the request is not known. */
export class WorkerLost extends Error {}

/** How requests of a run are sent, whatever they say. */
export interface Sending {
  /** If omitted, requests are sent without an id. */
  readonly runId?: string;
  readonly session: number;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly retry?: Retry | null;
  readonly promptNonce?: boolean;
  readonly seed?: number;
  readonly clock: Clock;
}

/** One request of the plan. */
export interface OneRequest {
  readonly entry: PlanEntry;
  /** The case, or the turn of it, that is sent. */
  readonly case: Case;
  readonly sender: Sender;
  /** Null where the plan wants it as soon as there is a free place. */
  readonly intendedAtMs: number | null;
  /** Of a turn of a conversation: what it shares with the others, which its first trial fills in. */
  readonly conversation?: SharedByTurns | undefined;
  /** Of a warm-up: how many connections it and its like are to use. */
  readonly connections?: number;
}
