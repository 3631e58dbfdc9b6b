import type { Answer } from "./answer.js";
import { type Dialect, readWholeBody, streamFeed } from "./dialect.js";
import { LARGEST_EVENT } from "./event-stream.js";
import { Utf8Text } from "./utf8-text.js";

/** Takes the bytes of one response body. */
export interface ResponseBody {
  /** The bytes of one callback of the transport. False when no more are wanted: the body is too large, or has no end. */
  read(bytes: Buffer): boolean;
  /** The body is complete. */
  end(): void;
}

/** Why a body that was refused is too much. */
export function tooMuch(answer: Answer): string {
  return answer.endless ? "an answer without an end: no model says so much" : "an event or a body of more than 8 MiB";
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
