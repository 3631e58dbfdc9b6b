import type {
  ArrivalKind,
  FailureClass,
  ServerTimes,
  StreamObserver,
  StreamResult,
  Usage,
} from "../../../types/index.js";
import { cleanMessage, cleanOrNull, type Scrub } from "./clean-text.js";

/**
 * No answer has this many characters or events: the longest that models give is a tenth of it. A server that sends more does not
 * stop, and its answer could neither be held nor read again from the journal, whose lines end at 64 MiB.
 */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_EVENTS = 1_000_000;

/** Who receives an answer, what takes secrets out of it, and its first warnings. */
export interface AnswerParts {
  readonly observer: StreamObserver;
  readonly scrub: Scrub;
  readonly warnings: readonly string[];
}

/**
 * What is known of one answer while it comes in. The dialects write to it, the exchange reads it when the stream is over.
 * It is the only caller of the observer's `onChunk`.
 */
export class Answer {
  /** Instant and number of the read whose bytes are being parsed; set before each read is parsed. */
  readAtMs = 0;
  readIndex = -1;
  finishReason: string | null = null;
  /** When the stream said its own last word: `[DONE]`, or a line with `done: true`. */
  endedAtMs: number | null = null;
  usage: Usage | null = null;
  /** What the server told last of its own time. */
  serverTimes: ServerTimes | null = null;
  /** Output tokens told so far, where each event carries the count: their differences are tokens per event. */
  outputTokensSoFar: number | null = null;
  model: string | null = null;
  /** An error that the server put into the stream of a 200 answer. */
  streamError: string | null = null;
  /** Whether a whole body held nothing but white space. */
  blankBody = false;
  /** What was expected and what the content type said, of a stream that is labeled as something else. */
  label: string | null = null;
  /** Events that could not be read, and the beginning of the first. */
  badEvents = 0;
  firstBadEvent: string | null = null;
  /** Events that held text, and how much text they held. */
  textEvents = 0;
  textLength = 0;
  /** Index of the tool call whose arguments came last. */
  toolCallIndex: number | null = null;
  readonly toolCallsSeen = new Set<number>();
  readonly warnings: Set<string>;
  #events = 0;
  /** The first half of a surrogate pair at the end of the text so far. */
  #half = "";
  #observer: StreamObserver | null;
  readonly #scrub: Scrub;

  constructor({ observer, scrub, warnings }: AnswerParts) {
    this.#observer = observer;
    this.#scrub = scrub;
    this.warnings = new Set(warnings);
  }

  /** What a result tells of the answer, with no secret in it. */
  facts(): Pick<StreamResult, "usage" | "serverTimes" | "respondedModel" | "warnings"> {
    return {
      usage: this.usage,
      ...(this.serverTimes === null ? {} : { serverTimes: this.serverTimes }),
      respondedModel: cleanOrNull(this.model, this.#scrub),
      warnings: [...this.warnings],
    };
  }

  /** Whether more has come than any answer holds. */
  get endless(): boolean {
    return this.textLength > MOST_CHARACTERS || this.#events > MOST_EVENTS;
  }

  /** One event that holds text. Empty text is the event kind `empty`, which is not a token. */
  text(kind: "answer" | "reasoning" | "tool-call", text: string, tokens: number | null): void {
    // A reason of the end is not the end: some servers send it early. The text counts, and the trial says so.
    if (this.finishReason !== null) this.warnings.add("text_after_finish_reason");
    this.textEvents += 1;
    this.textLength += text.length;
    this.#noteHalves(text);
    this.#emit(kind, this.#scrub(text), tokens);
  }

  /** Half of a surrogate pair is no character, unless the next event brings the other half. */
  #noteHalves(text: string): void {
    const joined = this.#half + text;
    this.#half = /[\ud800-\udbff]$/.exec(joined)?.[0] ?? "";
    if (/\p{Surrogate}/u.test(joined.slice(0, joined.length - this.#half.length))) this.warnings.add("invalid_utf8");
  }

  /** Whether the text ends in the middle of a character. */
  get endsInHalf(): boolean {
    return this.#half !== "";
  }

  /** One event without text. */
  mark(kind: Exclude<ArrivalKind, "answer" | "reasoning" | "tool-call">): void {
    this.#emit(kind, "", null);
  }

  /** One event that could not be read. The stream goes on; the trial will not count as answered. */
  bad(raw: string): void {
    this.badEvents += 1;
    this.firstBadEvent ??= this.#scrub(raw.slice(0, 64 * 1024)).slice(0, 200); // a cut key could not be found any more
    this.mark("bad");
  }

  /** A stream with another content type than it should have is read, and the trial says so. */
  mislabeled(mediaType: string, message: string): void {
    this.label = message;
    this.warnings.add(`stream_labelled_as=${mediaType === "" ? "nothing" : cleanMessage(mediaType, this.#scrub)}`);
  }

  /** Text after the answer's end: the first end wins, what follows is recorded and left out. */
  late(): void {
    this.warnings.add("data_after_end");
    this.mark("bad");
  }

  /** The stream's own end. */
  end(): void {
    this.endedAtMs ??= this.readAtMs;
    this.mark("end");
  }

  /** The exchange is over: what is still being parsed of its last read is dropped. */
  close(): void {
    this.#observer = null;
  }

  #emit(kind: ArrivalKind, text: string, tokens: number | null): void {
    this.#events += 1;
    this.#observer?.onChunk({ atMs: this.readAtMs, kind, text, tokens, readIndex: this.readIndex });
  }
}

/** A failure that has its name, but not yet its instant. */
export interface NamedFailure {
  readonly failure: FailureClass;
  readonly message: string;
}

/** What an answer is whose body has ended. */
export type AnswerOutcome =
  | { readonly kind: "answered"; readonly finishReason: string | null }
  | ({ readonly kind: "failed" } & NamedFailure);

/** Finish reasons that mean failure: what vLLM and routers send for an answer they broke off. */
const BROKEN_OFF = ["abort", "error"];

/**
 * Names an answer whose body ended without an error of the network. A clean end of the body proves nothing: only the
 * answer's own end does (`[DONE]`, a finish reason, `done: true`).
 */
export function answerOutcome(answer: Answer, bodyBytes: number): AnswerOutcome {
  if (answer.streamError !== null) return failed("stream_error", answer.streamError);
  if (BROKEN_OFF.includes(answer.finishReason ?? ""))
    return failed("stream_error", `the server ended the answer with the reason "${answer.finishReason}"`);
  if (answer.badEvents > 0) {
    const count = answer.badEvents === 1 ? "1 event" : `${answer.badEvents} events`;
    return failed("protocol", `${count} could not be read, the first: ${answer.firstBadEvent ?? ""}${labelOf(answer)}`);
  }
  const ended = answer.endedAtMs !== null || answer.finishReason !== null;
  if (!ended) {
    if (bodyBytes === 0) return failed("empty_response", "the body is empty");
    if (answer.blankBody) return failed("empty_response", "the body holds nothing but white space");
    return failed(
      "truncated_no_terminal_event",
      `the stream ended without its last event: part of the answer is missing${labelOf(answer)}`,
    );
  }
  if (answer.textLength === 0)
    return failed("zero_output", `the answer ended (${answer.finishReason ?? "no reason given"}) without any text`);
  noteOddities(answer);
  return { kind: "answered", finishReason: answer.finishReason };
}

const labelOf = ({ label }: Answer): string => (label === null ? "" : ` (${label})`);

/** What is strange but not wrong: kept with the trial, so that a reader can judge. */
function noteOddities(answer: Answer): void {
  if (answer.endedAtMs === null) answer.warnings.add("missing_done");
  if (answer.finishReason === null) answer.warnings.add("missing_finish_reason");
  if (answer.endsInHalf) answer.warnings.add("invalid_utf8");
  const outputTokens = answer.usage?.outputTokens ?? null;
  // An event with text holds at least a part of a token, so far fewer tokens than events cannot be.
  const tooFew = outputTokens !== null && outputTokens < 0.9 * answer.textEvents;
  if (tooFew || moreThanText(answer)) answer.warnings.add("usage_contradicts_text");
}

/**
 * Whether more tokens were counted than the text can hold: a token has at least a byte, a UTF-16 unit at most three. Reasoning
 * that is counted and not shown, the frame of a tool call and further choices have tokens without text; some are let pass.
 */
function moreThanText({ usage, textLength, toolCallsSeen, warnings }: Answer): boolean {
  if (toolCallsSeen.size > 0 || warnings.has("extra_choices_ignored")) return false;
  return (usage?.outputTokens ?? 0) - (usage?.reasoningTokens ?? 0) > 3 * textLength + 16;
}

function failed(failure: FailureClass, message: string): AnswerOutcome {
  return { kind: "failed", failure, message };
}
