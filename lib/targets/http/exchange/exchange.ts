import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { FailureClass, StreamResult } from "../../../types/index.js";
import { errorText, isStale, networkFailure } from "../connection/network-failure.js";
import { inOwnTurn } from "../connection/own-turn.js";
import { PackageCall } from "../connection/package-call.js";
import { Answer } from "../wire/answer.js";
import { cleanMessage } from "../wire/clean-text.js";
import { tooMuch } from "../wire/response-body.js";
import { judgeAnswer } from "../wire/verdict.js";
import { Attempts } from "./attempts.js";
import { ExchangeLimits, limitMessage, type RunningLimit } from "./exchange-limits.js";
import { abortReason, cleanOrNull, type ExchangeParts, endingFacts, whenDue } from "./exchange-parts.js";
import { type Progress, phaseOf, unsent } from "./progress.js";
import { type Read, ReadQueue } from "./read-queue.js";
import { type NamedFailure, ResponseReader } from "./response-reader.js";

/**
 * One request and its answer: the transport under the package that makes the request, and the one place where it ends.
 *
 * The package calls `fetch`; the bytes that come back are stamped and parsed here, and the package gets its Response only
 * when everything is over, so that its own work falls outside of everything that is timed. `ended` resolves once, always.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly ended: Promise<StreamResult>;
  readonly #parts: ExchangeParts;
  readonly #answer: Answer;
  readonly #reception: ResponseReader;
  readonly #reads: ReadQueue;
  readonly #limits: ExchangeLimits;
  readonly #progress: Progress = unsent();
  readonly #attempts: Attempts;
  readonly #package = new PackageCall(() => whenDue(this.#parts, () => this.#dispatch(false)));
  #resolveEnded: (ending: StreamResult) => void = () => {};
  #over = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#answer = new Answer(parts.observer, parts.scrub, parts.warnings);
    this.#attempts = new Attempts(parts, this.#progress);
    this.#reception = new ResponseReader(parts.dialect, this.#answer);
    this.#reads = new ReadQueue((read) => this.#parse(read), parts.now);
    const { timeouts } = parts.request;
    this.#limits = new ExchangeLimits(this.#progress, timeouts, parts.now, (limit) => this.#expire(limit));
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    if (parts.signal.aborted) this.#abort();
    else parts.signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** What the package uses as its `fetch`. */
  get fetch(): typeof globalThis.fetch {
    return this.#package.fetch;
  }

  /** The package rejected: it names the HTTP error that it was given, or it could not make the request. */
  refused(error: unknown): void {
    if (!this.#over) this.#failAs(this.#reception.nameRefusal(error, this.#parts.hintOf));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) return;
    this.#attempts.connected(controller);
    this.#limits.arm();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#over || status < 200) return;
    this.#progress.answering = true;
    this.#progress.lastReadAtMs = this.#attempts.headCame();
    const failure = this.#reception.takeHead(status, headers);
    if (failure !== null) return void this.#failAs(failure);
    if (!this.#reception.streamed) this.#progress.firstTokenSeen = true;
    this.#noteSteps();
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const { line } = this.#attempts;
    if (this.#over || line === null) return;
    this.#progress.lastReadAtMs = line.readAtMs;
    if (!this.#progress.firstByteSeen) {
      this.#progress.firstByteSeen = true;
      this.#parts.observer.onFirstByte(line.readAtMs);
      this.#limits.arm();
    }
    this.#reads.take(line, bytes);
  }

  #parse(read: Read): void {
    if (this.#over) return;
    const progress = this.#progress;
    const wanted = this.#reception.read(read);
    const begun = !progress.firstTokenSeen && this.#answer.textEvents > 0;
    const ended = this.#answer.endedAtMs !== progress.answerEndedAtMs;
    if (begun || ended || this.#reception.notAnAnswer !== null) this.#noteSteps();
    if (!wanted) this.#refuseTooLarge();
    else if (this.#answer.streamError !== null) this.#judge(null, false);
  }

  onResponseEnd(): void {
    const endAtMs = this.#parts.now();
    this.#reads.whenParsed(() => this.#endBody(endAtMs));
  }

  #endBody(endAtMs: number): void {
    if (this.#over) return;
    this.#reception.endBody();
    if (this.#reception.notAnAnswer !== null) this.#handOver();
    else this.#judge(endAtMs, true);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#reads.flush();
    if (this.#over) return;
    const { line } = this.#attempts;
    const { connected, answering, answerEndedAtMs } = this.#progress;
    const retried = this.#answer.warnings.has("stale_socket_retried");
    if (line !== null && !retried && isStale(error, this.#attempts.onStandingSocket, answering)) this.#retry();
    else if (this.#reception.notAnAnswer !== null) this.#handOver();
    else if (answerEndedAtMs !== null) {
      this.#answer.warnings.add("connection_failed_after_end");
      this.#judge(null, false);
    } else {
      const moment = { connected, answering, socketError: line?.socketError ?? null };
      this.#fail(networkFailure(error, moment), errorText(error), this.#parts.now(), false);
    }
  }

  #dispatch(fresh: boolean): void {
    const { sent } = this.#package;
    if (this.#over || sent === null) return void this.#package.settle(null);
    const problem = this.#attempts.begin(sent, this, fresh);
    if (problem !== null) this.#fail("engine", problem, this.#parts.now(), false);
    else if (!this.#over) this.#limits.arm();
  }

  /** The server had closed the reused connection before it saw the request: once more, on a new one, and the trial says so. */
  #retry(): void {
    this.#answer.warnings.add("stale_socket_retried");
    this.#attempts.releaseStale();
    this.#dispatch(true);
  }

  #noteSteps(): void {
    if (this.#answer.textEvents > 0) this.#progress.firstTokenSeen = true;
    if (this.#reception.notAnAnswer !== null) this.#progress.refusedAtMs ??= this.#progress.lastReadAtMs;
    this.#progress.answerEndedAtMs = this.#answer.endedAtMs;
    this.#limits.arm();
  }

  #refuseTooLarge(): void {
    if (this.#reception.notAnAnswer !== null) this.#handOver();
    else if (this.#answer.endedAtMs !== null) this.#judgeUnclosed();
    else this.#fail("protocol", tooMuch(this.#answer), this.#parts.now(), false);
  }

  /** Gives the package the error response to name; it comes back through `refused`. */
  #handOver(): void {
    const response = this.#reception.errorResponse(this.#parts.errorBody);
    if (response instanceof Response) this.#package.settle(response);
    else this.#failAs(response);
  }

  #expire({ failure, limitMs }: RunningLimit): void {
    const more = this.#reads.flush(); // what has arrived counts first
    if (more && !this.#over) this.#limits.arm();
    if (more) return;
    if (failure !== null) this.#fail(failure, limitMessage(failure, limitMs), this.#parts.now(), false);
    else if (this.#reception.notAnAnswer !== null) this.#handOver();
    else this.#judgeUnclosed();
  }

  #judgeUnclosed(): void {
    this.#answer.warnings.add("body_not_closed");
    this.#judge(null, false);
  }

  #judge(bodyEndAtMs: number | null, reusable: boolean): void {
    const endAtMs = this.#answer.endedAtMs ?? bodyEndAtMs ?? this.#parts.now();
    const verdict = judgeAnswer(this.#answer, this.#reception.bodyBytes);
    if (verdict.kind === "failed") return void this.#fail(verdict.class, verdict.message, endAtMs, reusable);
    const finishReason = cleanOrNull(verdict.finishReason, this.#parts.scrub);
    this.#finish({ ...this.#facts(endAtMs), ...verdict, finishReason }, reusable);
  }

  #failAs({ failure, message }: NamedFailure): void {
    this.#fail(failure, message, this.#parts.now(), false);
  }

  #fail(failure: FailureClass, message: string, endAtMs: number, reusable: boolean): void {
    const how = { kind: "failed" as const, class: failure, message: cleanMessage(message, this.#parts.scrub) };
    const where = { phase: phaseOf(this.#progress), status: this.#reception.status };
    this.#finish({ ...this.#facts(endAtMs), ...how, ...where }, reusable);
  }

  readonly #abort = (): void => {
    this.#reads.flush();
    const how = { kind: "aborted" as const, reason: abortReason(this.#parts), phase: phaseOf(this.#progress) };
    this.#finish({ ...this.#facts(this.#parts.now()), ...how }, false);
  };

  #facts(endAtMs: number) {
    return endingFacts(this.#answer, this.#reception, endAtMs, this.#parts.scrub, this.#attempts.phases);
  }

  #finish(ending: StreamResult, reusable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#limits.disarm();
    this.#answer.close();
    this.#parts.signal.removeEventListener("abort", this.#abort);
    this.#attempts.release(reusable);
    inOwnTurn(() => {
      this.#resolveEnded(ending);
      this.#package.settle(ending.kind === "answered" ? this.#parts.answered() : null);
    });
  }
}
