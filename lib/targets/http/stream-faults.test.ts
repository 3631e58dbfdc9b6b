import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { classOf, oneAnswer } from "../../../tests/support/targets/scene.js";
import { chunk, LAST_CHUNK, SPEECHES, type Speech, streamHead } from "../../../tests/support/targets/speech.js";

const BAD_HEADS: readonly (readonly [string, string, string])[] = [
  ["wrong content type: an HTML page with status 200", "200 OK\r\nContent-Type: text/html", "wrong_content_type"],
  ["empty response: status 204", "204 No Content", "empty_response"],
  [
    "redirect: refused, never followed",
    "302 Found\r\nLocation: http://127.0.0.1:9/v1/chat/completions",
    "redirect_refused",
  ],
];

/** The whole chunked answer of these events. */
function stream(speech: Speech, ...events: readonly (string | Buffer)[]): Buffer {
  const chunks = events.filter((event) => event.length > 0).map(chunk);
  return Buffer.concat([Buffer.from(streamHead(speech)), ...chunks, Buffer.from(LAST_CHUNK)]);
}

for (const speech of SPEECHES) {
  const openai = speech.api.startsWith("openai");
  const send = (...events: readonly (string | Buffer)[]) =>
    oneAnswer(speech, (socket) => socket.write(stream(speech, ...events)));

  describe(`faults of the answer, ${speech.api}`, () => {
    for (const [name, head, expected] of BAD_HEADS) {
      it(name, async () => {
        const body = head.startsWith("204") ? "" : "<html>\n</html>";
        const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
        const { ending, seen, server } = await oneAnswer(speech, (socket) =>
          socket.write(`HTTP/1.1 ${head}\r\n${length}\r\n${body}`),
        );
        assert.equal(classOf(ending), expected, JSON.stringify(ending));
        assert.equal(seen.text(), "");
        assert.equal(server.requests.length, 1);
      });
    }

    it("error inside a 200 stream: one that arrives with the first token keeps the text and has phase stream", async () => {
      const { ending, seen } = await send(speech.opening + speech.text("half ") + speech.error("out of memory"));
      assert.equal(classOf(ending), "stream_error", JSON.stringify(ending));
      assert.equal(ending.kind === "failed" && ending.phase, "stream");
      assert.equal(seen.text("answer"), "half ");
    });

    // What llama.cpp's server wrote until 2025: a field named `error`, which is none of WHATWG's, and then its usual `[DONE]`.
    // https://github.com/ggml-org/llama.cpp/pull/16109 ends it, and gives the message as a client of before saw it.
    if (openai)
      it("error inside a 200 stream: an error line as older llama.cpp servers send it", async () => {
        const line = 'error: {"code":400,"message":"the request exceeds the available context size","type":"x"}\n\n';
        const { ending, seen } = await send(speech.text("a"), line, "data: [DONE]\n\n");
        assert.equal(classOf(ending), "stream_error", JSON.stringify(ending));
        assert.ok(ending.kind === "failed" && ending.message === "the request exceeds the available context size");
        assert.equal(seen.text(), "a");
      });

    it("an error nested too deeply to be written is still an error of the stream", async () => {
      const deep = `{"error":${'{"a":'.repeat(6000)}1${"}".repeat(6000)}}`;
      const { ending } = await send(speech.opening, openai ? `data: ${deep}\n\n` : `${deep}\n`);
      assert.equal(classOf(ending), "stream_error", JSON.stringify(ending));
    });

    it("implausible usage: an impossible count is ignored", async () => {
      const { ending } = await send(speech.opening, speech.text("a"), speech.closing("stop", 1e308));
      assert.deepEqual([ending.kind, ending.usage?.outputTokens ?? null], ["answered", null]);
    });

    it("empty response: status 200 with an empty body", async () => {
      assert.equal(classOf((await send()).ending), "empty_response");
    });

    it("not streamed: a whole answer to a streaming request has no first token", async () => {
      const body = speech.whole("Things fall.");
      const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      const { ending, seen } = await oneAnswer(speech, (socket) => socket.write(head + body));
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.equal(ending.streamed, false);
      assert.ok(ending.warnings.includes("not_streamed"));
      assert.equal(seen.text("answer"), "Things fall.");
      assert.equal(ending.usage?.outputTokens, 2);
    });

    it("compressed body: a compressed stream is never parsed as text", async () => {
      const bytes = gzipSync(speech.text("a") + speech.closing("stop", 1));
      const head = streamHead(speech).replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");
      const { ending, seen, server } = await oneAnswer(speech, (socket) =>
        socket.write(Buffer.concat([Buffer.from(head), chunk(bytes), Buffer.from(LAST_CHUNK)])),
      );
      assert.equal(classOf(ending), "content_encoding");
      assert.deepEqual(seen.chunks, []);
      assert.equal(server.requests[0]?.headers["accept-encoding"], "identity");
    });

    it("error inside a 200 stream: the trial fails and keeps the text received so far", async () => {
      const { ending, seen } = await send(speech.text("a"), speech.error("out of memory"), speech.closing("stop", 1));
      assert.equal(classOf(ending), "stream_error");
      assert.ok(ending.kind === "failed" && ending.message === "out of memory");
      assert.equal(seen.text(), "a");
    });

    it("malformed event: an event that is not JSON fails the trial, and the rest is kept", async () => {
      for (const broken of ['{"choices":[{"delta', "[1,2]", "null", '"text"', "0", "{}"]) {
        const event = openai ? `data: ${broken}\n\n` : `${broken}\n`;
        const { ending, seen } = await send(speech.text("a"), event, speech.text("b"), speech.closing("stop", 3));
        assert.equal(classOf(ending), "protocol", broken);
        assert.equal(seen.text(), "ab");
        assert.deepEqual(seen.chunks.filter((chunk) => chunk.kind === "bad").length, 1);
      }
    });

    it("malformed event: a non-text value in the text field counts as lost content", async () => {
      for (const other of ["5", "true", '["b"]', '{"text":"b"}']) {
        const event = speech.text("HERE").replace('"HERE"', other);
        const { ending, seen } = await send(speech.text("a"), event, speech.text("c"), speech.closing("stop", 3));
        assert.equal(classOf(ending), "protocol", JSON.stringify([other, ending]));
        assert.equal(seen.text(), "ac");
        assert.equal(seen.chunks.filter((chunk) => chunk.kind === "bad").length, 1);
      }
    });

    it("invalid UTF-8: bad bytes are replaced, with a warning", async () => {
      const [before = "", after = ""] = speech.text("x@y").split("@");
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from(after)]);
      const { ending, seen } = await send(bytes, speech.closing("stop", 1));
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.equal(seen.text(), "x\uFFFD\uFFFDy");
      assert.ok(ending.warnings.includes("invalid_utf8"));
      const honest = await send(speech.text("x\uFFFDy"), speech.closing("stop", 1));
      assert.deepEqual(honest.ending.warnings, [], "a U+FFFD that the model wrote is no fault");
    });

    it("invalid UTF-8: a lone surrogate is flagged unless the next event completes the pair", async () => {
      for (const texts of [["x\ud83dy"], ["x\ude00"], ["x", "\ud83d"], ["\ud83d", "y"]]) {
        const { ending } = await send(...texts.map((text) => speech.text(text)), speech.closing("stop", 2));
        assert.deepEqual([ending.kind, ending.warnings], ["answered", ["invalid_utf8"]], JSON.stringify(texts));
      }
      const { ending, seen } = await send(speech.text("x\ud83d"), speech.text("\ude00y"), speech.closing("stop", 2));
      assert.deepEqual([seen.text(), ending.warnings], ["x\u{1f600}y", []]);
    });

    // vLLM's FINISH_REASON_STRINGS (vllm/v1/engine/__init__.py): stop, length, abort, error, repetition.
    it("error inside a 200 stream: an answer that the server reports as broken off fails", async () => {
      for (const reason of ["abort", "error"]) {
        const { ending, seen } = await send(speech.text("a"), speech.closing(reason, 1));
        assert.equal(classOf(ending), "stream_error", JSON.stringify(ending));
        assert.equal(seen.text(), "a");
      }
    });

    it("endless line: cut off at 8 MiB", async () => {
      const tooMuch = Buffer.alloc(1024 * 1024, "x");
      const { ending } = await oneAnswer(speech, (socket) => {
        socket.write(streamHead(speech));
        for (let sent = 0; sent < 12; sent += 1) socket.write(chunk(tooMuch));
      });
      assert.equal(classOf(ending), "protocol", JSON.stringify(ending));
    });

    it("data after the end: recorded, but not part of the answer", async () => {
      const { ending, seen } = await send(
        speech.text("a"),
        speech.closing("stop", 1),
        speech.text("b"),
        speech.closing("length", 9),
      );
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.equal(seen.text(), "a");
      assert.ok(ending.kind === "answered" && ending.finishReason === "stop");
      assert.equal(ending.usage?.outputTokens, 1);
      assert.ok(ending.warnings.includes("data_after_end"));
    });

    it("data after the end: a body that the server never closes does not hold up the trial", async () => {
      const { ending, seen } = await oneAnswer(speech, (socket) => {
        socket.write(stream(speech, speech.text("a"), speech.closing("stop", 1)).subarray(0, -LAST_CHUNK.length));
      });
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.ok(ending.warnings.includes("body_not_closed"));
      assert.equal(ending.endAtMs, seen.chunks.at(-1)?.atMs, "the answer ended with its last event");
    });

    it("missing usage: token counts are null, because chunks are not tokens", async () => {
      const { ending } = await send(speech.text("a"), speech.text("b"), speech.closing("stop", null));
      assert.equal(ending.kind, "answered");
      assert.equal(ending.usage, null);
    });

    it("implausible usage: a count that contradicts the text is kept, with a warning", async () => {
      const { ending } = await send(...["a", "b", "c", "d"].map(speech.text), speech.closing("stop", 2));
      assert.equal(ending.usage?.outputTokens, 2);
      assert.ok(ending.warnings.includes("usage_contradicts_text"));
    });

    it("implausible usage: more tokens than the text can hold are kept, with a warning", async () => {
      const { ending } = await send(...["a", "b", "c", "d"].map(speech.text), speech.closing("stop", 400));
      assert.equal(ending.usage?.outputTokens, 400);
      assert.ok(ending.warnings.includes("usage_contradicts_text"));
      const dense = await send(speech.text("\u{1F600}\u{1F600}"), speech.closing("stop", 8)); // a token for each byte
      assert.deepEqual(dense.ending.warnings, []);
    });

    it("no terminal event: a stream that ends cleanly inside an event", async () => {
      const last = speech.text("cut off");
      const { ending, seen } = await send(speech.opening, speech.text("a"), last.slice(0, last.length - 8));
      assert.equal(classOf(ending), "truncated_no_terminal_event", JSON.stringify(ending));
      assert.equal(seen.text(), "a");
    });

    it("empty response: a body of nothing but white space", async () => {
      const { ending } = await oneAnswer(speech, (socket) =>
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n \n "),
      );
      assert.equal(classOf(ending), "empty_response", JSON.stringify(ending));
    });

    it("no output: an answer without text fails", async () => {
      const { ending } = await send(speech.opening, speech.closing("stop", 0));
      assert.equal(classOf(ending), "zero_output", JSON.stringify(ending));
    });

    it("finish reason: recorded in the server's own words", async () => {
      for (const reason of ["length", "stop", "content_filter"]) {
        const { ending } = await send(speech.text("a"), speech.closing(reason, 1));
        assert.ok(ending.kind === "answered" && ending.finishReason === reason, JSON.stringify(ending));
      }
    });
  });
}
