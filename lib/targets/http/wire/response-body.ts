import { createHash } from "node:crypto";
import type { Answer } from "./answer.js";
import { type Dialect, readWholeBody, streamFeed } from "./dialect.js";
import { LARGEST_EVENT } from "./event-stream.js";

/** Takes the bytes of one response body. */
export interface ResponseBody {
  /** The bytes of one callback of the transport. False when no more are wanted: the body is too large, or has no end. */
  read(bytes: Buffer): boolean;
  /** The body is complete. */
  end(): void;
}

/** Why a body that was refused is too much. */
export function tooMuch(answer: Answer): string {
  return answer.endless
    ? "an answer without an end: no model writes that much"
    : "an event or a body of more than 8 MiB";
}

/** A stream of events, parsed as it comes; `format` is the framing that it really has. */
export function streamedBody(dialect: Dialect, answer: Answer, format = dialect.format): ResponseBody {
  const text = new Utf8Text();
  let tooLarge = false;
  const refuse = () => {
    tooLarge = true;
  };
  const feed = streamFeed(dialect, answer, refuse, format);
  return {
    read(bytes) {
      feed.feed(text.decode(bytes));
      if (text.invalidReadSha256 !== null) noteInvalid(answer, text);
      return !tooLarge && !answer.endless;
    },
    end() {
      feed.feed(text.end());
      feed.end();
      noteInvalid(answer, text);
    },
  };
}

/** A whole answer in one JSON document. What is no JSON is one bad event. */
export function wholeBody(dialect: Dialect, answer: Answer): ResponseBody {
  const collected = collectedBody(LARGEST_EVENT);
  return {
    read: (bytes) => collected.read(bytes),
    end() {
      const text = new Utf8Text();
      const body = text.decode(collected.bytes()) + text.end();
      noteInvalid(answer, text);
      answer.blankBody = body.trim() === "";
      if (answer.blankBody) return;
      if (!readWholeBody(dialect, answer, body)) answer.bad(body);
      else if (answer.streamError === null) answer.end();
    },
  };
}

/** A body that is only kept, such as that of an error, up to `limit` bytes. */
export function collectedBody(limit: number): ResponseBody & { bytes(): Buffer } {
  const pieces: Buffer[] = [];
  let held = 0;
  return {
    read(bytes) {
      const room = limit - held;
      const kept = bytes.length <= room ? bytes : bytes.subarray(0, room);
      pieces.push(Buffer.from(kept));
      held += kept.length;
      return bytes.length <= room;
    },
    end() {},
    bytes: () => Buffer.concat(pieces),
  };
}

function noteInvalid(answer: Answer, text: Utf8Text): void {
  if (text.invalidReadSha256 === null) return;
  answer.warnings.add("invalid_utf8");
  answer.warnings.add(`invalid_utf8_read_sha256=${text.invalidReadSha256}`);
}

/**
 * Turns the bytes of one stream into text, whatever the places where the network cut them.
 *
 * Gives exactly what one streaming `TextDecoder` gives (a test holds it to that), in about a third of its time: a character
 * that is cut at the end of a read is kept back, and the rest is decoded whole. Bytes that are not UTF-8 become U+FFFD, as
 * the WHATWG encoding standard has it, and are remembered.
 */
export class Utf8Text {
  /** SHA-256 of the first read that held bytes which are not UTF-8; null while all of them were. */
  invalidReadSha256: string | null = null;
  #kept: Buffer | null = null;
  #atStart = true;

  /** The text of these bytes, less a character that is not complete yet. */
  decode(bytes: Buffer): string {
    const whole = this.#kept === null ? bytes : Buffer.concat([this.#kept, bytes]);
    const end = completeLength(whole);
    this.#kept = end === whole.length ? null : Buffer.from(whole.subarray(end));
    return this.#text(end === whole.length ? whole : whole.subarray(0, end));
  }

  /** What was kept back, at the end of the stream: a cut character becomes U+FFFD. */
  end(): string {
    const kept = this.#kept;
    this.#kept = null;
    return kept === null ? "" : this.#text(kept);
  }

  #text(bytes: Buffer): string {
    const text = bytes.toString("utf8");
    if (this.invalidReadSha256 === null && text.includes("\uFFFD")) this.#noteIfInvalid(bytes);
    if (!this.#atStart || text === "") return text;
    this.#atStart = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  /** A server may send a real U+FFFD, so its presence alone proves nothing. */
  #noteIfInvalid(bytes: Buffer): void {
    if (!isUtf8(bytes)) this.invalidReadSha256 = createHash("sha256").update(bytes).digest("hex");
  }
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes);
}

/** How many of these bytes hold complete characters: a lead byte among the last three may want more than is there. */
function completeLength(bytes: Buffer): number {
  const length = bytes.length;
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return wantedBytes(byte) > back ? length - back : length;
  }
  return length;
}

function wantedBytes(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}
