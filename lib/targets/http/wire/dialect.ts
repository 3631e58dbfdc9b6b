import type { Answer } from "./answer.js";
import { type EventSink, eventStreamFeed, type TextFeed } from "./event-stream.js";
import { jsonLinesFeed } from "./json-lines.js";
import { type JsonObject, jsonOf, objectOf, parsedOrUndefined, textOf } from "./json-value.js";

/** What differs between the wire formats: how a stream is cut into events, and what an event means. */
export interface Dialect {
  readonly format: "server-sent-events" | "json-lines";
  /** True where the request asks for a whole answer: one that comes whole is then no surprise. */
  readonly asksWhole?: boolean;
  /** One event of a stream. */
  readonly readEvent: (answer: Answer, event: JsonObject) => void;
  /** Where events repeat each other in all but their text: what `readEvent` would tell of one is `answer.text("answer", …)`. */
  readonly plainText: PlainText | null;
  /** Whether this JSON is a piece of a stream, and not a whole answer. */
  readonly isChunk: (event: JsonObject) => boolean;
  /** A whole answer, from a server that did not stream though it was asked to. */
  readonly readWhole: (answer: Answer, body: JsonObject) => void;
}

/** Media types that carry a stream in each format. */
export const STREAM_MEDIA_TYPE = {
  "server-sent-events": "text/event-stream",
  "json-lines": "application/x-ndjson",
} as const;

/**
 * The parser for a dialect's streams, writing to `answer`. `tooLarge` is called once, when an event has no end. `format` is the
 * framing that the stream really has.
 */
export function streamFeed(
  dialect: Dialect,
  answer: Answer,
  tooLarge: () => void,
  format: Dialect["format"] = dialect.format,
): TextFeed {
  const repeated = dialect.plainText === null ? null : new RepeatedEvent(dialect.plainText);
  const sink: EventSink = {
    event: (data, name) => {
      const text = name === null && answer.endedAtMs === null ? (repeated?.textOf(data) ?? null) : null;
      if (text !== null) answer.text("answer", text, null);
      else readEventData(dialect, answer, data, name, repeated);
    },
    comment: () => answer.mark("comment"),
    misframed: (fault) => answer.warnings.add(fault),
    tooLarge,
  };
  return format === "server-sent-events" ? eventStreamFeed(sink) : jsonLinesFeed(sink);
}

function readEventData(
  dialect: Dialect,
  answer: Answer,
  data: string,
  name: string | null,
  repeated: RepeatedEvent | null,
): void {
  if (answer.endedAtMs !== null) return void answer.late();
  // Asked first, as it is no JSON: an exception for each answer costs more than all the rest of its end.
  if (data === "[DONE]" && dialect.format === "server-sent-events") return void answer.end();
  const event = objectOf(parsedOrUndefined(data));
  if (event !== null) {
    if (readStreamError(answer, event, name)) return;
    dialect.readEvent(answer, event);
    repeated?.learn(data, event);
  } else if (dialect.format === "server-sent-events" && data.trim() === "[DONE]") answer.end();
  else if (name === "error") failStream(answer, data === "" ? "an event named error without a word" : data);
  else if (data === "" || (name !== null && name !== "message")) answer.mark("comment");
  else answer.bad(data);
}

/**
 * An error inside a stream: `{"error": {"message": …}}` of the OpenAI form, `{"error": "…"}` of Ollama, and what servers send
 * beside these: an event named `error`, an object that calls itself one (`{"object": "error", "message": …}`).
 */
function readStreamError(answer: Answer, event: JsonObject, name: string | null): boolean {
  const isError = name === "error" || event.object === "error";
  const error = event.error ?? (isError ? event : null);
  if (error === null || error === false) return false;
  const message = textOf(error) ?? textOf(objectOf(error)?.message);
  failStream(answer, message ?? jsonOf(error));
  return true;
}

function failStream(answer: Answer, message: string): void {
  answer.streamError ??= message;
  answer.mark("bad");
}

/** Reads a whole body. False when it is no JSON object. */
export function readWholeBody(dialect: Dialect, answer: Answer, text: string): boolean {
  const body = objectOf(parsedOrUndefined(text));
  if (body === null) return false;
  if (!readStreamError(answer, body, null)) dialect.readWhole(answer, body);
  return true;
}

/** The text of an event that holds text of the answer and nothing else that is read; null of every other event. */
export type PlainText = (event: JsonObject) => string | null;

/** What may not occur in the text: JSON would mean something else by it, or refuse it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them inside a text.
const NOT_LITERAL = /["\\\u0000-\u001f]/;
/** No event of a server holds it. */
const PROBE = "benchbook probe 5e1f";
/** After this many events in a row that differ in more than their text, the stream is not of this kind. */
const ENOUGH_MISSES = 8;
const MOST_PLACES = 4;

/**
 * Reads an event that repeats an earlier one in all but its text, without parsing it again. Most servers write the same JSON
 * around every piece of text, and parsing is a third of what an event costs.
 *
 * Exact, not a guess: where the text stands was proved by parsing the earlier event with another text in its place, every
 * other character is the same, and a text with a quote, a backslash or a control character is left to the parser.
 */
export class RepeatedEvent {
  readonly #plainText: PlainText;
  /** What comes before the text, its opening quote included, and what comes after it. Null while it is not known. */
  #around: { readonly before: string; readonly after: string } | null = null;
  #misses = 0;

  constructor(plainText: PlainText) {
    this.#plainText = plainText;
  }

  /** The text of an event that differs in nothing else; null where it has to be parsed. */
  textOf(data: string): string | null {
    const text = this.#between(data);
    if (text === null || NOT_LITERAL.test(text)) return null;
    this.#misses = 0;
    return text;
  }

  /** Learns from an event that had to be parsed. */
  learn(data: string, event: JsonObject): void {
    if (this.#misses >= ENOUGH_MISSES || this.#between(data) !== null) return;
    const text = this.#plainText(event);
    if (text === null) return;
    this.#misses += 1;
    this.#around = this.#find(data, JSON.stringify(text)) ?? this.#around;
  }

  #between(data: string): string | null {
    if (this.#around === null) return null;
    const { before, after } = this.#around;
    if (data.length <= before.length + after.length || !data.startsWith(before) || !data.endsWith(after)) return null;
    return data.slice(before.length, data.length - after.length);
  }

  /** The same text may occur in several places: the right one is where another text would be read instead. */
  #find(data: string, quoted: string): { before: string; after: string } | null {
    let at = data.indexOf(quoted);
    for (let place = 0; at !== -1 && place < MOST_PLACES; place += 1) {
      const before = data.slice(0, at + 1);
      const after = data.slice(at + quoted.length - 1);
      const probed = objectOf(parsedOrUndefined(before + PROBE + after));
      if (probed !== null && this.#plainText(probed) === PROBE) return { before, after };
      at = data.indexOf(quoted, at + 1);
    }
    return null;
  }
}
