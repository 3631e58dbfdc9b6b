import { createParser } from "eventsource-parser";

/** The most characters that one event or line may have before the stream is given up: memory stays bounded. */
export const LARGEST_EVENT = 8 * 1024 * 1024;

/** Takes text in any pieces and calls back for each whole event in it. */
export interface TextFeed {
  feed(text: string): void;
  /** The stream is over: a last line without its line end is worth what the format says it is worth. */
  end(): void;
}

/** What a parser of a stream calls. */
export interface EventSink {
  /** One event's data. `name` is the event field where the format has one. */
  event(data: string, name: string | null): void;
  comment(): void;
  /** More than `LARGEST_EVENT` characters without an end. Nothing more is called after it. */
  tooLarge(): void;
}

/**
 * Parses server-sent events by the WHATWG rules for any split of the text: LF, CR and CRLF, comments, data of several
 * lines, no space after the colon. `eventsource-parser` does the work.
 *
 * It alone would hold a line that ends in CR until the next read, in case an LF follows, and so stamp that event late. Here
 * the CR ends its line at once (it is given on as CRLF) and an LF at the head of the next read is taken as its second half.
 *
 * One field more than WHATWG's is heard: servers of llama.cpp until 2025 sent `error: {…}`, and `[DONE]` after it all the same.
 */
export function eventStreamFeed(sink: EventSink): TextFeed {
  let afterCarriageReturn = false;
  let overflowed = false;
  const parser = createParser({
    maxBufferSize: LARGEST_EVENT,
    onEvent: (event) => sink.event(event.data, event.event ?? null),
    onComment: () => sink.comment(),
    onError: (error) => {
      if (error.type === "unknown-field" && error.field === "error") sink.event(error.value ?? "", "error");
      if (error.type !== "max-buffer-size-exceeded") return;
      overflowed = true;
      sink.tooLarge();
    },
  });
  // The parser takes the three characters "ï»¿" at the very start for a byte-order mark; the real one is already gone here.
  parser.feed("\n");
  return {
    feed(text) {
      if (overflowed || text === "") return;
      const rest = afterCarriageReturn && text.startsWith("\n") ? text.slice(1) : text;
      if (rest === "") {
        afterCarriageReturn = false;
        return;
      }
      afterCarriageReturn = rest.endsWith("\r");
      parser.feed(afterCarriageReturn ? `${rest}\n` : rest);
    },
    // An event without its blank line is incomplete and is thrown away: WHATWG, "dispatch the event" is not run at the end.
    end() {},
  };
}
