import type { Dialect } from "./dialect.js";
import { LARGEST_EVENT } from "./event-stream.js";
import { objectOf, parsedOrUndefined } from "./json-value.js";
import type { ResponseBody } from "./response-body.js";

/** How a body is framed by what it begins with: as one of the two streams, as one JSON document, or as neither. */
export type Framing = Dialect["format"] | "document" | "neither";

const FIELDS = ["data:", "event:", "id:", "retry:", ":"];

/** Told by the first characters, or by the first line where it is JSON; null where more is needed. */
function framingOf(begun: string, dialect: Dialect): Framing | null {
  const text = begun.replace(/^\uFEFF/, "").trimStart();
  if (text === "" || FIELDS.some((field) => field.length > text.length && field.startsWith(text))) return null;
  if (FIELDS.some((field) => text.startsWith(field))) return "server-sent-events";
  if (!text.startsWith("{")) return "neither";
  const end = text.indexOf("\n");
  if (end === -1) return null;
  const first = objectOf(parsedOrUndefined(text.slice(0, end)));
  return first !== null && dialect.isChunk(first) ? "json-lines" : "document";
}

/**
 * A body whose content type does not say what was asked for. Relays label streams as plain text, as JSON or not at all, so what
 * it begins with decides: `choose` is called once and returns the parser of the rest. Nothing is held longer than a line.
 */
export function unsureBody(dialect: Dialect, choose: (framing: Framing) => ResponseBody): ResponseBody {
  const held: Buffer[] = [];
  let length = 0;
  let chosen: ResponseBody | null = null;

  function decide(framing: Framing): boolean {
    chosen = choose(framing);
    return held.length === 0 || chosen.read(Buffer.concat(held));
  }

  function framingSoFar(bytes: Buffer): Framing | null {
    if (held.length > 1 && length > 64 && !bytes.includes(0x0a)) return null; // the first line of JSON is not complete yet
    return framingOf(Buffer.concat(held).toString("utf8"), dialect);
  }

  return {
    read(bytes) {
      if (chosen !== null) return chosen.read(bytes);
      held.push(Buffer.from(bytes));
      length += bytes.length;
      const framing = framingSoFar(bytes);
      if (framing === null) return length <= LARGEST_EVENT;
      return decide(framing);
    },
    end() {
      if (chosen === null) decide(framingAtEnd(Buffer.concat(held).toString("utf8")));
      chosen?.end();
    },
  };
}

/** For a body that ended before its kind was known: JSON in one line is a document, and so is nothing at all. */
const framingAtEnd = (text: string): Framing => (/^\s*(\{|$)/.test(text) ? "document" : "neither");
