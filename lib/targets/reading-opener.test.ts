import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, testWorld } from "../../tests/support/targets/recorder.js";
import type { Driver, OpenDriver, StreamResult, Target } from "../types/index.js";
import { llamaTarget } from "./llama-target.js";
import { moduleTarget } from "./module-target.js";
import { ollamaTarget } from "./ollama-target.js";
import { openaiTarget } from "./openai-target.js";
import { readingOpener } from "./reading-opener.js";
import { transformersTarget } from "./transformers-target.js";

const openai = openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m" });
const long = Array.from({ length: 200 }, (_, at) => `word${at}`).join(" ");

/** What a target's answer to this prompt tells, where its engine says so much. */
async function toldBy(
  target: Target,
  prompt: string,
  said: Partial<StreamResult>,
  engineVersion: string | null = null,
) {
  const ending = {
    ...{ kind: "answered", finishReason: "stop", endAtMs: 1, streamed: true, usage: null, respondedModel: null },
    ...{ warnings: ["x"], ...said },
  } as StreamResult;
  const info = { engineVersion } as Driver["info"];
  const open: OpenDriver = async () => ({ info, send: async () => ending, close: async () => {} });
  const driver = await readingOpener(open)(target, testWorld());
  const { thought, warnings } = (await ask(driver, { prompt })).ending;
  return { thought, warnings };
}

const counted = (inputTokens: number, more: object = {}) => ({
  usage: {
    ...{ source: "usage" as const, inputTokens, outputTokens: 5, cachedInputTokens: null, reasoningTokens: null },
    ...more,
  },
});

describe("how an answer is read", () => {
  it("follows the target's reasoningText, whatever the engine", async () => {
    const settings = { model: "m", reasoningText: "keep" } as const;
    for (const target of [
      openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", ...settings }),
      ollamaTarget(settings),
      llamaTarget(settings),
      transformersTarget(settings),
      moduleTarget({ module: "/a.mjs", ...settings }),
    ]) {
      assert.equal(target.reasoningText, "keep");
      assert.equal((await toldBy(target, "a", { thought: "opened" })).thought, "kept");
    }
    for (const target of [openai, ollamaTarget({ model: "m" }), llamaTarget({ model: "m" })]) {
      assert.ok(!("reasoningText" in target), "a target of an older version is the same");
      assert.equal((await toldBy(target, "a", {})).thought, undefined);
      assert.equal((await toldBy(target, "a", { thought: "opened" })).thought, "opened");
    }
  });

  it("is refused where the setting is another word", () => {
    for (const wrong of ["Keep", true, 1, ""]) {
      const settings = { model: "m", reasoningText: wrong as "keep" };
      const makers = [
        () => openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", ...settings }),
        () => ollamaTarget(settings),
        () => llamaTarget(settings),
        () => transformersTarget(settings),
        () => moduleTarget({ module: "/a.mjs", ...settings }),
      ];
      for (const make of makers) assert.throws(make, /expected reasoningText to be "separate" or "keep", got/);
    }
  });

  it("begins in the thought that a plain prompt opens, and a template's is not known", async () => {
    const opening = "<|User|>Four?<|Assistant|><think>\n";
    const plain = [
      openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m", api: "completions" }),
      ollamaTarget({ model: "m", raw: true }),
    ];
    for (const target of plain) assert.equal((await toldBy(target, opening, {})).thought, "opened");
    assert.equal((await toldBy(openai, opening, {})).thought, undefined);
  });

  it("says that the prompt was cut where that is certain", async () => {
    const timings = { source: "server-timings" };
    const ollama = ollamaTarget({ model: "m" });
    const cut = ["x", "prompt_cut"];
    assert.deepEqual((await toldBy(openai, long, counted(100))).warnings, cut);
    assert.deepEqual(
      (await toldBy(llamaTarget({ model: "m" }), long, counted(100, { source: "engine" }))).warnings,
      cut,
    );
    assert.deepEqual((await toldBy(ollama, long, counted(100, timings), "0.32.9")).warnings, cut);
    assert.deepEqual((await toldBy(openai, long, counted(100, { ...timings, cachedInputTokens: 50 }))).warnings, cut);
    assert.deepEqual((await toldBy(openai, long, counted(250))).warnings, ["x"]);
    assert.deepEqual((await toldBy(openai, "a few words", counted(1))).warnings, ["x"]);
  });

  it("does not say so where only what was evaluated is counted, or nothing", async () => {
    const timings = { source: "server-timings" };
    assert.deepEqual((await toldBy(openai, long, counted(1, timings))).warnings, ["x"]);
    assert.deepEqual((await toldBy(ollamaTarget({ model: "m" }), long, counted(1, timings), "0.3.14")).warnings, ["x"]);
    assert.deepEqual((await toldBy(openai, long, {})).warnings, ["x"]);
    assert.deepEqual((await toldBy(openai, long, { ...counted(100), kind: "aborted" } as StreamResult)).warnings, [
      "x",
    ]);
  });
});
