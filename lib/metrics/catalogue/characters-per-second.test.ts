import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ExamplePiece,
  exampleStream,
  inReadsOf,
  oneByOne,
} from "../../../tests/support/metrics/decode/streams.js";
import { failedAfterText } from "../../../tests/support/metrics/trial.js";
import { near } from "../../statistics/near.js";
import type { Trial } from "../../types/index.js";
import { trialMetrics } from "../trial-metrics.js";

// Expected numbers are worked by hand. A made stream has a read every 10 ms, the first at 100 ms.

const rateOf = (trial: Trial) => trialMetrics(trial).charactersPerSecond;
const streamOf = (reads: readonly (readonly ExamplePiece[])[]) => exampleStream(reads, null);

test("the characters after the first read by the time from first to last: 12 in 20 ms are 600 a second", () => {
  assert.equal(rateOf(streamOf([[{ text: "Hello" }], [{ text: " wide" }], [{ text: " world." }]])), 600);
});

test("what a proxy held back and let through in the first read does not count: 4 in 10 ms are 400 a second", () => {
  assert.equal(rateOf(streamOf([[{ text: "A long beginning" }, { text: " at once" }], [{ text: " end" }]])), 400);
});

test("a character is a code point: an emoji of two UTF-16 units is one, and an accent that stands alone is one", () => {
  assert.equal(rateOf(streamOf([[{ text: "👋" }], [{ text: "👋e\u0301" }]])), 300);
  assert.equal(
    rateOf(streamOf([[{ text: "a\ud83d" }], [{ text: "\udc4b!" }]])),
    200,
    "a pair that reads cut came with its end",
  );
});

test("reasoning and tool calls are no visible text, and the time of reasoning in between counts", () => {
  const thinks = [{ kind: "reasoning", text: "Let me think" }] as const;
  assert.equal(rateOf(streamOf([thinks, [{ text: "So" }], thinks, thinks, [{ text: " it is." }], thinks])), 7 / 0.03);
  const calls = streamOf([[{ text: "So" }], [{ text: " it" }], [{ kind: "tool-call", text: "search(1)" }]]);
  const visible = { ...calls, outcome: { ...calls.outcome, text: "So it" } };
  assert.equal(rateOf(visible), 300);
});

test("tokens are not needed, and what arrived before a failure has its rate", () => {
  const stream = streamOf([[{ text: "half" }], [{ text: " an" }]]);
  assert.equal(stream.usage, null);
  assert.equal(rateOf({ ...stream, outcome: failedAfterText("half an") }), 300);
});

test("there is none where nothing visible came after the first read, or no text or stream is known", () => {
  const stream = streamOf(oneByOne(5));
  const text = (kept: string): Trial => ({ ...stream, outcome: { ...stream.outcome, text: kept } });
  assert.ok(rateOf(stream) !== null);
  const none: Readonly<Record<string, Trial>> = {
    "one read": streamOf(inReadsOf(5, oneByOne(5))),
    "one visible read": streamOf([[{ kind: "reasoning", text: "Hm." }], [{ text: "Yes." }]]),
    "no visible text": streamOf([[{ kind: "reasoning", text: "Hm." }], [{ kind: "reasoning", text: "Well." }]]),
    "no events": { ...stream, arrivals: [] },
    "not streamed": { ...stream, streamed: false },
    "not stored": text(""),
    "only its hash stored": text(`sha256:${"a".repeat(64)}`),
    "a text that is not that of its events": text("Another tool's file tells no lengths of events."),
    "one instant": { ...stream, arrivals: stream.arrivals.map((one) => ({ ...one, atMs: 100 })) },
  };
  for (const [why, trial] of Object.entries(none)) assert.equal(rateOf(trial), null, why);
});

test("how the reads after the first are cut changes no rate where their last comes at the same time", () => {
  const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 9 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(texts, texts, ([first = "", ...rest], later) => {
      const whole = streamOf([[{ text: first }], [{ text: [...rest, ...later].join("") }]]);
      const cut = streamOf([[{ text: first }], ...[...rest, ...later].map((text) => [{ text }])]);
      const [last] = cut.arrivals.slice(-1);
      const seconds = ((last?.atMs ?? 0) - 100) / 1000;
      near((rateOf(cut) ?? 0) * seconds, (rateOf(whole) ?? 0) * 0.01);
    }),
  );
});
