import type { DriverRequest, DriverWorld, HttpPhases, StreamObserver, StreamResult } from "../../../types/index.js";
import type { SocketPool } from "../connection/socket-pool.js";
import type { HintOf } from "../connection/status-failure.js";
import type { Answer } from "../wire/answer.js";
import { cleanMessage, type Scrub } from "../wire/clean-text.js";
import type { Dialect } from "../wire/dialect.js";
import type { ResponseReader } from "./response-reader.js";

/** What one exchange needs of its driver and of the runner. */
export interface ExchangeParts {
  readonly pool: SocketPool;
  readonly now: () => number;
  readonly sleepUntil: DriverWorld["sleepUntil"];
  readonly dialect: Dialect;
  readonly scrub: Scrub;
  readonly request: DriverRequest;
  readonly observer: StreamObserver;
  readonly signal: AbortSignal;
  /** Known before sending: what the request cannot ask of this API. */
  readonly warnings: readonly string[];
  /** The body of an HTTP error in the form in which the package reads it. */
  readonly errorBody: (text: string) => string;
  /** What the package gets when everything is over and well: it has nothing left to read. */
  readonly answered: () => Response;
  /** Added to what the server says with an error: what the user can do. */
  readonly hintOf: HintOf;
}

/** What every ending holds: the facts that had come in by then, with no secret in them. */
export function endingFacts(
  answer: Answer,
  reception: ResponseReader,
  endAtMs: number,
  scrub: Scrub,
  http: HttpPhases,
) {
  const { usage, model, warnings } = answer;
  const respondedModel = cleanOrNull(model, scrub);
  return {
    endAtMs,
    streamed: reception.streamed,
    usage,
    respondedModel,
    warnings: [...warnings],
    http,
  } satisfies Partial<StreamResult>;
}

/** Text of the server's fit to be kept, or null where there is none. */
export function cleanOrNull(text: string | null, scrub: Scrub): string | null {
  return text === null ? null : cleanMessage(text, scrub);
}

/** Does this when the request is due: now, or at the instant that was asked for. */
export function whenDue({ request, sleepUntil, now, signal }: ExchangeParts, task: () => void): void {
  const atMs = request.notBeforeMs ?? 0;
  if (sleepUntil === undefined || now() >= atMs) task();
  else void sleepUntil(atMs, signal).then(task);
}

/** Why the exchange was ended from here, fit to be kept. */
export function abortReason({ signal, scrub }: ExchangeParts): string {
  const reason: unknown = signal.reason;
  return cleanMessage(reason instanceof Error ? reason.message : String(reason), scrub);
}
