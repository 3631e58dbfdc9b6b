import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Piece } from "./packed-pieces.js";
import { scrubPieces } from "./scrub-pieces.js";

const piece = (text: string, kind: Piece["kind"] = "answer", atMs = 1): Piece => ({
  atMs,
  kind,
  text,
  tokens: 1,
  readIndex: 0,
});
const scrub = (text: string) => text.replaceAll("secret-key", "[key]");

describe("scrubPieces", () => {
  it("takes a secret out that came in pieces, and leaves instants, counts and kinds", () => {
    const pieces = [
      piece("It is sec"),
      piece("ret-", "reasoning"),
      piece("ret-key.", "answer", 5),
      piece("", "end", 6),
    ];
    const scrubbed = scrubPieces(pieces, scrub);
    assert.equal(
      scrubbed
        .filter(({ kind }) => kind !== "reasoning")
        .map(({ text }) => text)
        .join(""),
      "It is [key].",
    );
    assert.ok(scrubbed.every(({ text }, index) => (text === "") === (pieces[index]?.text === "")));
    assert.deepEqual(
      scrubbed.map((one) => ({ ...one, text: "" })),
      pieces.map((one) => ({ ...one, text: "" })),
    );
  });

  it("leaves pieces without one as they are", () => {
    const pieces = [piece("sec"), piece("ond")];
    assert.equal(scrubPieces(pieces, scrub), pieces);
    assert.equal(scrubPieces(pieces), pieces);
    assert.deepEqual(scrubPieces([], scrub), []);
  });
});
