import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ollamaTarget } from "./ollama-target.js";
import { openaiTarget, readOpenaiTarget } from "./openai-target.js";

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

  it("takes settings for other gateways, and leaves out those that are as usual", () => {
    const plain = openaiTarget(SERVER);
    const usual = { stream: true, query: {}, maxTokensField: "max_tokens" } as const;
    assert.deepEqual(openaiTarget({ ...SERVER, ...usual }), plain);
    const other = {
      stream: false,
      query: { "api-version": "2024-10-21" },
      maxTokensField: "max_completion_tokens",
      apiKeyEnv: "GATEWAY_KEY",
      apiKeyHeader: "api-key",
    } as const;
    assert.deepEqual(openaiTarget({ ...SERVER, ...other }), { ...plain, ...other });
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
      [{ ...SERVER, baseUrl: "ftp://a:canary@b/v1?key=canary" }, /got "…@b\/v1\?…"/],
      [{ ...SERVER, extraBody: { stream: false } }, /extraBody without "stream": it is a setting of its own/],
      [{ ...SERVER, extraBody: { tags: ["a", { b: { api_token: ["canary"] } }] } }, /got "api_token".*apiKeyEnv/],
      [{ ...SERVER, extraBody: "canary" }, /extraBody to be a plain object, got a text/],
      [{ ...SERVER, extraBody: { a: Buffer.from("canary") } }, /extraBody\.a to be plain JSON/],
      [{ ...SERVER, headers: { "x-a": ["canary"] } }, /printable text, got something else as "x-a"/],
      [{ ...SERVER, headers: { "canary canary": "a" } }, /a name that no header has/],
      [{ ...SERVER, headers: { "x-functions-key": "canary" } }, /apiKeyHeader: "x-functions-key"/],
      [{ ...SERVER, stream: "no" }, /stream to be true or false, got "no"/],
      [{ ...SERVER, query: { "subscription-key": "canary" } }, /query without secrets, got "subscription-key"/],
      [{ ...SERVER, query: { version: 3 } }, /query to be names and texts.*got something else as "version"/],
      [{ ...SERVER, query: "api-version=1" }, /query to be a plain object, got a text/],
      [{ ...SERVER, maxTokensField: "n_predict" }, /maxTokensField to be "max_tokens" or "max_completion_tokens"/],
      [{ ...SERVER, apiKeyHeader: "api-key" }, /apiKeyHeader beside apiKeyEnv/],
      [{ ...SERVER, apiKeyEnv: "A", apiKeyHeader: "" }, /a name that no header has/],
      [{ ...SERVER, apiKeyEnv: "A", apiKeyHeader: "Host" }, /the transport sets it/],
      [{ ...SERVER, apiKeyEnv: "A", apiKeyHeader: "X-A", headers: { "x-a": "b" } }, /headers without "X-A"/],
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

  it("takes the address of its metrics as it is, without a key in it", () => {
    const of = (metricsUrl: string) => openaiTarget({ baseUrl: "http://a/v1", model: "m", metricsUrl }).metricsUrl;
    assert.equal(of("http://a:8000/metrics"), "http://a:8000/metrics");
    assert.equal(of("http://a:8000/metrics/"), "http://a:8000/metrics/");
    assert.equal("metricsUrl" in openaiTarget({ baseUrl: "http://a/v1", model: "m" }), false);
    assert.equal(ollamaTarget({ model: "m", metricsUrl: "http://a/metrics" }).metricsUrl, "http://a/metrics");
    for (const [wrong, message] of [
      [
        "http://a/metrics?token=secret-1",
        /expected metricsUrl to be an address like .*, got one with a query or a fragment/,
      ],
      ["http://u:secret-1@a/metrics", /got one with a user name or password/],
      ["secret-1", /expected metricsUrl to be an address/],
    ] as const)
      assert.throws(
        () => of(wrong),
        (error: Error) => message.test(error.message) && !/token=|u:secret/.test(error.message),
      );
  });

  it("refuses one from a manifest that does not hold all of it", () => {
    const message = /does not hold headers\.X-Team: make the target again/;
    assert.throws(() => readOpenaiTarget({ ...SERVER, notStored: { "headers.X-Team": "3f" } }), message);
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
      [{ model: "m", options: { think: false } }, /options without "think".*ollamaTarget\(\{ model, think: false \}\)/],
      [{ model: "m", options: { format: "json" } }, /options without "format": it is a setting of its own/],
      [{ model: "m", options: { keep_alive: "5m" } }, /options without "keep_alive": it is the setting keepAlive/],
      [{ model: "m", options: { stream: false } }, /options without "stream": the driver sets it/],
      [{ model: "m", options: { system: "a" } }, /options without "system": it belongs to the case/],
      [{ model: "m", options: { template: "a" } }, /options without "template": it is no option of a model/],
      [{ model: "m", think: "hard" }, /think to be true, false, "low", "medium" or "high", got "hard"/],
      [{ model: "m", format: "yaml" }, /format to be "json" or a JSON Schema, got another text/],
      [{ model: "m", format: [] }, /format to be a plain object, got a list/],
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

  it("takes thinking and a form of the answer, and leaves out what is not set", () => {
    const schema = { type: "object", properties: { password: { type: "string" } }, required: ["password"] };
    const target = ollamaTarget({ model: "m", think: "low", format: schema });
    assert.deepEqual([target.think, target.format], ["low", schema]);
    assert.equal(ollamaTarget({ model: "m", think: false }).think, false);
    assert.equal(ollamaTarget({ model: "m", format: "json" }).format, "json");
    assert.deepEqual(
      Object.keys(ollamaTarget(anyway({ model: "m", think: null, format: null }))).includes("think"),
      false,
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
