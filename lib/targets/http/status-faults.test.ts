import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask } from "../../../tests/support/targets/recorder.js";
import { classOf, inScene, oneAnswer } from "../../../tests/support/targets/scene.js";
import { goodAnswer, SPEECHES } from "../../../tests/support/targets/speech.js";
import { jsonAnswer } from "../../../tests/support/targets/wire-server.js";
import { retryAfterMs } from "./connection/status-failure.js";

const STATUSES: readonly (readonly [number, string])[] = [
  [400, "http_4xx"],
  [404, "http_4xx"],
  [422, "http_4xx"],
  [401, "auth"],
  [403, "auth"],
  [429, "rate_limited"],
  [500, "http_5xx"],
  [502, "http_5xx"],
  [503, "http_5xx"],
  [504, "http_5xx"],
];

for (const speech of SPEECHES) {
  const openai = speech.api.startsWith("openai");
  const errorBody = (message: string) => (openai ? { error: { message, type: "some_error" } } : { error: message });

  describe(`HTTP errors, ${speech.api}`, () => {
    for (const [status, expected] of STATUSES) {
      it(`HTTP error status: ${status} becomes ${expected} and is not retried`, async () => {
        const answer = jsonAnswer(status, errorBody("not like this"));
        const { ending, seen, server } = await oneAnswer(speech, (socket) => socket.write(answer));
        assert.equal(classOf(ending), expected, JSON.stringify(ending));
        assert.ok(ending.kind === "failed" && ending.status === status);
        assert.match(ending.message, /not like this/);
        assert.equal(server.requests.length, 1);
        assert.deepEqual(seen.chunks, []);
      });
    }

    it("key rejected: the message names the environment variable and never shows the key", async () => {
      if (!openai) return;
      const key = "canary-key-d41d8cd98f";
      const places = [
        jsonAnswer(401, errorBody(`wrong key: ${key}`)),
        jsonAnswer(500, `${key} ${"x".repeat(2030)}${key}`),
        `HTTP/1.1 ${400} ${key}\r\nContent-Length: 0\r\n\r\n`,
        `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${key.length}\r\n\r\n${key}`,
        `HTTP/1.1 200 OK\r\nContent-Type: ${key}\r\nContent-Length: 0\r\n\r\n`,
        `HTTP/1.1 200 OK\r\nContent-Encoding: ${key}\r\nContent-Length: 0\r\n\r\n`,
        `HTTP/1.1 200 OK\r\n\r\n${speech.error(key)}`,
        `HTTP/1.1 200 OK\r\n\r\ndata: ${key}\n\n`,
        `HTTP/1.1 200 OK\r\n\r\n${speech.text(key)}${speech.closing(key, 1)}`,
        `HTTP/1.1 200 OK\r\n\r\ndata: {"model":"${key}","choices":[]}\n\n`,
      ];
      for (const place of places) {
        await inScene(
          speech,
          (socket) => socket.end(place),
          async ({ driver, server }) => {
            const { ending, seen } = await ask(driver);
            assert.equal(server.requests[0]?.headers.authorization, `Bearer ${key}`);
            assert.ok(!JSON.stringify([ending, seen.chunks, driver.info]).includes(key), place);
            if (place.includes(" 401 ")) assert.ok(ending.kind === "failed" && ending.message.includes("CANARY_KEY"));
          },
          { settings: { apiKeyEnv: "CANARY_KEY" }, environment: { CANARY_KEY: key } },
        );
      }
    });

    it("HTTP error status: the message keeps at most 2 KiB and no control characters", async () => {
      const nasty = `\u001b[31mred\u0007 ${"long ".repeat(2000)}`;
      const { ending } = await oneAnswer(speech, (socket) => socket.write(jsonAnswer(400, errorBody(nasty))));
      assert.ok(ending.kind === "failed");
      assert.ok(Buffer.byteLength(ending.message) <= 2048);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there.
      assert.doesNotMatch(ending.message, /[\u0000-\u001f\u007f-\u009f]/);
      assert.match(ending.message, /red/);
    });

    it("HTTP error status: an oversized prompt and a missing model have their own classes", async () => {
      const tooLong = openai
        ? {
            error: {
              code: 400,
              type: "exceed_context_size_error",
              message: "the request exceeds the available context size",
            },
          }
        : { error: "the input length exceeds the context length" };
      const long = await oneAnswer(speech, (socket) => socket.write(jsonAnswer(400, tooLong)));
      assert.equal(classOf(long.ending), "prompt_too_long");
      const missing = await oneAnswer(speech, (socket) =>
        socket.write(jsonAnswer(404, errorBody("model 'm' not found"))),
      );
      assert.equal(classOf(missing.ending), "model_missing");
    });

    it("names an error without a body by its status, and answers the next request", async () => {
      const good = goodAnswer(speech, ["a"]);
      let asked = 0;
      await inScene(
        speech,
        (socket) => void socket.write(asked++ === 0 ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : good),
        async ({ driver }) => {
          assert.equal(classOf((await ask(driver)).ending), "http_5xx");
          assert.equal((await ask(driver)).ending.kind, "answered");
        },
      );
    });

    it("rate limit: a plausible Retry-After is passed on", async () => {
      for (const [header, warning] of [
        ["2", "retry_after_ms=2000"],
        ["1000000000", "retry_after_ms=60000"],
        ["banana", null],
      ] as const) {
        const answer = jsonAnswer(429, errorBody("slow down"), `Retry-After: ${header}\r\n`);
        const { ending } = await oneAnswer(speech, (socket) => socket.write(answer));
        assert.deepEqual(ending.warnings, warning === null ? [] : [warning]);
      }
    });
  });
}

describe("Retry-After", () => {
  it("is a number of seconds or an HTTP date, and nothing else", () => {
    // The date is the example of RFC 9110, section 5.6.7; 784111777 s is `date -u -d "1994-11-06 08:49:37" +%s`.
    assert.equal(retryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", 784111777_000 - 5000), 5000);
    assert.equal(retryAfterMs("Sun, 06 Nov 1994 08:49:37 GMT", 784111777_000 + 5000), 0);
    // RFC 9110, 5.6.7 names this one instant in the three forms that every recipient must read.
    for (const text of ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
      assert.equal(retryAfterMs(text, 784111777_000 - 5000), 5000, text);
    assert.equal(retryAfterMs("Friday, 06-Nov-50 08:49:37 GMT", Date.UTC(2050, 10, 6, 8, 49, 30)), 7000);
    assert.equal(retryAfterMs("0", 0), 0);
    for (const odd of ["", " ", "-1", "1e9", "Infinity", "NaN", "soon"]) assert.equal(retryAfterMs(odd, 0), null, odd);
    assert.equal(retryAfterMs(null, 0), null);
  });
});
