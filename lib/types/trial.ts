import type { ServerTimes } from "./server-times.js";
import type { Phase } from "./workload.js";

/** Where a token count comes from. Counts of different sources never mix in one statistic. */
export type TokenSource = "usage" | "server-timings" | "engine" | "tokenizer" | "whitespace";

/** Token counts of one answer, from one source. Null is what the source did not report. */
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

/**
 * Why a turn of a conversation was not sent: an earlier turn failed, an earlier turn was aborted, or the answers before it were not
 * kept when the run was taken up again. Only what was aborted is sent by a resume.
 */
export type NotSentCause = "failed" | "aborted" | "no-history";

/**
 * How a trial ended: exactly one for each request. `text` is what had arrived by then. A turn that was `not-sent` is neither a failure
 * nor an answer: it was never asked, and is in no statistic.
 */
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
    }
  | {
      readonly kind: "not-sent";
      readonly cause: NotSentCause;
      readonly reason: string;
      /** Always empty. */
      readonly text: string;
      readonly reasoning: string | null;
      readonly warnings: readonly string[];
    };

/** A sending of a request that did not stand, and was followed by another one. */
export interface Attempt {
  readonly dispatchedAtMs: number;
  readonly endAtMs: number;
  readonly class: FailureClass;
  readonly status: number | null;
  readonly message: string;
  /** How long the runner waited before it sent the request again. */
  readonly waitMs: number;
}

/** How far one request came over HTTP, on the clock of the trials. Null is what did not happen, and what no HTTP engine told. */
export interface HttpPhases {
  /** A connection was there: at once where one stood, else when it was opened (with TLS). */
  readonly connectionReadyAtMs: number | null;
  /** The request was written to the connection. */
  readonly requestSentAtMs: number | null;
  /** The read that brought the head of the response. */
  readonly responseHeadAtMs: number | null;
  /** Whether no request had used the connection before: it was opened for this one, or ahead of it. */
  readonly newConnection: boolean | null;
  /** The `X-Request-ID` that it was sent with, to join a server's log; absent where the target has such a header of its own. */
  readonly requestId?: string;
}

/**
 * One case sent once to one target, or one turn of it. All instants are milliseconds on the measuring process's monotonic clock. The
 * phases of HTTP are null for an engine in the process, and absent in runs of an older Benchbook. A turn that was not sent has the
 * instant at which its conversation ended in place of its own.
 */
export interface Trial extends Partial<HttpPhases> {
  readonly planIndex: number;
  readonly caseId: string;
  readonly target: string;
  readonly repetition: number;
  readonly phase: Phase;
  readonly block: number;
  /** Which user turn of its conversation it sent, from 1; absent where the case is one request. */
  readonly turn?: number;
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
  /** What the server says of its own time; absent where it says nothing. */
  readonly serverTimes?: ServerTimes;
  /** The model that answered, as the engine named it; null when it did not say. */
  readonly respondedModel: string | null;
  /**
   * Earlier sendings, in their order; absent where the first one stands. All other fields but `intendedAtMs` are of the last
   * sending, so a response time counts the waits and a latency does not.
   */
  readonly attempts?: readonly Attempt[];
  /** What stood before the prompt to keep it out of prompt caches; absent where the run asked for none. See `sentPrompt`. */
  readonly promptNonce?: string;
  readonly outcome: Outcome;
}

/** A judgment of one answer, and the reason; `value` is null without a judgment, and then `reason` says why. */
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
