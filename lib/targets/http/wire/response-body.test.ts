import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Utf8Text } from "./response-body.js";

function decode(reads: readonly Uint8Array[]): { readonly text: string; readonly invalid: boolean } {
  const decoder = new Utf8Text();
  const text = reads.map((bytes) => decoder.decode(Buffer.from(bytes))).join("") + decoder.end();
  return { text, invalid: decoder.invalidReadSha256 !== null };
}

/** Cuts bytes at two places that may be anywhere. */
function cut(bytes: Uint8Array, first: number, second: number): Uint8Array[] {
  const [from = 0, to = 0] = [first % (bytes.length + 1), second % (bytes.length + 1)].sort((a, b) => a - b);
  return [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
}

/** Bytes that are often a part of a character of two, three or four bytes, or of none. */
const nearlyUtf8 = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) =>
    bytes.map(
      (byte, index) =>
        [byte, 0x80 | (byte & 0x3f), 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xef, 0xbb, 0xbf][(byte + index) % 10] ?? byte,
    ),
  );

describe("UTF-8 text", () => {
  it("split character: a character of two, three or four bytes survives a cut anywhere", () => {
    const bytes = Buffer.from("aé€😀z");
    for (let first = 0; first <= bytes.length; first += 1)
      for (let second = first; second <= bytes.length; second += 1) {
        const { text, invalid } = decode(cut(bytes, first, second));
        assert.equal(text, "aé€😀z");
        assert.equal(invalid, false);
      }
  });

  it("is what one streaming TextDecoder makes of any bytes, good or not, for any split", () => {
    for (const bytesOf of [fc.uint8Array({ maxLength: 40 }), nearlyUtf8])
      fc.assert(
        fc.property(bytesOf, fc.nat(), fc.nat(), (bytes, first, second) => {
          assert.equal(decode(cut(bytes, first, second)).text, new TextDecoder().decode(bytes));
        }),
        { numRuns: 3000 },
      );
  });

  it("knows bytes that are not UTF-8 from a U+FFFD that was sent", () => {
    fc.assert(
      fc.property(nearlyUtf8, fc.nat(), fc.nat(), (bytes, first, second) => {
        let valid = true;
        try {
          new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {
          valid = false;
        }
        assert.equal(decode(cut(bytes, first, second)).invalid, !valid);
      }),
      { numRuns: 3000 },
    );
    assert.equal(decode([Buffer.from("\uFFFD")]).invalid, false);
  });

  it("drops a byte-order mark at the start and nowhere else", () => {
    assert.equal(decode([Buffer.from("\uFEFFa\uFEFFb")]).text, "a\uFEFFb");
  });
});
