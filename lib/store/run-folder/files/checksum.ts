import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

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
