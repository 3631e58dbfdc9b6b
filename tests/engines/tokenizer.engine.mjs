import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as bb from "../../lib/dist/index.js";
import { variedPrompts } from "../support/models/varied-prompts.mjs";
import { gguf, startLlamaServer } from "./servers.mjs";

// The tokenizer that is made of a GGUF file, against llama.cpp's server with the same weights.

describe("counts by a tokenizer, and llama.cpp's server", () => {
  let server;
  before(async () => {
    server = await startLlamaServer();
  });
  after(() => server.stop());

  const lengthBy = async (content) => {
    const answer = await fetch(new URL("/tokenize", server.baseUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ content, add_special: false }),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()).tokens.length;
  };

  it("agree on the lengths of 1,000 prompts", async () => {
    const prompts = variedPrompts(1000);
    const counted = await bb.inspect.countTokens(gguf, prompts);
    const differing = [];
    for (const [at, prompt] of prompts.entries()) {
      const theirs = await lengthBy(prompt);
      if (theirs !== counted[at]) differing.push({ prompt, theirs, ours: counted[at] });
    }
    assert.deepEqual(differing, []);
  });

  it("agree on the length of synthetic prompts: the server counts them, and its template on top of each alike", async () => {
    const lengths = [];
    for (const promptTokens of [16, 128, 512]) {
      const cases = await bb.syntheticCases({ count: 3, promptTokens, maxTokens: 4, seed: 1, tokenizer: gguf });
      for (const { prompt } of cases.cases) assert.equal(await lengthBy(prompt), promptTokens);
      const target = bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2" });
      const run = await bb.runBenchmark({ targets: [target], cases, warmups: 0, repetitions: 1, onProgress: null });
      for (const { usage } of await run.trials()) lengths.push(usage.inputTokens - promptTokens);
    }
    assert.equal(new Set(lengths).size, 1, `the template adds ${lengths.join(", ")} tokens`);
  });
});
