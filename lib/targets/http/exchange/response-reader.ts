import type { IncomingHttpHeaders } from "node:http";
import type { FailureClass } from "../../../types/index.js";
import { errorText } from "../connection/network-failure.js";
import { type HintOf, retryAfterMs, statusFailure } from "../connection/status-failure.js";
import type { Answer, NamedFailure } from "../wire/answer.js";
import { type Dialect, STREAM_MEDIA_TYPE } from "../wire/dialect.js";
import { collectedBody, type ResponseBody, streamedBody, wholeBody } from "../wire/response-body.js";
import { type Framing, unsureBody } from "../wire/unsure-body.js";
import type { Progress } from "./exchange-limits.js";
import type { Read } from "./read-queue.js";

const LONGEST_ERROR_BODY = 64 * 1024;

/** The receiving half of an exchange: checks the head and gives the bytes to the parser that the head asks for. */
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
  #readIndex = -1;
  readonly #progress: Progress;
  readonly #onStep: (wanted: boolean) => void;

  /** Notes the steps of the answer in `progress`; `onStep` receives each, and each read that is more than is wanted. */
  constructor(dialect: Dialect, answer: Answer, progress: Progress, onStep: (wanted: boolean) => void) {
    this.#dialect = dialect;
    this.#answer = answer;
    this.#progress = progress;
    this.#onStep = onStep;
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
    if (!this.streamed) this.#progress.firstTokenSeen = true;
    this.#noteSteps();
    return null;
  }

  /** Takes bytes of the body. All bytes of one read of the socket share its instant. */
  read({ atMs, index, bytes }: Read): void {
    const answer = this.#answer;
    if (index !== this.#readIndex) {
      this.#readIndex = index;
      answer.readIndex += 1;
      answer.readAtMs = atMs;
    }
    this.bodyBytes += bytes.length;
    const wanted = this.#body.read(bytes);
    const isOn = this.notAnAnswer !== null || answer.endedAtMs !== this.#progress.completeAtMs;
    const hasBegun = !this.#progress.firstTokenSeen && answer.textEvents > 0;
    if (wanted && !isOn && !hasBegun && answer.streamError === null) return;
    this.#noteSteps();
    this.#onStep(wanted);
  }

  #noteSteps(): void {
    const progress = this.#progress;
    if (this.#answer.textEvents > 0) progress.firstTokenSeen = true;
    if (this.notAnAnswer === null) progress.completeAtMs = this.#answer.endedAtMs;
    else progress.completeAtMs ??= progress.lastReadAtMs;
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
      this.#answer.mislabeled(mediaType, message);
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

/** What the head of a response tells about its body. */
type Head =
  | { readonly kind: "stream" }
  /** Another content type than was asked for, or none: JSON is most likely a whole answer, and its body shows what else it is. */
  | { readonly kind: "unsure"; readonly mediaType: string; readonly isJson: boolean; readonly message: string }
  /** An HTTP error: its body says more. */
  | { readonly kind: "refused" }
  /** Not worth a look at the body. */
  | { readonly kind: "failed"; readonly failure: FailureClass; readonly message: string };

/** Checks the status and the headers of a response. Redirects are refused: a key must not go where another server points. */
function readHead(status: number, headers: IncomingHttpHeaders, { format }: Pick<Dialect, "format">): Head {
  if (status >= 400) return { kind: "refused" };
  if (status >= 300)
    return failed("redirect_refused", `the server answered ${status}, which points to another address`);
  if (status === 204 || status === 205) return failed("empty_response", `the server answered ${status} without a body`);
  const encoding = encodingOf(headers, "content-encoding") ?? encodingOf(headers, "transfer-encoding");
  if (encoding !== null) return failed("content_encoding", `the server sent ${encoding} though identity was asked for`);
  return bodyKind(headerTexts(headers, "content-type")[0], format);
}

/** What was done to the body, as the header says it; null where it was only cut into chunks. */
function encodingOf(headers: IncomingHttpHeaders, name: string): string | null {
  const all = headerTexts(headers, name).join(", ");
  const plain = all.split(",").every((coding) => /^(identity|chunked)?$/i.test(coding.trim()));
  return plain ? null : all.trim();
}

/** What a header says, once for each time that it was sent: undici gives a list where a server repeats it, against its types. */
function headerTexts(headers: IncomingHttpHeaders, name: string): readonly string[] {
  const given = headers[name];
  return given === undefined ? [] : [given].flat();
}

function bodyKind(contentType: string | undefined, format: Dialect["format"]): Head {
  const sent = contentType?.split(";")[0]?.trim() ?? ""; // shown as it was sent: a key in small letters could not be found any more
  const mediaType = sent.toLowerCase();
  if (mediaType === STREAM_MEDIA_TYPE[format]) return { kind: "stream" };
  if (format === "json-lines" && /^application\/(x-)?(nd-?json|jsonl)$/.test(mediaType)) return { kind: "stream" };
  const isJson = /^application\/([a-z.-]+\+)?json$/.test(mediaType);
  const message = `expected ${STREAM_MEDIA_TYPE[format]}, got ${sent === "" ? "no content type" : sent}`;
  return { kind: "unsure", mediaType: sent, isJson, message };
}

function failed(failure: FailureClass, message: string): Head {
  return { kind: "failed", failure, message };
}
