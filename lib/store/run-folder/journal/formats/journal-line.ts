import crc from "crc-32/crc32c.js";
import { messageOf } from "../../../../text/error-message.js";
import { parseSafely } from "../../files/safe-json.js";

/** The version of the line format that this Benchbook writes. A newer one is refused, older ones stay readable. */
export const JOURNAL_VERSION = 2;

/** One row of a journal: what it is about, whose it is, and its place in the file. */
export interface JournalRow {
  readonly version: number;
  readonly run: string;
  /** Grows by one from row to row of a file, so that a missing row is noticed. */
  readonly sequence: number;
  readonly kind: string;
  readonly data: unknown;
}

/**
 * What a line turned out to be. A bad one says why; it is never an exception, because one bad line must not hide the
 * rest.
 */
export type DecodedLine =
  | { readonly kind: "row"; readonly row: JournalRow }
  | { readonly kind: "bad"; readonly reason: string };

const SEAL_BYTES = ',"crc":"00000000"}'.length;
const SEAL = /^,"crc":"([0-9a-f]{8})"\}$/;

/**
 * A row as one line with its line break:
 * `{"v":2,"run":"…","seq":0,"kind":"trial","data":{…},"crc":"…"}`. The checksum is the CRC-32C of every byte before
 * `,"crc":`. Line breaks inside texts are escaped by JSON, so a line break always ends a row.
 */
export function encodeLine(run: string, sequence: number, kind: string, data: unknown): Buffer {
  const body = JSON.stringify({ v: JOURNAL_VERSION, run, seq: sequence, kind, data }).slice(0, -1);
  const length = Buffer.byteLength(body);
  const line = Buffer.allocUnsafe(length + SEAL_BYTES + 1); // filled to the last byte by the two writes
  line.write(body, "utf8");
  line.write(`,"crc":"${crc32c(line.subarray(0, length))}"}\n`, length, "latin1");
  return line;
}

/** Reads one line, given without its line break: checksum first, then JSON, then the envelope. */
export function decodeLine(line: Buffer): DecodedLine {
  const body = line.subarray(0, Math.max(0, line.length - SEAL_BYTES));
  const seal = SEAL.exec(line.subarray(body.length).toString("latin1"));
  if (seal === null) return { kind: "bad", reason: "it does not end in a checksum" };
  if (seal[1] !== crc32c(body)) return { kind: "bad", reason: "its checksum does not fit its bytes" };
  try {
    return decodeEnvelope(parseSafely(`${body.toString("utf8")}}`));
  } catch (error) {
    return { kind: "bad", reason: messageOf(error) };
  }
}

function decodeEnvelope(value: unknown): DecodedLine {
  if (typeof value !== "object" || value === null) return { kind: "bad", reason: "it is not an object" };
  const { v, run, seq, kind, data }: Record<string, unknown> = { ...value };
  if (typeof v !== "number" || typeof run !== "string" || typeof kind !== "string" || !isSequence(seq)) {
    return { kind: "bad", reason: "its envelope lacks v, run, seq or kind" };
  }
  return { kind: "row", row: { version: v, run, sequence: seq, kind, data } };
}

function isSequence(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/**
 * The pieces of a bad line that end in a checksum of their own: when the line break between two rows was damaged, both
 * rows are still there. Quotes inside JSON texts are escaped, so the mark cannot occur in one. Gives the whole line
 * when there is nothing to part.
 */
export function partDamagedLine(line: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = line.indexOf(',"crc":"'); at !== -1; at = line.indexOf(',"crc":"', at + 1)) {
    const end = at + SEAL_BYTES;
    if (end > line.length || !SEAL.test(line.subarray(at, end).toString("latin1"))) continue;
    pieces.push(line.subarray(from, end));
    const next = line.indexOf("{", end);
    from = next === -1 ? line.length : next;
  }
  return pieces.length === 0 ? [line] : pieces;
}

/**
 * CRC-32C (Castagnoli) of some bytes as eight hexadecimal digits: notices every single changed byte of a journal line.
 * It guards against a bad disk and a torn write, not against a forger. Source: RFC 3720, appendix B.4.
 *
 * @example crc32c(Buffer.from("123456789")); // => "e3069283"
 */
export function crc32c(bytes: Uint8Array): string {
  return (crc.buf(bytes) >>> 0).toString(16).padStart(8, "0");
}
