import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import crc from "crc-32/crc32c.js";

/**
 * CRC-32C (Castagnoli) of some bytes as eight hexadecimal digits: notices every single changed byte of a journal line.
 * It guards against a bad disk and a torn write, not against a forger. Source: RFC 3720, appendix B.4.
 *
 * @example crc32c(Buffer.from("123456789")); // => "e3069283"
 */
export function crc32c(bytes: Uint8Array): string {
  return (crc.buf(bytes) >>> 0).toString(16).padStart(8, "0");
}

/**
 * SHA-256 of a text (as UTF-8) or of bytes, as 64 hexadecimal digits. Source: FIPS 180-4.
 *
 * @example sha256("abc"); // => "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
 */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * SHA-256 and length of a file, or of its first `atMost` bytes, read in pieces, so that a file of any size can be
 * hashed. Throws what the disk says.
 */
export async function fileDigest(
  path: string,
  atMost = Number.POSITIVE_INFINITY,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  if (atMost === 0) return { sha256: hash.digest("hex"), bytes };
  for await (const piece of createReadStream(path, { end: atMost - 1 })) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { sha256: hash.digest("hex"), bytes };
}
