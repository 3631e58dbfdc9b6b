import { readFileSync } from "node:fs";

/** An answer recorded from a real server: `recorded/README.md` says from which. */
export interface Recording {
  /** Everything as it went over the wire. */
  readonly raw: Buffer;
  /** The body without its chunk framing. */
  readonly body: Buffer;
}

/** Where the recordings lie. The tests run from lib/dist; the bytes stay with the sources. */
export const RECORDINGS: URL = new URL("../../../../tests/support/targets/recorded/", import.meta.url);

/** Reads a recording by its name, such as `llama-chat-stream`. */
export function readRecording(name: string): Recording {
  const raw = readFileSync(new URL(`${name}.http`, RECORDINGS));
  const bodyAt = raw.indexOf("\r\n\r\n") + 4;
  const chunked = /transfer-encoding: chunked/i.test(raw.subarray(0, bodyAt).toString("latin1"));
  return { raw, body: chunked ? withoutChunks(raw.subarray(bodyAt)) : raw.subarray(bodyAt) };
}

function withoutChunks(framed: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < framed.length) {
    const end = framed.indexOf("\r\n", at);
    const size = Number.parseInt(framed.subarray(at, end).toString("latin1"), 16);
    if (!(size > 0)) break;
    chunks.push(framed.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
