import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { stopFilter, tokenText } from "./token-text.js";

const bytesOf = (text: string) => [...new TextEncoder().encode(text)];
const decode = (bytes: readonly number[]) => new TextDecoder().decode(Uint8Array.from(bytes));

describe("tokenText", () => {
  it("joins to the text of the joined tokens, even when every token is one byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const stream = tokenText<number>(decode, []);
        assert.equal(
          bytesOf(text)
            .map((byte) => stream.next(byte))
            .join(""),
          text,
        );
      }),
    );
  });

  it("keeps a character back until it is whole", () => {
    const stream = tokenText<number>(decode, []);
    assert.deepEqual(
      bytesOf("é!").map((byte) => stream.next(byte)),
      ["", "é", "!"],
    );
  });
});

describe("stopFilter", () => {
  const through = (pieces: readonly string[], stops: readonly string[]) => {
    const filter = stopFilter(stops);
    let shown = "";
    for (const piece of pieces) {
      const step = filter.push(piece);
      shown += step.shown;
      if (step.stopped) return shown;
    }
    return shown + filter.rest();
  };

  it("ends before a stop string that comes in several pieces", () => {
    assert.equal(through(["one", " ST", "OP two"], ["STOP"]), "one ");
  });

  it("gives back what only looked like the beginning of a stop string", () => {
    assert.equal(through(["one ST", "ART"], ["STOP"]), "one START");
  });

  it("ends at the stop string that is complete first", () => {
    assert.equal(through(["abb"], ["b", "abb"]), "a");
    assert.equal(through(["ab"], ["b", "ab"]), "");
  });

  it("is the same text, however it is cut into pieces", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), fc.array(letters, { maxLength: 3 }), (pieces, stops) => {
        const byCharacter = through([...pieces.join("")], stops);
        assert.equal(through(pieces, stops), byCharacter);
        assert.equal(through([pieces.join("")], stops), byCharacter);
        for (const stop of stops) assert.ok(!byCharacter.includes(stop));
      }),
      { numRuns: 2000 },
    );
  });
});
