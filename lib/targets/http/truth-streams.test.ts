import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, testWorld } from "../../../tests/support/targets/recorder.js";
import { SPEECHES } from "../../../tests/support/targets/speech.js";
import { startTruthServer, type TruthServer } from "../../../tests/support/targets/start-truth-server.js";
import type { Driver } from "../../types/index.js";

const TIMELINE = { roleAtMs: 0, firstTokenAtMs: 5, gapMs: 2, tokens: 25, stall: { beforeToken: 10, ms: 10 } };
/** The finest step in which the two clocks are compared. */
const CLOCK_MS = 0.05;
/** What the server says as its tokens: their numbers in order. */
const TEXT = Array.from({ length: TIMELINE.tokens }, (_, token) => `${token} `).join("");

/** What must hold on any machine, however busy: bounds of one side only, and counts. How small the errors are, the bench prints. */
for (const speech of SPEECHES) {
  describe(`many streams at once from a server that knows the truth, ${speech.api}`, () => {
    let server: TruthServer;
    let driver: Driver;
    before(async () => {
      server = await startTruthServer(TIMELINE);
      driver = await speech.open(speech.target(server.origin), testWorld({ maxInFlight: 64 }));
    });
    after(async () => {
      await driver.close();
      await server.close();
    });

    for (const streams of [1, 16, 64]) {
      it(`of ${streams}, no token is lost, none is out of order, none is counted wrongly, none is stamped before it was written`, async () => {
        const prompts = Array.from({ length: streams }, (_, stream) => `stream ${stream} of ${streams}`);
        const answers = await Promise.all(prompts.map((prompt) => ask(driver, { prompt })));
        const truths = await server.truths();
        assert.equal(truths.size, streams);
        // Two processes may read the origin of their clocks some milliseconds apart. Whatever that difference is, it is one: no
        // request may be had before it was sent, and no token stamped before it was written.
        const ahead: number[] = [];
        const behind: number[] = [];
        for (const [index, { ending, seen }] of answers.entries()) {
          const truth = truths.get(prompts[index] ?? "");
          assert.ok(truth !== undefined);
          assert.equal(ending.kind, "answered", JSON.stringify(ending));
          assert.equal(ending.usage?.outputTokens, TIMELINE.tokens);
          assert.equal(seen.text("answer"), TEXT);
          assert.equal(seen.tokens().length, TIMELINE.tokens);
          assert.equal(seen.dispatchedAtMs.length, 1);
          ahead.push((seen.dispatchedAtMs[0] ?? Number.NaN) - truth.receivedAtMs);
          behind.push(ending.endAtMs - truth.endedAtMs);
          for (const [token, { atMs }] of seen.tokens().entries())
            behind.push(atMs - (truth.tokensWrittenAtMs[token] ?? Number.NaN));
          for (const [before, after] of seen.chunks.slice(1).map((chunk, at) => [seen.chunks[at], chunk] as const)) {
            assert.ok(before !== undefined && before.atMs <= after.atMs && before.readIndex <= after.readIndex);
            // Two reads may share an instant, but one read has only one.
            if (before.readIndex === after.readIndex) assert.equal(before.atMs, after.atMs);
          }
        }
        assert.ok(
          Math.max(...ahead) <= Math.min(...behind) + CLOCK_MS,
          `${Math.max(...ahead)}, ${Math.min(...behind)}`,
        );
      });
    }
  });
}
