import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Usage } from "../types/index.js";
import { isPromptCut } from "./reading-opener.js";

const read = (inputTokens: number | null): Usage => ({
  source: "usage",
  inputTokens,
  outputTokens: 5,
  cachedInputTokens: null,
  reasoningTokens: null,
});
const words = (count: number, word = "word") => Array.from({ length: count }, (_, at) => word + at).join(" ");
const isCut = (prompt: string, inputTokens: number | null, system: string | null = null) =>
  isPromptCut({ prompt, system }, read(inputTokens));

describe("a prompt that the server cut", () => {
  it("has fewer tokens than words", () => {
    assert.equal(isCut(words(6004), 2050), true);
    assert.equal(isCut(words(6004), 6004), false);
    assert.equal(isCut(words(6004), 9000), false);
    assert.equal(isCut(words(100), 150, words(100)), true);
    assert.equal(isCut(words(100), 250, words(100)), false);
    assert.equal(isCut(words(6004).replaceAll(" ", "\r\n\t "), 2050), true);
  });

  it("is not seen where nothing is known, or the prompt is short", () => {
    assert.equal(isPromptCut({ prompt: words(6004), system: null }, null), false);
    for (const unknown of [null, 0]) assert.equal(isCut(words(6004), unknown), false);
    assert.equal(isCut(words(40), 12), false);
    assert.equal(isCut("", 0), false);
  });

  it("is never one in a script that writes no spaces, nor a drawing of signs", () => {
    assert.equal(isCut("富士山の高さは何メートルですか。".repeat(500), 3000), false);
    assert.equal(isCut("ภูเขาที่สูงที่สุดในประเทศไทย".repeat(500), 3000), false);
    assert.equal(isCut("| - + ".repeat(1000), 900), false);
  });

  it("is never one whose every word took a token", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 200 }), fc.nat(50), (parts, more) => {
        const prompt = parts.join(" ");
        const tokens = prompt.split(/\s+/).filter((word) => word !== "").length + more;
        assert.equal(isCut(prompt, tokens), false);
      }),
    );
  });
});
