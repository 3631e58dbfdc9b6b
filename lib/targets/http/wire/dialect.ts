import type { Answer } from "./answer.js";
import { type EventSink, eventStreamFeed, type TextFeed } from "./event-stream.js";
import { jsonLinesFeed } from "./json-lines.js";
import { type JsonObject, jsonOf, objectOf, parsedOrUndefined, textOf } from "./json-value.js";
import { type PlainText, RepeatedEvent } from "./repeated-event.js";

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
