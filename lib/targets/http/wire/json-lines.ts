import { type EventSink, LARGEST_EVENT, type TextFeed } from "./event-stream.js";
import { parsedOrUndefined } from "./json-value.js";

/**
 * Parses newline-delimited JSON (NDJSON) for any split of the text. Empty lines are skipped, a CR before the LF is dropped,
 * and a last line without its line end counts where it is whole: Ollama's own client reads it so. One that is cut is no bad
 * event but the sign of a stream that ended too early.
 */
export function jsonLinesFeed(sink: EventSink): TextFeed {
  let pieces: string[] = [];
  let held = 0;
  let overflowed = false;

  function line(text: string): void {
    const trimmed = text.trim();
    if (trimmed !== "") sink.event(trimmed, null);
  }

  function keep(text: string): void {
    if (text === "") return;
    pieces.push(text);
    held += text.length;
    if (held <= LARGEST_EVENT) return;
    overflowed = true;
    pieces = [];
    sink.tooLarge();
  }

  function takeKept(): string {
    const kept = pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
    pieces = [];
    held = 0;
    return kept;
  }

  return {
    feed(text) {
      let from = 0;
      for (let at = text.indexOf("\n"); at !== -1 && !overflowed; at = text.indexOf("\n", from)) {
        const end = text.slice(from, at);
        line(held === 0 ? end : takeKept() + end);
        from = at + 1;
      }
      if (!overflowed) keep(from === 0 ? text : text.slice(from));
    },
    end() {
      if (overflowed || held === 0) return;
      const last = takeKept();
      if (parsedOrUndefined(last) !== undefined) line(last);
    },
  };
}
