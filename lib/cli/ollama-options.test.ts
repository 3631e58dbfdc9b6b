import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { serverFrom } from "./server-options.js";

const given = { ollama: true, model: "qwen3", stream: true } as const;

describe("the options of Ollama", () => {
  it("make a target of its own API, at its own address where none is given", () => {
    const target = serverFrom({ ...given, think: "false", format: "json", reasoningText: "keep" });
    assert.deepEqual(
      [target?.kind, target?.model, target?.host, target?.api],
      ["ollama", "qwen3", "http://127.0.0.1:11434", "chat"],
    );
    assert.deepEqual([target?.think, target?.format, target?.reasoningText], [false, "json", "keep"]);
    const there = serverFrom({ ...given, ollama: "gpu-box:11434", think: "high", format: '{"type": "object"}' });
    assert.deepEqual([there?.host, there?.think, there?.format], ["http://gpu-box:11434", "high", { type: "object" }]);
  });

  it("are refused with what was expected, and without the value", () => {
    for (const [more, message] of [
      [{ think: "canary" }, /expected --think to be one of true, false, low, medium, high/],
      [{ format: "canary" }, /expected --format to be json or a JSON Schema/],
      [{ format: '["canary"]' }, /expected --format to be json or a JSON Schema/],
      [{ reasoningText: "canary" }, /expected --reasoning-text to be separate or keep/],
      [{ baseUrl: "http://canary/v1" }, /expected --ollama without the setting baseUrl/],
      [{ header: ["X-A: canary"] }, /expected --ollama without the setting headers/],
      [{ stream: false }, /expected --ollama without the setting stream/],
      [{ model: undefined }, /expected --model with --ollama/],
      [{ ollama: undefined, think: "true" }, /expected --ollama with the setting think/],
      [{ ollama: undefined, reasoningText: "keep" }, /expected --base-url with the setting reasoningText/],
    ] as const)
      assert.throws(
        () => serverFrom({ ...given, ...more } as never),
        (error: Error) => message.test(error.message) && !error.message.includes("canary"),
        String(message),
      );
  });
});
