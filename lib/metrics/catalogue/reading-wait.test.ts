import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream } from "../../../tests/support/metrics/decode/streams.js";
import { answered, arrival, exampleTrial } from "../../../tests/support/metrics/trial.js";
import { trialMetrics } from "../trial-metrics.js";

test("a reader of 240 words per minute takes 250 ms a word: of a word after 100, 1000 and 1100 ms it waits 500 for the third", () => {
  // By hand: word 1 is read from 0 to 250, word 2 (there at 100) to 500, word 3 is there at 1000, word 4 at 1100 is read from 1250.
  const arrivals = [0, 100, 1000, 1100].map((atMs, at) => arrival(atMs, "answer", at, 4));
  const trial = exampleTrial({ arrivals, outcome: answered("one two yes end ") });
  assert.equal(trialMetrics(trial).readingWaitMs, 500);
});

test("words that come every 10 ms are never waited for, and an answer that was not streamed has no such number", () => {
  const stream = exampleStream([[{ text: "So" }], [{ text: " it" }], [{ text: " is." }]], null);
  assert.equal(trialMetrics(stream).readingWaitMs, 0);
  assert.equal(trialMetrics({ ...stream, streamed: false }).readingWaitMs, null);
});
