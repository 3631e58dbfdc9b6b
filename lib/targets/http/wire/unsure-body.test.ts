import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { recorder } from "../../../../tests/support/targets/recorder.js";
import { classOf, oneAnswer } from "../../../../tests/support/targets/scene.js";
import { chunk, LAST_CHUNK, SPEECHES } from "../../../../tests/support/targets/speech.js";
import { Answer } from "./answer.js";
import { ollamaChat } from "./ollama-dialects.js";
import { openaiChat } from "./openai-dialects.js";
import { streamedBody, wholeBody } from "./response-body.js";
import { type Framing, unsureBody } from "./unsure-body.js";

const LABELS = ["text/plain; charset=utf-8", "application/json", "application/octet-stream", "text/html", null];

for (const speech of SPEECHES) {
  /** An answer with this content type: each piece in a chunk of its own, 3 ms apart. */
  const answer = (label: string | null, ...pieces: readonly string[]) =>
    oneAnswer(speech, async (socket) => {
      const type = label === null ? "" : `Content-Type: ${label}\r\n`;
      socket.write(`HTTP/1.1 200 OK\r\n${type}Transfer-Encoding: chunked\r\n\r\n`);
      for (const piece of pieces.filter((text) => text !== "")) {
        await new Promise((resolve) => setTimeout(resolve, 3));
        socket.write(chunk(piece));
      }
      socket.write(LAST_CHUNK);
    });

  describe(`a stream that is labeled otherwise, ${speech.api}`, () => {
    // github.com/xiaoliu10/claude-code-router-next/issues/45
    it("is taken as it comes, and the trial says how it was labeled", async () => {
      for (const label of LABELS) {
        const pieces = [speech.opening, speech.text("Four"), speech.text("."), speech.closing("stop", 2)];
        const { ending, seen } = await answer(label, ...pieces);
        assert.equal(ending.kind, "answered", JSON.stringify([label, ending]));
        assert.equal(ending.streamed, true);
        assert.deepEqual(ending.warnings, [`stream_labelled_as=${label?.split(";")[0] ?? "nothing"}`]);
        assert.equal(seen.text("answer"), "Four.");
        const [first, second] = seen.tokens();
        assert.ok((first?.atMs ?? 0) < (second?.atMs ?? 0), "each token at its own read");
      }
    });

    it("a whole answer that is labeled as JSON, or not at all, is one that was not streamed", async () => {
      for (const label of ["application/json", null])
        for (const end of ["", "\n"]) {
          const { ending, seen } = await answer(label, speech.whole("Four.") + end);
          assert.equal(ending.kind, "answered", JSON.stringify(ending));
          assert.equal(ending.streamed, false);
          assert.deepEqual(ending.warnings, ["not_streamed"]);
          assert.equal(seen.text("answer"), "Four.");
        }
    });

    it("what is no stream fails with both content types in its message", async () => {
      for (const label of ["text/plain", "text/html", null])
        for (const body of ["<html>\n", "Service is starting", "[1]\n", "\u0000"]) {
          const { ending } = await answer(label, body);
          assert.equal(classOf(ending), "wrong_content_type", JSON.stringify([label, body, ending]));
          const expected = `expected ${speech.mediaType}, got ${label ?? "no content type"}:`;
          assert.ok(ending.kind === "failed" && ending.message.startsWith(expected), JSON.stringify(ending));
        }
    });

    it("a stream that is labeled otherwise and broken fails with both content types in its message", async () => {
      const { ending } = await answer("text/plain", speech.text("Four"), speech.text("lost").slice(0, -9));
      assert.equal(classOf(ending), "truncated_no_terminal_event");
      assert.ok(ending.kind === "failed" && ending.message.includes(`expected ${speech.mediaType}, got text/plain`));
    });
  });
}

describe("telling a body by what it begins with", () => {
  /** How a body is taken, and what it says, in these reads. */
  function taken(dialect: typeof openaiChat, reads: readonly Buffer[]) {
    const seen = recorder();
    const answer = new Answer({ observer: seen, scrub: (text) => text, warnings: [] });
    let framing: Framing | null = null;
    const body = unsureBody(dialect, (told) => {
      framing = told;
      if (told === "document" || told === "neither") return wholeBody(dialect, answer);
      return streamedBody(dialect, answer, told);
    });
    for (const bytes of reads) body.read(bytes);
    body.end();
    return { framing: framing as Framing | null, text: seen.text(), bad: answer.badEvents };
  }

  const piece = '{"choices":[{"index":0,"delta":{"content":"é"}}]}\n';

  it("knows lines of JSON by their first line", () => {
    assert.equal(taken(openaiChat, [Buffer.from(piece + piece)]).framing, "json-lines");
    assert.equal(taken(openaiChat, [Buffer.from('{\n"choices": []\n}')]).framing, "document");
    assert.equal(taken(ollamaChat, [Buffer.from('{"message":{"content":"a"},"done":true}\n')]).framing, "document");
    assert.equal(taken(ollamaChat, [Buffer.from('{"message":{"content":"a"},"done":false}\n')]).framing, "json-lines");
    assert.equal(taken(openaiChat, [Buffer.from(": ping\n\n")]).framing, "server-sent-events");
    assert.equal(taken(openaiChat, [Buffer.from("\uFEFF \r\ndata: {}\n\n")]).framing, "server-sent-events");
    assert.equal(taken(openaiChat, [Buffer.from("database is down")]).framing, "neither");
    assert.equal(taken(openaiChat, []).framing, "document");
  });

  it("is the same for every split at every byte", () => {
    const parts = [
      piece,
      `data: ${piece}\n`,
      "{",
      '"choices":[]}',
      "\n",
      " ",
      "data",
      ":",
      "<html>",
      "é",
      "event: x\n",
    ];
    const bodies = fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((all) => Buffer.from(all.join("")));
    fc.assert(
      fc.property(bodies, fc.constantFrom(openaiChat, ollamaChat), (bytes, dialect) => {
        const whole = taken(dialect, [bytes]);
        for (let at = 0; at <= bytes.length; at += 1)
          assert.deepEqual(taken(dialect, [bytes.subarray(0, at), bytes.subarray(at)]), whole);
        assert.deepEqual(
          taken(
            dialect,
            Array.from(bytes, (byte) => Buffer.from([byte])),
          ),
          whole,
        );
      }),
      { numRuns: 500 },
    );
  });
});
