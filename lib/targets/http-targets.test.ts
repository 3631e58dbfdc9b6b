import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ollamaTarget } from "./ollama-target.js";
import { openaiTarget } from "./openai-target.js";

const SERVER = { baseUrl: "http://127.0.0.1:8080/v1", model: "m" };

/** What TypeScript would refuse but a caller may still do. */
const anyway = <T>(value: unknown): T => value as T;

describe("openaiTarget", () => {
  it("fills in what was left out, as plain JSON", () => {
    const target = openaiTarget({ ...SERVER, baseUrl: "http://127.0.0.1:8080/v1//" });
    assert.deepEqual(JSON.parse(JSON.stringify(target)), target);
    assert.deepEqual(target, {
      kind: "openai",
      name: "m",
      baseUrl: "http://127.0.0.1:8080/v1",
      model: "m",
      apiKeyEnv: null,
      api: "chat",
      headers: {},
      extraBody: {},
      reasoningText: "separate",
      serverPid: null,
    });
  });

  it("keeps its own copy of what it was given", () => {
    const extraBody = { nested: { list: [1] } };
    const target = openaiTarget({ ...SERVER, extraBody });
    extraBody.nested.list.push(2);
    assert.deepEqual(target.extraBody, { nested: { list: [1] } });
  });

  it("refuses a header that looks like a secret, and tells where secrets go", () => {
    for (const header of ["Authorization", "api-key", "x-api-key", "X-Auth-Token", "Cookie", "proxy-authorization"])
      assert.throws(
        () => openaiTarget({ ...SERVER, headers: { [header]: "canary" } }),
        (error: Error) => {
          assert.match(error.message, /apiKeyEnv/);
          assert.ok(error.message.includes(header) && !error.message.includes("canary"));
          return true;
        },
      );
    assert.deepEqual(openaiTarget({ ...SERVER, headers: { "X-Team": "bench" } }).headers, { "X-Team": "bench" });
    assert.deepEqual(openaiTarget({ ...SERVER, headers: { "x-author": "a" } }).headers, { "x-author": "a" });
    assert.equal(openaiTarget({ ...SERVER, extraBody: { max_tokens: 4 } }).extraBody.max_tokens, 4);
    assert.throws(() => openaiTarget({ ...SERVER, headers: { "x-a": "one\r\nx-b: two" } }), /printable/);
    assert.throws(() => openaiTarget({ ...SERVER, headers: { Host: "elsewhere" } }), /the transport sets it/);
  });

  it("never shows a key that was given in place of the variable's name", () => {
    assert.throws(
      () => openaiTarget({ ...SERVER, apiKeyEnv: "sk-canary" }),
      (error: Error) => !error.message.includes("canary"),
    );
    assert.equal(openaiTarget({ ...SERVER, apiKeyEnv: "OPENAI_API_KEY" }).apiKeyEnv, "OPENAI_API_KEY");
  });

  it("names what it expected and what it got", () => {
    for (const [settings, message] of [
      [{ ...SERVER, baseUrl: "localhost" }, /baseUrl to be an address like .*got "localhost"/],
      [{ ...SERVER, baseUrl: "ftp://a/v1" }, /baseUrl to be an address/],
      [{ ...SERVER, baseUrl: undefined }, /baseUrl to be an address/],
      [{ ...SERVER, baseUrl: "http://a:canary@b/v1" }, /user name or password/],
      [{ ...SERVER, baseUrl: "http://a/v1?key=1" }, /query/],
      [{ ...SERVER, model: "" }, /model to be text that is not empty, got ""/],
      [{ ...SERVER, model: 3 }, /got 3/],
      [{ ...SERVER, name: "" }, /name to be text/],
      [{ ...SERVER, api: "responses" }, /api to be "chat" or "completions", got "responses"/],
      [{ ...SERVER, apikey: "canary" }, /has no setting "apikey"; it has: .*apiKeyEnv/],
      [{ ...SERVER, extraBody: { stream: false } }, /extraBody without "stream"/],
      [{ ...SERVER, extraBody: { api_key: "canary" } }, /extraBody without secrets, got "api_key"/],
      [{ ...SERVER, extraBody: { n: 4 } }, /a trial is one answer/],
      [{ ...SERVER, extraBody: { a: Number.NaN } }, /extraBody\.a to be plain JSON/],
      [{ ...SERVER, extraBody: { a: [() => 1] } }, /extraBody\.a\[0\] to be plain JSON/],
      [{ ...SERVER, extraBody: [] }, /extraBody to be a plain object/],
      [{ ...SERVER, serverPid: 0 }, /serverPid to be a whole number/],
    ] as const)
      assert.throws(
        () => openaiTarget(anyway(settings)),
        (error: Error) => {
          assert.match(error.message, message);
          assert.ok(error.message.startsWith("openaiTarget ") && !error.message.includes("canary"));
          return true;
        },
      );
  });

  it("refuses an object that refers to itself", () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    assert.throws(() => openaiTarget({ ...SERVER, extraBody: loop }), /plain JSON/);
  });
});

describe("ollamaTarget", () => {
  it("fills in what was left out, as plain JSON", () => {
    const target = ollamaTarget({ model: "smollm2", host: "localhost:11439" });
    assert.deepEqual(JSON.parse(JSON.stringify(target)), target);
    assert.deepEqual(target, {
      kind: "ollama",
      name: "smollm2",
      host: "http://localhost:11439",
      model: "smollm2",
      api: "generate",
      keepAlive: null,
      options: {},
      raw: false,
      reasoningText: "separate",
      requireModel: true,
    });
  });

  it("names what it expected and what it got", () => {
    for (const [settings, message] of [
      [{ model: "" }, /model to be text/],
      [{ model: "m", host: "" }, /host to be an address/],
      [{ model: "m", api: "embed" }, /api to be "generate" or "chat", got "embed"/],
      [{ model: "m", raw: 1 }, /raw to be true or false, got 1/],
      [{ model: "m", requireModel: "no" }, /requireModel to be true or false, got "no"/],
      [{ model: "m", raw: true, api: "chat" }, /raw only with api "generate"/],
      [{ model: "m", keepAlive: "soon" }, /keepAlive to be a duration like "10m"/],
      [{ model: "m", options: 3 }, /options to be a plain object/],
      [{ model: "m", temperature: 1 }, /has no setting "temperature"; it has: host, model/],
    ] as const)
      assert.throws(
        () => ollamaTarget(anyway(settings)),
        (error: Error) => {
          assert.match(error.message, message);
          assert.ok(error.message.startsWith("ollamaTarget "));
          return true;
        },
      );
  });

  it("takes a host as OLLAMA_HOST is written", () => {
    for (const [host, address] of [
      ["localhost", "http://localhost:11434"],
      ["[::1]", "http://[::1]:11434"],
      ["10.0.0.7:80", "http://10.0.0.7"],
      ["https://example.org/ollama/", "https://example.org/ollama"],
    ] as const)
      assert.equal(ollamaTarget({ model: "m", host }).host, address);
  });

  it("takes durations as Go writes them", () => {
    for (const keepAlive of ["10m", "1h30m", "300", "-1", "1.5h", -1])
      assert.equal(ollamaTarget({ model: "m", keepAlive }).keepAlive, keepAlive);
  });

  it("takes 0 for a model that is to be unloaded at once", () => {
    assert.equal(ollamaTarget({ model: "m", keepAlive: 0 }).keepAlive, 0);
  });
});
