import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chunk } from "../../types/index.js";
import { scrubChunks } from "./scrub-chunks.js";

const chunk = (text: string, kind: Chunk["kind"] = "answer", atMs = 1): Chunk => ({
  atMs,
  kind,
  text,
  tokens: 1,
  readIndex: 0,
});
const scrub = (text: string) => text.replaceAll("secret-key", "[key]");

describe("scrubPieces", () => {
  it("takes a secret out that came in chunks, and leaves instants, counts and kinds", () => {
    const chunks = [
      chunk("It is sec"),
      chunk("ret-", "reasoning"),
      chunk("ret-key.", "answer", 5),
      chunk("", "end", 6),
    ];
    const scrubbed = scrubChunks(chunks, scrub);
    assert.equal(
      scrubbed
        .filter(({ kind }) => kind !== "reasoning")
        .map(({ text }) => text)
        .join(""),
      "It is [key].",
    );
    assert.ok(scrubbed.every(({ text }, index) => (text === "") === (chunks[index]?.text === "")));
    assert.deepEqual(
      scrubbed.map((one) => ({ ...one, text: "" })),
      chunks.map((one) => ({ ...one, text: "" })),
    );
  });

  it("leaves chunks without one as they are", () => {
    const chunks = [chunk("sec"), chunk("ond")];
    assert.equal(scrubChunks(chunks, scrub), chunks);
    assert.equal(scrubChunks(chunks), chunks);
    assert.deepEqual(scrubChunks([], scrub), []);
  });
});
