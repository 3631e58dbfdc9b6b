import { objectOf, parsedOrUndefined } from "./json-value.js";

/** The most characters that one event or line may have before the stream is given up: memory stays bounded. */
export const LARGEST_EVENT = 8 * 1024 * 1024;

/** Takes text in any pieces and calls back for each whole event in it. */
export interface TextFeed {
  /** The text of one read. */
  feed(text: string): void;
  /** The stream is over: a last line without its line end is worth what the format says it is worth. */
  end(): void;
}

/** What a parser of a stream calls. */
export interface EventSink {
  /** One event's data. `name` is the event field where the format has one. */
  event(data: string, name: string | null): void;
  comment(): void;
  /** The stream is not framed as its format asks, and is read all the same; said once for each such fault. */
  misframed(fault: "events_without_blank_line" | "last_event_not_closed"): void;
  /** More than `LARGEST_EVENT` characters without an end. Nothing more is called after it. */
  tooLarge(): void;
}

/** Whether data is one whole event by itself: a JSON object, or the end that the OpenAI form has. */
function isWholeEvent(data: string): boolean {
  const trimmed = data.trim();
  if (trimmed === "[DONE]") return true;
  return trimmed.startsWith("{") && trimmed.endsWith("}") && objectOf(parsedOrUndefined(trimmed)) !== null;
}

/** Collects the lines of one event after the other. */
class EventLines {
  /** Data of the event that has begun; null where none has. */
  #data: string | null = null;
  #lines = 0;
  #name = "";
  /** Whether the event before was delivered without its blank line. */
  #toldEarly = false;
  readonly #faults = new Set<string>();
  readonly #sink: EventSink;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  get held(): number {
    return this.#data?.length ?? 0;
  }

  /** One line without its end. */
  take(line: string): void {
    if (line === "") this.#close();
    else if (line.startsWith("data:")) this.#takeData(line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5));
    else if (line.startsWith(":")) this.#sink.comment();
    else this.#takeField(line);
  }

  /**
   * The bytes of a read are used up. A complete event of one line is delivered now, at the read that brought it: its blank line
   * may be late, or never come.
   */
  endRead(): void {
    if (this.#data !== null && this.#isWhole()) this.#tellEarly();
  }

  /** The stream is over; `line` had no line end. Complete JSON counts, and anything less is cut. */
  end(line: string): void {
    const value = line.startsWith("data:") ? line.slice(5).trimStart() : null;
    const joined = value === null ? null : this.#joined(value);
    if (value !== null && (isWholeEvent(value) || isWholeEvent(joined ?? ""))) this.#takeData(value);
    if (this.#data !== null && isWholeEvent(this.#data)) this.#tellEarly();
    if (this.#toldEarly && this.#faults.size === 0) this.#fault("last_event_not_closed");
  }

  #takeData(value: string): void {
    const isNext = this.#toldEarly || (this.#lines === 1 && this.#isWhole());
    if (isNext && value.trim() === "") return; // white space after JSON changes nothing
    if (isNext) {
      this.#fault("events_without_blank_line"); // nothing can follow whole JSON in one event
      if (this.#data !== null) this.#tell();
    }
    this.#toldEarly = false;
    this.#data = this.#joined(value);
    this.#lines += 1;
  }

  /** Fields other than data; one more than WHATWG's is heard: servers of llama.cpp until 2025 sent `error: {…}`. */
  #takeField(line: string): void {
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1);
    if (field === "data") this.#takeData(value);
    else if (field === "error") this.#sink.event(value, "error");
    else if (field === "event") {
      if (this.#lines === 1 && this.#isWhole()) this.#tellEarly();
      this.#name = value;
    }
  }

  #joined(value: string): string {
    return this.#data === null ? value : `${this.#data}\n${value}`;
  }

  #isWhole(): boolean {
    return this.#lines === 1 && isWholeEvent(this.#data ?? "");
  }

  #close(): void {
    this.#toldEarly = false;
    if (this.#data === null) this.#name = "";
    else this.#tell();
  }

  #tellEarly(): void {
    this.#tell();
    this.#toldEarly = true;
  }

  #tell(): void {
    const [data, name] = [this.#data ?? "", this.#name];
    this.#data = null;
    this.#lines = 0;
    this.#name = "";
    this.#sink.event(data, name === "" ? null : name);
  }

  #fault(fault: Parameters<EventSink["misframed"]>[0]): void {
    if (this.#faults.has(fault)) return;
    this.#faults.add(fault);
    this.#sink.misframed(fault);
  }
}

/** Where the line that begins here ends; -1 where it does not. */
function endOfLine(text: string, from: number, hasReturns: boolean): number {
  const at = text.indexOf("\n", from);
  if (!hasReturns) return at;
  const line = at === -1 ? text.slice(from) : text.slice(from, at);
  const turn = line.indexOf("\r");
  return turn === -1 ? at : from + turn;
}

/**
 * Parses server-sent events by the WHATWG rules for any split of the text: LF, CR and CRLF, comments, data of several lines, no
 * space after the colon. Our own parser, because the packages for it give an event only at its blank line, and a CR at the end of
 * a read only with the next one: both would be stamped late, and a server that ends its events with one newline never heard.
 *
 * Beyond the rules: whole JSON on one data line is an event by itself, whatever follows, as nothing could follow it in a valid
 * one; and the last event counts without its blank line where its JSON is complete.
 */
export function eventStreamFeed(sink: EventSink): TextFeed {
  const lines = new EventLines(sink);
  let held = "";
  let afterCarriageReturn = false;
  let overflowed = false;

  function takeLines(text: string): string {
    const hasReturns = text.includes("\r");
    let from = afterCarriageReturn && text.startsWith("\n") ? 1 : 0;
    for (let at = endOfLine(text, from, hasReturns); at !== -1; at = endOfLine(text, from, hasReturns)) {
      const line = text.slice(from, at);
      lines.take(held === "" ? line : held + line);
      held = "";
      from = at + (hasReturns && text.startsWith("\r\n", at) ? 2 : 1);
    }
    return from === 0 ? text : text.slice(from);
  }

  return {
    feed(text) {
      if (overflowed || text === "") return;
      const rest = takeLines(text); // takes what was held before, where a line ends
      held += rest;
      afterCarriageReturn = text.endsWith("\r");
      if (held === "") lines.endRead();
      if (held.length + lines.held <= LARGEST_EVENT) return;
      overflowed = true;
      held = "";
      sink.tooLarge();
    },
    end() {
      if (!overflowed) lines.end(held);
    },
  };
}
