import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openaiTarget } from "../../openai-target.js";
import { openaiHint } from "./openai-hints.js";

const target = openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m" });
const error = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });

/** What servers say, in their own words where an issue is named, and what the hint must tell. */
const told: readonly (readonly [string, number, string, RegExp | null])[] = [
  [
    "OpenAI's newer models, litellm #13390",
    400,
    error(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      {
        type: "invalid_request_error",
        param: "max_tokens",
        code: "unsupported_parameter",
      },
    ),
    /maxTokensField: "max_completion_tokens" \(--max-tokens-field/,
  ],
  [
    "the same without param",
    400,
    error("Unsupported parameter 'max_tokens'"),
    /maxTokensField: "max_completion_tokens"/,
  ],
  [
    "a temperature that is fixed, modelbench #1190",
    400,
    error(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
    ),
    /generation: \{ temperature: null \} \(--no-temperature\)/,
  ],
  [
    "an endpoint without streams, vllm #27153",
    400,
    error("streaming is not supported by this endpoint", { param: "stream", code: "unsupported_parameter" }),
    /stream: false \(--no-stream\)/,
  ],
  ["the same in words only", 501, "Streaming is not implemented", /stream: false/],
  [
    "FastAPI's words for a field it does not know",
    422,
    JSON.stringify({
      detail: [{ type: "extra_forbidden", loc: ["body", "seed"], msg: "Extra inputs are not permitted" }],
    }),
    /extraBody: \{ seed: null \}/,
  ],
  ["an older server", 400, error("Unrecognized request argument supplied: max_completion_tokens"), /"max_tokens"/],
  ["no usage in streams", 400, error("Unknown parameter: 'stream_options'."), /extraBody: \{ stream_options: null \}/],
  ["a gateway's address", 404, error("Resource not found"), /\/v1 at the end; some gateways also want query/],
  ["a version that is missing", 400, error("Missing required query parameter: api-version"), /query: \{ "api-version"/],
  ["no key", 401, error("no"), /name its variable with apiKeyEnv/],
  [
    "a limit that is too large, and a field that is known",
    400,
    error("max_tokens is too large: 99999", { param: "max_tokens" }),
    null,
  ],
  ["a temperature out of range", 400, error("temperature must be between 0 and 2", { param: "temperature" }), null],
  ["another fault", 400, error("messages: unsupported role"), null],
  ["no JSON", 400, "<html>bad</html>", null],
  ["an empty body", 400, "", null],
  ["JSON of any shape", 422, JSON.stringify({ detail: [{ loc: "seed" }], error: [1], param: {} }), null],
  ["an error of the server", 500, error("Unsupported parameter: 'max_tokens'"), null],
];

describe("openaiHint", () => {
  for (const [what, status, body, expected] of told)
    it(`${status}, ${what}: ${expected === null ? "says nothing" : "names the setting that helps"}`, () => {
      const hint = openaiHint(target, status, body);
      if (expected === null) assert.equal(hint, null);
      else assert.match(hint ?? "nothing", expected);
    });

  it("does not tell to do what is done already", () => {
    const whole = openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m", stream: false });
    assert.equal(openaiHint(whole, 400, error("stream is not supported")), null);
    const versioned = openaiTarget({ baseUrl: "http://127.0.0.1:1/v1", model: "m", query: { "api-version": "1" } });
    assert.doesNotMatch(openaiHint(versioned, 404, error("Resource not found")) ?? "", /query/);
    const keyed = openaiTarget({
      baseUrl: "http://127.0.0.1:1/v1",
      model: "m",
      apiKeyEnv: "A",
      apiKeyHeader: "api-key",
    });
    assert.equal(openaiHint(keyed, 401, error("no")), "the key is that of A, sent in api-key");
  });
});
