import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flashAttentionOf } from "./llama-context.js";

// Lines of llama.cpp's own log: llama-context.cpp prints the setting, and, where that is "auto", what came of it.

describe("whether flash attention computes, by llama.cpp's log", () => {
  it("is what was asked for where that was said", () => {
    assert.equal(flashAttentionOf(["llama_context: flash_attn            = enabled"]), true);
    assert.equal(flashAttentionOf(["llama_context: flash_attn            = disabled"]), false);
  });

  it("is what came of it where the engine chose", () => {
    const auto = "llama_context: flash_attn            = auto";
    assert.equal(flashAttentionOf([auto, "resolve_fused_ops: Flash Attention enabled"]), true);
    assert.equal(flashAttentionOf([auto, "resolve_fused_ops: Flash Attention not supported, set to disabled"]), false);
    assert.equal(flashAttentionOf([auto, "llama_context: Flash Attention was auto, set to enabled"]), true);
  });

  it("is not known where the log does not say", () => {
    assert.equal(flashAttentionOf([]), null);
    assert.equal(flashAttentionOf(["llama_context: flash_attn            = auto", "llama_context: n_ctx = 256"]), null);
  });
});
