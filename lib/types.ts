// The nouns. Imports nothing. Everything is plain, readonly and JSON-safe; unknown is null, never 0 and never NaN.

/** One check of an answer, as data in a case file. `facts` are looked for as text; `keys` must be in the JSON answer. */
export type Check =
  | { readonly kind: "json"; readonly requiredKeys: readonly string[] }
  | { readonly kind: "facts"; readonly facts: readonly string[] }
  | {
      readonly kind: "length";
      readonly maxWords?: number;
      readonly maxCharacters?: number;
      readonly maxSentences?: number;
    }
  | { readonly kind: "exact"; readonly expected: string };

/** One prompt and what a good answer must contain. */
export interface Case {
  readonly id: string;
  /** What sort of task it is, such as `explain`, `extract-json`, `summarise`, `short-answer`. */
  readonly kind: string | null;
  readonly prompt: string;
  readonly system: string | null;
  /** The reference answer; null when none is expected, and then nothing is compared. */
  readonly expected: string | null;
  readonly checks: readonly Check[];
  /** Overrides the run's `generation.maxTokens`; null leaves it to the run. */
  readonly maxTokens: number | null;
}

/** A named, versioned list of cases. `sha256` is of the canonical JSON of the cases, so it changes when they do. */
export interface CaseSet {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly cases: readonly Case[];
}

/**
 * An engine, a model and its settings as plain data. It crosses to the measuring process, into the manifest and back at
 * resume; the driver of its `kind` acts on it. Further fields belong to the kind.
 */
export interface Target {
  readonly kind: string;
  readonly name: string;
  readonly [setting: string]: unknown;
}

/** How text is generated. Null leaves a setting to the engine's own default, and the manifest says so. */
export interface Generation {
  readonly maxTokens: number;
  readonly temperature: number | null;
  readonly topK: number | null;
  readonly topP: number | null;
  readonly repetitionPenalty: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[];
  /** True: the end-of-sequence token does not end the answer, which then has exactly `maxTokens` tokens (seed 004). */
  readonly ignoreEndOfSequence: boolean;
}

/** Separate limits of one trial in milliseconds; null is no limit. */
export interface Timeouts {
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly firstTokenMs: number | null;
  /** The longest silence between two reads once the answer has begun. */
  readonly stallMs: number | null;
  readonly totalMs: number | null;
}

/** How requests are offered to a target. */
export type Load =
  | { readonly kind: "closed"; readonly concurrency: number }
  | { readonly kind: "batches"; readonly size: number }
  | {
      readonly kind: "open";
      readonly requestsPerSecond: number;
      readonly arrivals: "constant" | "poisson" | "gamma";
      readonly burstiness: number | null;
      readonly durationSeconds: number | null;
      readonly maxInFlight: number | null;
    }
  | { readonly kind: "replay"; readonly offsetsMs: readonly number[]; readonly maxInFlight: number | null };

/** Warm-up trials are kept and marked, and enter no statistic. */
export type Phase = "warmup" | "measured";

/** One thing to send: who, what, which time round. */
export interface PlanEntry {
  readonly index: number;
  readonly target: string;
  readonly caseId: string;
  readonly repetition: number;
  readonly phase: Phase;
  /** Entries of one block are of one target and may overlap; the runner drains before it begins the next block. */
  readonly block: number;
  /** When the plan wants it sent, from the start of its block; null in a closed loop and in batches. */
  readonly intendedOffsetMs: number | null;
}

/** The ordered list of everything a run sends: a pure function of options and seed. */
export interface Plan {
  readonly seed: number;
  readonly order: "interleaved" | "sequential";
  readonly load: Load;
  readonly entries: readonly PlanEntry[];
}

/** Where a token count comes from. Counts of different sources never mix in one statistic. */
export type TokenSource = "usage" | "server-timings" | "engine" | "tokenizer" | "whitespace";

/** Token counts of one answer, as one source tells them. Null is what the source did not tell. */
export interface Usage {
  readonly source: TokenSource;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Prompt tokens that the engine took from a cache. */
  readonly cachedInputTokens: number | null;
  readonly reasoningTokens: number | null;
}

/**
 * What one received event held. Only `answer`, `reasoning` and `tool-call` with a length above 0 are tokens; `role`,
 * `empty`, `usage`, `comment` and `end` are not.
 */
export type ArrivalKind = "answer" | "reasoning" | "tool-call" | "role" | "empty" | "usage" | "comment" | "end" | "bad";

/** One received event. Events that came in one read of the socket share `readIndex` and `atMs`. */
export interface Arrival {
  readonly atMs: number;
  readonly kind: ArrivalKind;
  readonly textLength: number;
  /** How many tokens this event held, where the engine or the server says so. */
  readonly tokens: number | null;
  readonly readIndex: number;
}

/** What went wrong, in one word each; `design` of the classes: one for each thing a user would do differently. */
export type FailureClass =
  | "connect_refused"
  | "dns"
  | "connect_timeout"
  | "tls"
  | "reset_before_response"
  | "stale_socket"
  | "closed_before_response"
  | "reset_mid_stream"
  | "truncated"
  | "truncated_no_terminal_event"
  | "protocol"
  | "first_byte_timeout"
  | "ttft_timeout"
  | "stall_timeout"
  | "deadline"
  | "http_4xx"
  | "http_5xx"
  | "auth"
  | "rate_limited"
  | "wrong_content_type"
  | "empty_response"
  | "redirect_refused"
  | "content_encoding"
  | "stream_error"
  | "zero_output"
  | "prompt_too_long"
  | "client_resources"
  | "model_missing"
  | "engine";

/** How far a trial had come when it ended badly. */
export type FailurePhase = "open" | "connect" | "first-byte" | "first-token" | "stream";

/** How a trial ended: exactly one for each request. `text` is what had arrived by then. */
export type Outcome =
  | {
      readonly kind: "answered";
      readonly text: string;
      readonly reasoning: string | null;
      /** `stop`, `length`, `tool_calls`, `content_filter` … as the engine said it. */
      readonly finishReason: string | null;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: "failed";
      readonly class: FailureClass;
      readonly phase: FailurePhase;
      readonly message: string;
      readonly status: number | null;
      readonly text: string;
      readonly reasoning: string | null;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: "aborted";
      readonly reason: string;
      readonly phase: FailurePhase;
      readonly text: string;
      readonly reasoning: string | null;
      readonly warnings: readonly string[];
    };

/** One case sent once to one target. All instants are milliseconds on the measuring process's monotonic clock. */
export interface Trial {
  readonly planIndex: number;
  readonly caseId: string;
  readonly target: string;
  readonly repetition: number;
  readonly phase: Phase;
  readonly block: number;
  /** Which process measured it: instants of different sessions of one run do not share a clock. */
  readonly session: number;
  readonly intendedAtMs: number;
  readonly dispatchedAtMs: number;
  readonly firstByteAtMs: number | null;
  readonly firstTokenAtMs: number | null;
  readonly firstAnswerTokenAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  readonly endAtMs: number;
  readonly arrivals: readonly Arrival[];
  /** False when the engine gave the whole answer at once: there is no time to first token then. */
  readonly streamed: boolean;
  readonly usage: Usage | null;
  /** The model that answered, as the engine named it; null when it did not say. */
  readonly respondedModel: string | null;
  readonly outcome: Outcome;
}

/** One reading of machine resources, on the clock of the trials. */
export interface Sample {
  readonly atMs: number;
  readonly session: number;
  readonly residentBytes: number | null;
  /** Processor time of the measured process since the last sample, as a share of one core. */
  readonly cpuShare: number | null;
  readonly loadAverage1m: number | null;
  readonly vramUsedMiB: number | null;
  readonly gpuUtilisationPercent: number | null;
  readonly powerWatts: number | null;
}

/** A judgement of one answer, and the reason; `value` is null when there is none, and then `reason` says why. */
export interface Score {
  readonly planIndex: number;
  readonly caseId: string;
  readonly target: string;
  readonly repetition: number;
  readonly scorer: string;
  readonly value: number | null;
  readonly passed: boolean | null;
  readonly reason: string;
}

/** What an opened engine tells about itself, for the manifest. */
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

/** What a driver is asked to send. */
export interface DriverRequest {
  readonly prompt: string;
  readonly system: string | null;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
}

/** What a driver calls while an answer comes in. Each instant was stamped in the first statement of the callback. */
export interface PieceSink {
  /** The request was handed to the transport (or to the engine). Once for each attempt; the last one counts. */
  dispatched(atMs: number): void;
  /** First byte of the response body. In-process engines, which have none, do not call it. */
  firstByte(atMs: number): void;
  /** One event. `text` is what it held ("" for role, usage, comment, end); `readIndex` is shared by one read. */
  piece(piece: {
    readonly atMs: number;
    readonly kind: ArrivalKind;
    readonly text: string;
    readonly tokens: number | null;
    readonly readIndex: number;
  }): void;
}

/** How the driver says that its stream ended. Never thrown: a failure of the engine is data. */
export type Ending = {
  readonly endAtMs: number;
  readonly streamed: boolean;
  readonly usage: Usage | null;
  readonly respondedModel: string | null;
  readonly warnings: readonly string[];
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
  /** Sends one request and resolves when its stream has ended, however it ended. Never rejects for an engine's failure. */
  send(request: DriverRequest, sink: PieceSink, signal: AbortSignal): Promise<Ending>;
  close(): Promise<void>;
}

/** The outside world of a driver, handed in so that tests drive it. */
export interface DriverWorld {
  /** Monotonic milliseconds, as `performance.now`. */
  readonly now: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute folder of the project's downloaded weights. */
  readonly weightsDirectory: string;
  /** How many requests the plan has in flight at once at most; an engine that needs slots makes so many. */
  readonly maxInFlight: number;
}

/** Opens a target. Throws a clear error when the target cannot be used at all (no such model, no server). */
export type OpenDriver = (target: Target, world: DriverWorld) => Promise<Driver>;

/** Facts about one measuring process of a run: its clock's anchors, its engines and how it ended. */
export interface Session {
  readonly session: number;
  readonly processId: number;
  /** Wall time, ISO 8601, read together with `startedAtMs`. The only wall times of a run are these anchors. */
  readonly startedAt: string;
  readonly startedAtMs: number;
  readonly endedAt: string | null;
  readonly endedAtMs: number | null;
  /** Why this process stopped measuring: `completed`, `stopped`, `parent gone`, `error budget`, `crashed: …`; null while it runs. */
  readonly ended: string | null;
  readonly engines: readonly (EngineInfo & { readonly target: string })[];
  /** What `systeminformation` and the runtime tell about the machine; null where they do not. */
  readonly machine: Readonly<Record<string, string | number | boolean | null>>;
  readonly packages: Readonly<Record<string, string>>;
}

/** Whether a run did all of its plan: `finished`, or `broken-off` with everything measured so far kept. */
export type RunState = "running" | "finished" | "broken-off";

/** What ran, on what: everything needed to repeat and to judge a run. `manifest.json`. */
export interface Manifest {
  readonly schema: 1;
  readonly runId: string;
  readonly name: string;
  readonly createdAt: string;
  readonly state: RunState;
  /** Why it broke off; null when it did not. */
  readonly stateReason: string | null;
  readonly benchbookVersion: string;
  /** The project's commit where it is a git checkout. */
  readonly commit: string | null;
  readonly seed: number;
  readonly order: "interleaved" | "sequential";
  readonly isolation: "run" | "target";
  readonly load: Load;
  readonly warmups: number;
  readonly repetitions: number;
  readonly generation: Generation;
  readonly timeouts: Timeouts;
  readonly errorBudget: number;
  readonly storeText: "full" | "hash" | "none";
  readonly telemetry: { readonly intervalMs: number } | null;
  readonly targets: readonly Target[];
  readonly caseSet: { readonly name: string; readonly version: string; readonly sha256: string };
  /** The cases that were sent, whole, so that a run folder can be read without the data folder. */
  readonly cases: readonly Case[];
  readonly plannedTrials: number;
  readonly sessions: readonly Session[];
  readonly warnings: readonly string[];
  /** Every other file of the run folder as it was when the run was sealed: what `verifyRun` holds it to. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

/** A run folder, read. Works for finished and for broken-off runs; each call reads the files. */
export interface Run {
  readonly directory: string;
  readonly manifest: Manifest;
  trials(): Promise<readonly Trial[]>;
  samples(): Promise<readonly Sample[]>;
  scores(): Promise<readonly Score[]>;
}

/** Where the measuring process keeps what it measured. The only writer of a run's journal. */
export interface TrialLog {
  /** Resolves when the trial is on the disk (group commit); rejects when the disk failed, and then nothing more is taken. */
  trial(trial: Trial): Promise<void>;
  sample(sample: Sample): void;
  session(session: Session): Promise<void>;
  close(): Promise<void>;
}
