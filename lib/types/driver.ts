import type { Message, ResponseFormat, ToolDefinition } from "./message.js";
import type { ServerTimes } from "./server-times.js";
import type { Generation, Target, Timeouts } from "./target.js";
import type { ArrivalKind, FailureClass, FailurePhase, HttpPhases, Usage } from "./trial.js";

/** What an opened engine reports about itself, for the manifest. */
export interface EngineInfo {
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly model: string;
  readonly modelPath: string | null;
  readonly modelSha256: string | null;
  readonly modelBytes: number | null;
  readonly quantisation: string | null;
  readonly parameters: number | null;
  readonly contextSize: number | null;
  readonly device: string | null;
  readonly threads: number | null;
  /** How long opening took: loading a model, or asking a server for its version. */
  readonly openMs: number;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a driver has to send. */
export interface DriverRequest {
  readonly prompt: string;
  readonly system: string | null;
  /**
   * All turns of a conversation, the system message first and `prompt` last, where something was said before the question; a driver
   * that has `conversations` sends these instead of the two above.
   */
  readonly messages?: readonly Message[];
  readonly generation: Generation;
  /** Tools of the case; only for a driver that has `tools`. */
  readonly tools?: readonly ToolDefinition[];
  /** The form that the answer must have; only for a driver that has `responseFormat`. */
  readonly responseFormat?: ResponseFormat;
  readonly timeouts: Timeouts;
  /** The instant before which it may not be sent. Only for a driver that has `aheadMs`; if omitted, it is sent at once. */
  readonly notBeforeMs?: number;
  /**
   * For warm-ups: how many connections they should use, each once. If omitted, the connection used last is used again.
   * Only for a driver that has connections.
   */
  readonly connections?: number;
  /** What a driver over HTTP sends as `X-Request-ID`, so that a server's log can be joined. If omitted, nothing is sent. */
  readonly requestId?: string;
}

/** One event of an answer: what it held, and when the bytes of its read arrived. */
export interface Chunk {
  readonly atMs: number;
  readonly kind: ArrivalKind;
  /** What the event held: "" for role, usage, comment and end. */
  readonly text: string;
  /** How many tokens the event held; null when the engine does not say. */
  readonly tokens: number | null;
  /** Number of the read of the socket; shared by all events of one read. */
  readonly readIndex: number;
}

/** What a driver calls while an answer comes in. Each instant was stamped in the first statement of the callback. */
export interface StreamObserver {
  /** The request was handed to the transport (or to the engine). Once for each attempt; the last one counts. */
  onDispatched(atMs: number): void;
  /** First byte of the response body. In-process engines, which have none, do not call it. */
  onFirstByte(atMs: number): void;
  /** One event of the answer. */
  onChunk(chunk: Chunk): void;
}

/** How the driver says that its stream ended. Never thrown: a failure of the engine is data. */
export type StreamResult = {
  readonly endAtMs: number;
  readonly streamed: boolean;
  readonly usage: Usage | null;
  readonly respondedModel: string | null;
  readonly warnings: readonly string[];
  /**
   * Where a thought is in the text. If omitted: between tags at its head (`<think>…</think>`), or nowhere. `opened`: the prompt
   * had opened it, so that the text begins inside. `kept`: it belongs to the answer, and the text stays as it is.
   */
  readonly thought?: "opened" | "kept";
  /** Of the last sending, where it went over HTTP. */
  readonly http?: HttpPhases;
  /** What the engine says of its own time; omitted where it says nothing. */
  readonly serverTimes?: ServerTimes;
} & (
  | { readonly kind: "answered"; readonly finishReason: string | null }
  | {
      readonly kind: "failed";
      readonly class: FailureClass;
      readonly phase: FailurePhase;
      readonly message: string;
      readonly status: number | null;
    }
  | { readonly kind: "aborted"; readonly reason: string; readonly phase: FailurePhase }
);

/** What acts on one target in the measuring process. */
export interface Driver {
  readonly info: EngineInfo;
  /**
   * How long before its instant a request is passed on, so that all its preparation is done by then; the driver itself waits
   * for the request's `notBeforeMs`. Omitted by a driver that sends at once.
   */
  readonly aheadMs?: number;
  /**
   * True where requests with `messages` are sent whole. Otherwise why not, and what to do, as the end of a sentence; omitted by
   * a driver that knows nothing of them. A run with conversations is refused before anything is sent unless it is true.
   */
  readonly conversations?: true | string;
  /** The same of turns with images in them (`parts` of a message), as `data:` URLs. */
  readonly images?: true | string;
  /** The same of images that the server has to fetch from an address. */
  readonly imageUrls?: true | string;
  /** The same of a request's `tools`. */
  readonly tools?: true | string;
  /** The same of a request's `responseFormat`. */
  readonly responseFormat?: true | string;
  /** A run, or the rest of one, begins. For an engine that keeps a count or a clock of its own for each run. */
  begin?(): void;
  /**
   * Opens connections ahead, up to this number, for what is sent next. Resolves when they are open, cannot be opened or the
   * signal is aborted, and never rejects: the request that needs one tries again. Omitted by a driver without connections.
   */
  openConnections?(connections: number, signal: AbortSignal): Promise<void>;
  /** Sends one request and resolves when its stream has ended, however it ended. Never rejects for an engine's failure. */
  send(request: DriverRequest, observer: StreamObserver, signal: AbortSignal): Promise<StreamResult>;
  /** Takes this driver's API key out of a text that is about to be stored. Omitted by drivers that have none. */
  readonly scrub?: (text: string) => string;
  close(): Promise<void>;
}

/** What the cases of a run may ask of a driver beyond a prompt. */
export type RequestNeed = "conversations" | "images" | "imageUrls" | "tools" | "responseFormat";

/** The outside world of a driver, handed in so that tests drive it. */
export interface DriverWorld {
  /** Monotonic milliseconds, as `performance.now`. */
  readonly now: () => number;
  /** Waits until an instant of `now`; returns early when the signal is aborted. Omitted where nothing waits. */
  readonly sleepUntil?: (atMs: number, signal: AbortSignal) => Promise<void>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute folder of the project's downloaded weights. */
  readonly weightsDirectory: string;
  /** How many requests the plan has in flight at once at most; an engine that needs slots creates that many. */
  readonly maxInFlight: number;
}

/** Opens a target. Throws a clear error when the target cannot be used at all (no such model, no server). */
export type OpenDriver = (target: Target, world: DriverWorld) => Promise<Driver>;
