import type { IncomingHttpHeaders } from "node:http";
import { messageOf } from "../../../text/error-message.js";
import type { StreamResult } from "../../../types/index.js";
import { type Carried, type Connection, type Receiver, uncarried } from "../connection/connection.js";
import { errorText, isStale, networkFailure } from "../connection/network-failure.js";
import { PackageCall } from "../connection/package-call.js";
import { Answer, answerOutcome, type NamedFailure } from "../wire/answer.js";
import { cleanMessage, cleanOrNull } from "../wire/clean-text.js";
import { tooMuch } from "../wire/response-body.js";
import { ExchangeLimits, limitMessage, phaseOf, type RunningLimit, unsent } from "./exchange-limits.js";
import type { ExchangeParts } from "./exchange-parts.js";
import { inOwnTurn, ReadQueue } from "./read-queue.js";
import { ResponseReader } from "./response-reader.js";

/**
 * One request and its answer. The exchange is `connecting`, then `waiting` for the head, then `streaming` the body, then `ended`;
 * `onHead`, `onBytes` and `onEnd` take it from one to the next, and a failure, a limit or the caller's signal to its end.
 *
 * The package calls `fetch`; the bytes that come back are stamped and parsed here, and the package gets its Response only
 * when everything is over, so that its own work falls outside of everything that is timed. `ended` resolves once, always.
 */
export class Exchange implements Receiver {
  readonly ended: Promise<StreamResult>;
  /** What the package uses as its `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly #parts: ExchangeParts;
  readonly #progress = unsent();
  readonly #answer: Answer;
  readonly #reader: ResponseReader;
  readonly #reads: ReadQueue;
  readonly #limits: ExchangeLimits;
  readonly #package: PackageCall;
  #connection: Connection | null = null;
  #carried: Carried = uncarried(0);
  #isDispatchTold = true;
  #resolveEnded: (result: StreamResult) => void = () => {};

  constructor(parts: ExchangeParts) {
    const { request, signal, now } = parts;
    this.#parts = parts;
    this.#package = new PackageCall(parts, () => this.#send(false));
    this.fetch = this.#package.fetch;
    this.#answer = new Answer(parts);
    this.#reader = new ResponseReader(parts.dialect, this.#answer, this.#progress, (wanted) => this.#onStep(wanted));
    this.#reads = new ReadQueue(this.#reader, now);
    this.#limits = new ExchangeLimits(this.#progress, request.timeouts, now, (limit) => this.#onLimit(limit));
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** The package rejected: it names the HTTP error that it was given, or it could not make the request. */
  refused(error: unknown): void {
    if (!this.#isOver) this.#fail(this.#reader.nameRefusal(error, this.#parts.hintOf));
  }

  onConnected(): void {
    if (this.#isOver) return;
    this.#progress.state = "waiting";
    this.#tellDispatched();
    this.#limits.arm();
  }

  onHead(status: number, headers: IncomingHttpHeaders): void {
    const connection = this.#connection;
    if (this.#isOver || connection === null) return;
    this.#progress.state = "streaming";
    this.#progress.lastReadAtMs = connection.readAtMs;
    this.#carried.phases.responseHeadAtMs = connection.readAtMs;
    const failure = this.#reader.takeHead(status, headers);
    if (failure !== null) this.#fail(failure);
    else this.#limits.arm();
  }

  onBytes(bytes: Buffer): void {
    const connection = this.#connection;
    if (this.#isOver || connection === null) return;
    this.#progress.lastReadAtMs = connection.readAtMs;
    if (!this.#progress.firstByteSeen) {
      this.#progress.firstByteSeen = true;
      this.#parts.observer.onFirstByte(connection.readAtMs);
      this.#limits.arm();
    }
    this.#reads.take(connection, bytes);
  }

  onEnd(): void {
    const endAtMs = this.#parts.now();
    this.#reads.whenParsed(() => {
      if (this.#isOver) return;
      this.#reader.endBody();
      if (this.#reader.notAnAnswer !== null) this.#handOver();
      else this.#conclude(endAtMs, true);
    });
  }

  onError(error: Error): void {
    this.#reads.flush();
    if (this.#isOver) return;
    const answering = this.#progress.state === "streaming";
    const retried = this.#answer.warnings.has("stale_socket_retried");
    if (!retried && isStale(error, this.#carried.onStandingSocket, answering)) {
      // The server had closed the reused connection before it saw the request: once more, on a new one, and the trial says so.
      this.#answer.warnings.add("stale_socket_retried");
      if (this.#connection !== null) this.#parts.pool.dropStale(this.#connection);
      this.#send(true);
    } else if (this.#reader.notAnAnswer !== null) this.#handOver();
    else if (this.#answer.endedAtMs !== null) this.#conclude(null, false, "connection_failed_after_end");
    else {
      const { socketError = null } = this.#connection ?? {};
      const moment = { connected: this.#progress.state !== "connecting", answering, socketError };
      this.#fail({ failure: networkFailure(error, moment), message: errorText(error) });
    }
  }

  get #isOver(): boolean {
    return this.#progress.state === "ended";
  }

  /** Hands the request to a connection; `fresh` asks for one that no request has used. */
  #send(fresh: boolean): void {
    const { sent } = this.#package;
    if (this.#isOver || sent === null) return void this.#package.settle(null);
    const { pool, request, now } = this.#parts;
    const connection = pool.take(fresh, request.connections);
    if (connection === null) return void this.#fail({ failure: "engine", message: "the driver is closed" });
    this.#connection = connection;
    this.#carried = uncarried(now());
    this.#isDispatchTold = false;
    this.#progress.state = "connecting";
    this.#progress.dispatchedAtMs = this.#carried.dispatchedAtMs;
    try {
      connection.send(sent, this.#carried, this);
    } catch (error) {
      const message = `the request could not be made: ${errorText(error)}`;
      return void this.#fail({ failure: "engine", message });
    }
    if (!this.#isOver) this.#limits.arm();
  }

  /** Stamps this sending, once: also when it never got a socket. */
  #tellDispatched(): void {
    if (this.#isDispatchTold) return;
    this.#isDispatchTold = true;
    this.#progress.dispatchedAtMs = this.#carried.dispatchedAtMs;
    this.#parts.observer.onDispatched(this.#carried.dispatchedAtMs);
  }

  /** A read brought the answer a step on: its first text, its end, an error, or more than is `wanted`. */
  #onStep(wanted: boolean): void {
    if (this.#isOver) return;
    this.#limits.arm();
    if (!wanted && this.#reader.notAnAnswer !== null) this.#handOver();
    else if (!wanted && this.#answer.endedAtMs !== null) this.#conclude(null, false, "body_not_closed");
    else if (!wanted) this.#fail({ failure: "protocol", message: tooMuch(this.#answer) });
    else if (this.#answer.streamError !== null) this.#conclude(null, false);
  }

  #onLimit({ failure, limitMs }: RunningLimit): void {
    if (this.#reads.flush()) {
      if (!this.#isOver) this.#limits.arm(); // what has arrived counts first
    } else if (failure !== null) this.#fail({ failure, message: limitMessage(failure, limitMs) });
    else if (this.#reader.notAnAnswer !== null) this.#handOver();
    else this.#conclude(null, false, "body_not_closed");
  }

  /** Gives the package the error response to name; it comes back through `refused`. */
  #handOver(): void {
    const response = this.#reader.errorResponse(this.#parts.errorBody);
    if (response instanceof Response) this.#package.settle(response);
    else this.#fail(response);
  }

  /** Names the answer, whose body is over: answered, or what is wrong with it. */
  #conclude(bodyEndAtMs: number | null, reusable: boolean, warning?: string): void {
    if (warning !== undefined) this.#answer.warnings.add(warning);
    const endAtMs = this.#answer.endedAtMs ?? bodyEndAtMs ?? this.#parts.now();
    const outcome = answerOutcome(this.#answer, this.#reader.bodyBytes);
    if (outcome.kind === "failed") return void this.#fail(outcome, endAtMs, reusable);
    const finishReason = cleanOrNull(outcome.finishReason, this.#parts.scrub);
    this.#finish({ ...this.#facts(endAtMs), kind: "answered", finishReason }, reusable);
  }

  #fail({ failure, message }: NamedFailure, endAtMs = this.#parts.now(), reusable = false): void {
    const how = { class: failure, message: cleanMessage(message, this.#parts.scrub), status: this.#reader.status };
    this.#finish({ ...this.#facts(endAtMs), kind: "failed", ...how, phase: phaseOf(this.#progress) }, reusable);
  }

  readonly #abort = (): void => {
    this.#reads.flush();
    const cause: unknown = this.#parts.signal.reason;
    const reason = cleanMessage(messageOf(cause), this.#parts.scrub);
    this.#finish({ ...this.#facts(this.#parts.now()), kind: "aborted", reason, phase: phaseOf(this.#progress) }, false);
  };

  /** What every result holds: the facts that had come in by then. */
  #facts(endAtMs: number) {
    return { endAtMs, streamed: this.#reader.streamed, ...this.#answer.facts(), http: this.#carried.phases };
  }

  #finish(result: StreamResult, reusable: boolean): void {
    if (this.#isOver) return;
    this.#progress.state = "ended";
    this.#limits.disarm();
    this.#reads.close();
    this.#answer.close();
    this.#parts.signal.removeEventListener("abort", this.#abort);
    this.#tellDispatched();
    if (this.#connection !== null) this.#parts.pool.release(this.#connection, reusable);
    this.#connection = null;
    inOwnTurn(() => {
      this.#resolveEnded(result);
      if (result.kind === "answered") this.#package.answered();
      else this.#package.settle(null);
    });
  }
}
