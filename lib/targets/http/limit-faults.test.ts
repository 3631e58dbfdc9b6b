import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, NO_TIMEOUTS } from "../../../tests/support/targets/recorder.js";
import { classOf, inScene } from "../../../tests/support/targets/scene.js";
import { chunk, goodAnswer, SPEECHES, streamHead } from "../../../tests/support/targets/speech.js";
import { watchedLoop } from "../../../tests/support/targets/watched-loop.js";

for (const speech of SPEECHES) {
  const openai = speech.api.startsWith("openai");

  describe(`limits, ${speech.api}`, () => {
    const LIMIT_MS = 150;
    const good = goodAnswer(speech, ["a", "b"]);

    it("first-byte timeout: no response head", async () => {
      await failsWithin(
        () => "",
        { firstByteMs: LIMIT_MS, firstTokenMs: 5000 },
        "first_byte_timeout",
        "first-byte",
        "",
      );
    });

    it("first-byte timeout: a head without a body, with no first-token limit set", async () => {
      await failsWithin(() => streamHead(speech), { firstByteMs: LIMIT_MS }, "first_byte_timeout", "first-byte", "");
    });

    it("first-token timeout: a head and events, but no token", async () => {
      const events = () => streamHead(speech) + chunk(openai ? `: ping\n\n${speech.opening}` : "\n").toString();
      await failsWithin(
        events,
        { firstByteMs: LIMIT_MS - 10, firstTokenMs: LIMIT_MS, stallMs: 20 },
        "ttft_timeout",
        "first-token",
        "",
      );
    });

    it("stall timeout: silence in mid-stream", async () => {
      const events = () => streamHead(speech) + chunk(speech.text("a")).toString();
      await failsWithin(events, { firstTokenMs: 5000, stallMs: LIMIT_MS }, "stall_timeout", "stream", "a");
    });

    it("deadline: the total limit ends an answer whose tokens still flow", async () => {
      await inScene(
        speech,
        (socket) => {
          socket.write(streamHead(speech));
          const flow = setInterval(() => socket.write(chunk(speech.text("a"))), 10);
          socket.on("close", () => clearInterval(flow));
        },
        async ({ driver }) => {
          const timeouts = { ...NO_TIMEOUTS, stallMs: 300, totalMs: 400 };
          const { ending, seen } = await ask(driver, { timeouts });
          assert.equal(classOf(ending), "deadline", JSON.stringify(ending));
          assert.ok(seen.tokens().length > 3);
        },
      );
    });

    async function failsWithin(
      answer: () => string,
      timeouts: Partial<typeof NO_TIMEOUTS>,
      expected: string,
      phase: string,
      text: string,
    ): Promise<void> {
      let silent = true;
      await inScene(
        speech,
        (socket) => void (silent ? socket.write(answer()) : socket.write(good)),
        async ({ driver, server }) => {
          const loop = watchedLoop();
          const { ending, seen } = await ask(driver, { timeouts: { ...NO_TIMEOUTS, ...timeouts } });
          const lateMs = loop.latestMs();
          assert.equal(classOf(ending), expected, JSON.stringify(ending));
          assert.ok(ending.kind === "failed" && ending.phase === phase, JSON.stringify(ending));
          assert.equal(seen.text(), text);
          const from = expected === "stall_timeout" ? seen.chunks.at(-1)?.atMs : seen.dispatchedAtMs[0];
          const tookMs = ending.endAtMs - (from ?? Number.NaN);
          assert.ok(tookMs >= LIMIT_MS && tookMs < LIMIT_MS + 100 + lateMs, `${tookMs} ms`);
          silent = false;
          const next = await ask(driver);
          assert.equal(next.ending.kind, "answered", "the pool is not poisoned");
          assert.ok(server.openConnections() <= 1, "the silent socket was destroyed");
        },
      );
    }
  });
}
