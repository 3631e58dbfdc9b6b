import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compressingTarget } from "../compressing-target.js";
import { ollamaTarget } from "../ollama-target.js";
import { openaiTarget } from "../openai-target.js";
import { isSecretName } from "./secret-names.js";
import { checkDigits } from "./split-settings.js";
import { hiddenTexts, storedTarget } from "./stored-target.js";

const SERVER = { baseUrl: "http://127.0.0.1:8080/v1", model: "m" };

describe("a name that looks like that of a secret", () => {
  it("is told from others", () => {
    const yes =
      "key pass token secret session apiKey X-Access-Key sessiontoken client_pass DB-PWD x-pin auth x.auth.id bearer";
    const no =
      "prompt_cache_key x-cache-bypass max_tokens stop_token_ids x-author design config keyboard passage tokens monkeys-id";
    assert.deepEqual(
      yes.split(" ").filter((name) => !isSecretName(name)),
      [],
    );
    assert.deepEqual(no.split(" ").filter(isSecretName), []);
  });
});

describe("a target as a manifest holds it", () => {
  it("is the same where every name is a known one", () => {
    const schema = {
      type: "object",
      properties: { api_key: { type: "string", default: "none" } },
      required: ["api_key"],
    };
    const plain = openaiTarget({
      ...SERVER,
      headers: { "X-Title": "bench", "HTTP-Referer": "http://a", "OpenAI-Project": "p" },
      query: { "api-version": "2024-10-21" },
      extraBody: {
        ...{ reasoning_effort: "low", top_k: 20, min_p: 0.1, service_tier: "flex", prompt_cache_key: "a" },
        ...{ logit_bias: { "50256": -100 }, chat_template_kwargs: { enable_thinking: false, thinking_budget: 5 } },
        ...{ response_format: { type: "json_schema", json_schema: { name: "a", strict: true, schema } } },
        ...{ stop: ["a", "b"], max_completion_tokens: 5, stream_options: null },
      },
    });
    assert.deepEqual(storedTarget(plain), plain);
    const ollama = ollamaTarget({
      model: "m",
      think: "low",
      format: schema,
      options: { num_ctx: 2048, use_mmap: true },
    });
    assert.deepEqual(storedTarget(ollama), ollama);
  });

  it("has of unknown names no text and no number, however deep; true, false and null tell nothing and stay", () => {
    const target = openaiTarget({
      ...SERVER,
      headers: { "X-Team": "blue-7", "x-title": "t" },
      extraBody: {
        vendor: { mode: "fast-1", depth: 3, on: true, off: null, tags: ["a", 1], list: [{ x: "y" }, 5, []] },
      },
    });
    const { headers, extraBody, notStored } = storedTarget(target);
    assert.deepEqual(headers, { "x-title": "t" });
    assert.deepEqual(extraBody, { vendor: { on: true, off: null, list: [{}, null, []] } });
    assert.deepEqual(notStored, {
      "headers.X-Team": checkDigits("blue-7"),
      "extraBody.vendor.mode": checkDigits("fast-1"),
      "extraBody.vendor.depth": checkDigits(3),
      "extraBody.vendor.tags": checkDigits(["a", 1]),
      "extraBody.vendor.list[0].x": checkDigits("y"),
      "extraBody.vendor.list[1]": checkDigits(5),
    });
    assert.deepEqual(storedTarget(storedTarget(target)), storedTarget(target), "twice is once");
    assert.deepEqual(target.headers, { "X-Team": "blue-7", "x-title": "t" }, "the target itself stays whole");
  });

  it("hides what is inside a compressing target as well", () => {
    const stored = storedTarget(compressingTarget(openaiTarget({ ...SERVER, headers: { "X-Team": "blue-7" } })));
    assert.equal(JSON.stringify(stored).includes("blue-7"), false);
  });

  it("tells two digits of a hidden value: the same in every run, and 40 four-digit numbers share them", () => {
    assert.equal(checkDigits("blue-7"), checkDigits("blue-7"));
    const alike = Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, "0")).filter(
      (one) => checkDigits(one) === checkDigits("4711"),
    );
    assert.ok(alike.length > 20 && alike.length < 60, String(alike.length)); // 10,000 / 256 = 39
  });

  it("names the hidden texts that a server's words are searched for, but no ordinary word and no small number", () => {
    const headers = { "X-Team": "blue", "X-Run": "run-2026-11" };
    const extraBody = { vendor: { id_of_user: "u-81723", size: 12, big: 1234567890, tags: ["x9-alpha"] } };
    assert.deepEqual(hiddenTexts(openaiTarget({ ...SERVER, headers, extraBody })), [
      "run-2026-11",
      "u-81723",
      "1234567890",
      "x9-alpha",
    ]);
    assert.deepEqual(hiddenTexts({ kind: "llama", name: "a" }), []);
  });
});
