import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classOf, oneAnswer } from "../../../tests/support/targets/scene.js";
import { chunk, SPEECHES, streamHead } from "../../../tests/support/targets/speech.js";

for (const speech of SPEECHES) {
  const openai = speech.api.startsWith("openai");
  /** Writes the same over and over, and never an end. */
  const flood = (events: string, times: number) =>
    oneAnswer(speech, (socket) => {
      socket.write(streamHead(speech));
      for (let sent = 0; sent < times; sent += 1) socket.write(chunk(events));
    });

  describe(`answers without an end, ${speech.api}`, () => {
    // The journal's reader takes lines of 64 MiB; a row of this answer has to be one of them, and 128 thousand tokens (the longest
    // answer of a model of 2026) are half a million characters.
    it("endless stream: text without an end is cut off, and the text before the cut is kept", async () => {
      const { ending, seen } = await flood(speech.text("x".repeat(60_000)), 100);
      assert.equal(classOf(ending), "protocol", JSON.stringify(ending));
      const characters = seen.text().length;
      assert.ok(characters > 1024 * 1024 && characters < 8 * 1024 * 1024, `${characters} characters`);
    });

    if (openai)
      it("endless stream: events without text and without an end are cut off too", async () => {
        const { ending } = await flood(":\n\n".repeat(10_000), 110);
        assert.equal(classOf(ending), "protocol", JSON.stringify(ending));
      });

    it("data after the end: an ended answer counts, no matter how much follows", async () => {
      const { ending, seen } = await oneAnswer(speech, (socket) => {
        socket.write(streamHead(speech));
        socket.write(chunk(speech.text("a") + speech.closing("stop", 1)));
        for (let sent = 0; sent < 12; sent += 1) socket.write(chunk(Buffer.alloc(1024 * 1024, "x")));
      });
      assert.equal(ending.kind, "answered", JSON.stringify(ending));
      assert.ok(ending.warnings.includes("body_not_closed"));
      assert.equal(seen.text(), "a");
    });
  });
}
