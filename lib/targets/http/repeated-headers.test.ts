import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classOf, oneAnswer } from "../../../tests/support/targets/scene.js";
import { SPEECHES } from "../../../tests/support/targets/speech.js";

// undici gives a header that came twice as a list, whatever its types say.
for (const speech of SPEECHES) {
  const body = speech.text("Hi") + speech.closing("stop", 1);
  const answer = (headers: string, status = 200) =>
    oneAnswer(speech, (socket) => socket.end(`HTTP/1.1 ${status} X\r\n${headers}Connection: close\r\n\r\n${body}`));

  describe(`headers that come twice, ${speech.api}`, () => {
    it("takes the first of two content types", async () => {
      const right = `Content-Type: ${speech.mediaType}\r\n`;
      const { ending, seen } = await answer(`${right}Content-Type: text/html\r\n`);
      assert.equal(ending.kind, "answered");
      assert.equal(seen.text(), "Hi");
      const wrong = await answer(`Content-Type: text/html\r\n${right}`);
      assert.deepEqual(wrong.ending.warnings, ["stream_labelled_as=text/html"]);
    });

    it("takes the first of two Retry-After headers", async () => {
      const { ending } = await answer("Retry-After: 7\r\nRetry-After: 9\r\n", 429);
      assert.equal(classOf(ending), "rate_limited");
      assert.deepEqual(ending.warnings, ["retry_after_ms=7000"]);
    });

    it("refuses a stream that is encoded twice", async () => {
      const { ending } = await answer("Content-Encoding: identity\r\nContent-Encoding: br\r\n");
      assert.equal(classOf(ending), "content_encoding");
      assert.ok(ending.kind === "failed" && ending.message.includes("identity, br"), JSON.stringify(ending));
    });
  });
}
