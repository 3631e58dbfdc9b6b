import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { testRequest } from "../../../tests/support/targets/recorder.js";
import { oneAnswer, type SceneSettings } from "../../../tests/support/targets/scene.js";
import { goodAnswer, SPEECHES, type Speech } from "../../../tests/support/targets/speech.js";
import type { DriverRequest, Generation } from "../../types/index.js";

const [chat, completions, generate, ollama] = SPEECHES as readonly [Speech, Speech, Speech, Speech];

const FULL: Generation = {
  maxTokens: 64,
  temperature: 0.7,
  topK: 40,
  topP: 0.9,
  repetitionPenalty: 1.1,
  seed: 42,
  stop: ["END"],
  ignoreEndOfSequence: true,
};
const DEFAULTS: Generation = {
  maxTokens: 16,
  temperature: null,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: null,
  stop: [],
  ignoreEndOfSequence: false,
};

/** What the server received for this request. */
async function received(speech: Speech, request: Partial<DriverRequest>, scene: SceneSettings = {}) {
  const answer = goodAnswer(speech, ["a"]);
  const { server, ending } = await oneAnswer(speech, (socket) => socket.write(answer), testRequest(request), scene);
  const [sent] = server.requests;
  assert.ok(sent !== undefined);
  return { ...sent, json: JSON.parse(sent.body) as Record<string, unknown>, ending };
}

describe("what is sent", () => {
  it("OpenAI chat carries every setting that is set, and none that is null", async () => {
    const { json, path, method } = await received(chat, { generation: FULL, system: "Be brief." });
    assert.deepEqual([method, path], ["POST", "/v1/chat/completions"]);
    assert.deepEqual(json, {
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "What is gravity?" },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 64,
      temperature: 0.7,
      top_p: 0.9,
      seed: 42,
      stop: ["END"],
      top_k: 40,
      repeat_penalty: 1.1,
      repetition_penalty: 1.1,
      ignore_eos: true,
    });
    const plain = await received(chat, { generation: DEFAULTS });
    assert.deepEqual(plain.json, {
      model: "m",
      messages: [{ role: "user", content: "What is gravity?" }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 16,
    });
  });

  it("OpenAI completions carries the prompt as it is, and says when a system prompt had to be joined to it", async () => {
    const plain = await received(completions, { generation: DEFAULTS });
    assert.equal(plain.path, "/v1/completions");
    assert.equal(plain.json.prompt, "What is gravity?");
    assert.deepEqual(plain.ending.warnings, []);
    const joined = await received(completions, { system: "Be brief." });
    assert.equal(joined.json.prompt, "Be brief.\n\nWhat is gravity?");
    assert.deepEqual(joined.ending.warnings, ["system_prompt_joined"]);
  });

  it("extra fields of the body win, and one that is null takes its field out", async () => {
    const extraBody = { cache_prompt: false, temperature: 0.1, stream_options: null };
    const { json } = await received(chat, { generation: FULL }, { settings: { extraBody } });
    assert.equal(json.cache_prompt, false);
    assert.equal(json.temperature, 0.1);
    assert.equal("stream_options" in json, false);
    const newer = await received(chat, {}, { settings: { extraBody: { max_completion_tokens: 9 } } });
    assert.equal(newer.json.max_completion_tokens, 9);
    assert.equal("max_tokens" in newer.json, false);
  });

  it("headers and the key go out, a key only where one was named", async () => {
    const settings = { apiKeyEnv: "SOME_KEY", headers: { "x-team": "bench" } };
    const withKey = await received(chat, {}, { settings, environment: { SOME_KEY: "canary-key" } });
    assert.equal(withKey.headers.authorization, "Bearer canary-key");
    assert.equal(withKey.headers["x-team"], "bench");
    assert.equal(withKey.headers["accept-encoding"], "identity");
    const without = await received(chat, {});
    assert.equal("authorization" in without.headers, false);
  });

  it("an id goes out as X-Request-ID in every API and comes back with the phases; a header of the target's own wins", async () => {
    for (const speech of [chat, completions, generate, ollama]) {
      const { headers, ending } = await received(speech, { requestId: "run-1.0.1.0" });
      assert.equal(headers["x-request-id"], "run-1.0.1.0");
      assert.equal(ending.http?.requestId, "run-1.0.1.0");
      const without = await received(speech, {});
      assert.equal("x-request-id" in without.headers, false);
      assert.equal("requestId" in (without.ending.http ?? {}), false);
    }
    const settings = { headers: { "X-Request-Id": "mine" } };
    const own = await received(chat, { requestId: "run-1.0.1.0" }, { settings });
    assert.equal(own.headers["x-request-id"], "mine");
    assert.equal("requestId" in (own.ending.http ?? {}), false);
  });

  it("Ollama carries every setting that is set as an option, and none that is null", async () => {
    const full = await received(
      generate,
      { generation: FULL, system: "Be brief." },
      { settings: { options: { num_ctx: 512 }, keepAlive: "5m" } },
    );
    assert.equal(full.path, "/api/generate");
    assert.deepEqual(full.json, {
      model: "m",
      prompt: "What is gravity?",
      system: "Be brief.",
      stream: true,
      keep_alive: "5m",
      options: {
        num_predict: 64,
        temperature: 0.7,
        top_k: 40,
        top_p: 0.9,
        repeat_penalty: 1.1,
        seed: 42,
        stop: ["END"],
        num_ctx: 512,
      },
    });
    assert.deepEqual(full.ending.warnings, ["ignore_end_of_sequence_unsupported"]);
    const plain = await received(ollama, { generation: DEFAULTS, system: "Be brief." });
    assert.equal(plain.path, "/api/chat");
    assert.deepEqual(plain.json, {
      model: "m",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "What is gravity?" },
      ],
      stream: true,
      options: { num_predict: 16 },
    });
  });

  it("Ollama's raw prompt has no template, and a system prompt is joined to it", async () => {
    const { json, ending } = await received(generate, { system: "Be brief." }, { settings: { raw: true } });
    assert.equal(json.raw, true);
    assert.equal(json.prompt, "Be brief.\n\nWhat is gravity?");
    assert.equal("system" in json, false);
    assert.deepEqual(ending.warnings, ["system_prompt_joined"]);
  });

  it("text of any kind arrives as it was", async () => {
    const prompt = 'Zeilen\nund "Zitate", é 😀 \u0000 \\ ende';
    for (const speech of SPEECHES) {
      const { body } = await received(speech, { prompt });
      assert.ok(body.includes(JSON.stringify(prompt)), speech.api);
    }
  });

  it("OpenAI chat asks for a whole answer, under the names and at the address that the gateway wants", async () => {
    const settings = {
      ...{ stream: false, query: { "api-version": "2024-10-21" }, maxTokensField: "max_completion_tokens" },
      ...{ apiKeyEnv: "GATEWAY_KEY", apiKeyHeader: "api-key" },
    };
    const environment = { GATEWAY_KEY: "made-up-gateway-key" };
    const { json, path, headers } = await received(chat, { generation: DEFAULTS }, { settings, environment });
    assert.equal(path, "/v1/chat/completions?api-version=2024-10-21");
    assert.deepEqual(json, {
      model: "m",
      messages: [{ role: "user", content: "What is gravity?" }],
      stream: false,
      max_completion_tokens: 16,
    });
    assert.deepEqual([headers["api-key"], headers.authorization], ["made-up-gateway-key", undefined]);
  });

  for (const speech of [generate, ollama])
    it(`${speech.api} carries think and format at the top level of the request`, async () => {
      const settings = { think: false, format: { type: "object" }, options: { num_ctx: 2048 } };
      const { json } = await received(speech, { generation: DEFAULTS }, { settings });
      assert.deepEqual([json.think, json.format], [false, { type: "object" }]);
      assert.deepEqual(json.options, { num_predict: 16, num_ctx: 2048 });
    });
});
