import type { IncomingHttpHeaders } from "node:http";
import type { FailureClass } from "../../../types/index.js";
import { errorText } from "../connection/network-failure.js";
import { type HintOf, retryAfterMs, statusFailure } from "../connection/status-failure.js";
import type { Answer } from "../wire/answer.js";
import type { Dialect } from "../wire/dialect.js";
import { collectedBody, type ResponseBody, streamedBody, wholeBody } from "../wire/response-body.js";
import { type Head, headerTexts, readHead } from "../wire/response-head.js";
import { type Framing, unsureBody } from "../wire/unsure-body.js";
import type { Read } from "./read-queue.js";

/** A failure that has its name, but not yet its instant. */
export interface NamedFailure {
  readonly failure: FailureClass;
  readonly message: string;
}

const LONGEST_ERROR_BODY = 64 * 1024;

/** The receiving half of an exchange: judges the head, gives the bytes to the parser that the head asks for. */
export class ResponseReader {
  status: number | null = null;
  /** False when the server sent the answer whole. */
  streamed = true;
  bodyBytes = 0;
  /** Set when the body is not an answer: the body of an HTTP error (null), or what was sent in place of one. */
  notAnAnswer: { readonly foreign: string | null } | null = null;
  readonly #dialect: Dialect;
  readonly #answer: Answer;
  #body: ResponseBody = collectedBody(0);
  #errorBytes: () => Buffer = () => Buffer.alloc(0);
  #retryAfter: string | null = null;
  #lineReadIndex = -1;

  constructor(dialect: Dialect, answer: Answer) {
    this.#dialect = dialect;
    this.#answer = answer;
  }

  /** Takes the head of the response. A failure when its body is not worth waiting for. */
  takeHead(status: number, headers: IncomingHttpHeaders): NamedFailure | null {
    this.status = status;
    this.#retryAfter = headerTexts(headers, "retry-after")[0] ?? null;
    const head = readHead(status, headers, this.#dialect);
    if (head.kind === "failed") return { failure: head.failure, message: head.message };
    if (head.kind === "stream") this.#body = streamedBody(this.#dialect, this.#answer);
    else if (head.kind === "refused") this.#body = this.#collect(null);
    else {
      this.streamed = !head.isJson && this.#dialect.asksWhole !== true;
      this.#body = unsureBody(this.#dialect, (framing) => this.#choose(framing, head));
    }
    return null;
  }

  /** Takes bytes of the body. False when the body is too large. All bytes of one read of the socket share its instant. */
  read({ atMs, index, bytes }: Read): boolean {
    if (index !== this.#lineReadIndex) {
      this.#lineReadIndex = index;
      this.#answer.readIndex += 1;
      this.#answer.readAtMs = atMs;
    }
    this.bodyBytes += bytes.length;
    return this.#body.read(bytes);
  }

  endBody(): void {
    this.#body.end();
  }

  /** The body of an HTTP error, for the package to name; or the failure, where the package could not. */
  errorResponse(errorBody: (text: string) => string): Response | NamedFailure {
    const text = this.#errorBytes().toString("utf8");
    const foreign = this.notAnAnswer?.foreign ?? null;
    if (foreign !== null) return { failure: "wrong_content_type", message: `${foreign}: ${text}` };
    const status = this.status ?? 0;
    if (status > 599) return { failure: "protocol", message: `the server answered with the status ${status}` };
    return new Response(errorBody(text), { status, headers: { "content-type": "application/json" } });
  }

  /** Names the error with which the package rejected: the server's refusal, or that the request could not be made at all. */
  nameRefusal(error: unknown, hintOf: HintOf): NamedFailure {
    try {
      return this.#named(error, hintOf);
    } catch (unnamed) {
      return { failure: "protocol", message: `an answer that cannot be named: ${errorText(unnamed)}` };
    }
  }

  #named(error: unknown, hintOf: HintOf): NamedFailure {
    const { status } = this;
    const text = errorText(error);
    if (status === null) return { failure: "engine", message: `the request could not be made: ${text}` };
    const waitMs = retryAfterMs(this.#retryAfter, Date.now());
    if (waitMs !== null) this.#answer.warnings.add(`retry_after_ms=${waitMs}`);
    const body = this.#errorBytes().toString("utf8");
    const failure = statusFailure(status, body);
    const message = text.includes(String(status)) ? text : `${status} ${text}`;
    const hint = failure === "model_missing" ? null : hintOf(status, body);
    return { failure, message: hint === null ? message : `${message} (${hint})` };
  }

  /** Reads a body as what it is, whatever its label; what is no answer is shown. */
  #choose(framing: Framing, { mediaType, isJson, message }: Extract<Head, { kind: "unsure" }>): ResponseBody {
    if (framing === "server-sent-events" || framing === "json-lines") {
      this.streamed = true;
      this.#answer.mislabelled(mediaType, message);
      return streamedBody(this.#dialect, this.#answer, framing);
    }
    if (!isJson && (mediaType !== "" || framing === "neither")) return this.#collect(message);
    this.streamed = false;
    if (this.#dialect.asksWhole !== true) this.#answer.warnings.add("not_streamed");
    return wholeBody(this.#dialect, this.#answer);
  }

  #collect(foreign: string | null): ResponseBody {
    const collected = collectedBody(LONGEST_ERROR_BODY);
    this.#errorBytes = () => collected.bytes();
    this.notAnAnswer = { foreign };
    return collected;
  }
}
