import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type ExamplePiece, exampleStream } from "../../../tests/support/metrics/decode/streams.js";
import { answered, arrival, exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { near } from "../../statistics/near.js";
import type { Trial } from "../../types/index.js";
import { readingWait } from "./reading-wait.js";
import { wordEnds } from "./word-ends.js";

/** An answer of one word at each of these instants, in one event each. */
function spokenAt(atMs: readonly number[]): Trial {
  const arrivals = atMs.map((at, index) => arrival(at, "answer", index, 3));
  return exampleTrial({ arrivals, outcome: answered(atMs.map(() => " so").join("")) });
}

const instants = fc
  .array(fc.double({ min: 0, max: 2000, noNaN: true }), { minLength: 2, maxLength: 60 })
  .map((gaps) => gaps.map((_, at) => 100 + gaps.slice(1, at + 1).reduce((sum, gap) => sum + gap, 0)));
const speed = fc.double({ min: 1, max: 5000, noNaN: true });

describe("what a reader waits", () => {
  it("is counted by hand: at 120 words per minute, words at 0, 1, 1.2 and 5 s give waits of 0.5 and 3 s", () => {
    // Word 1 is read from 0 to 0.5 s, word 2 from 1 to 1.5, word 3 (there since 1.2) to 2, word 4 from 5.
    const { waitMs, share, stalls, longestWaitMs, answerMs, words } = readingWait(spokenAt([0, 1000, 1200, 5000]), {
      wordsPerMinute: 120,
    });
    assert.deepEqual(
      { waitMs, stalls, longestWaitMs, answerMs, words },
      {
        ...{ waitMs: 3500, stalls: 2, longestWaitMs: 3000, answerMs: 5000, words: 4 },
      },
    );
    assert.equal(share, 0.7);
  });

  it("is how late the last word is for the reader: the largest a(k) - a(1) - (k - 1) d, another way to count it", () => {
    fc.assert(
      fc.property(instants, speed, (atMs, wordsPerMinute) => {
        const lateness = atMs.map((at, k) => at - (atMs[0] ?? 0) - k * (60_000 / wordsPerMinute));
        near(readingWait(spokenAt(atMs), { wordsPerMinute }).waitMs ?? Number.NaN, Math.max(...lateness), 1e-6);
      }),
    );
  });

  it("is all of the time for a reader of boundless speed, and nothing for one who is slow enough", () => {
    fc.assert(
      fc.property(instants, (atMs) => {
        const trial = spokenAt(atMs);
        const answerMs = (atMs.at(-1) ?? 0) - (atMs[0] ?? 0);
        if (answerMs > 1) near(readingWait(trial, { wordsPerMinute: 1e12 }).share ?? Number.NaN, 1, 1e-6);
        const slow = readingWait(trial, { wordsPerMinute: 60_000 / 2001 });
        assert.deepEqual([slow.waitMs, slow.stalls, slow.longestWaitMs], [0, 0, 0]);
      }),
    );
  });

  it("never shrinks as the reader gets faster", () => {
    fc.assert(
      fc.property(instants, speed, speed, (atMs, one, other) => {
        const [slow, fast] = [Math.min(one, other), Math.max(one, other)].map(
          (wordsPerMinute) => readingWait(spokenAt(atMs), { wordsPerMinute }).waitMs ?? Number.NaN,
        );
        assert.ok((slow ?? Number.NaN) <= (fast ?? Number.NaN) + 1e-6);
      }),
    );
  });

  it("has a word when its last character is there, whatever the cut; reasoning and marks are none", () => {
    const thinks: ExamplePiece = { kind: "reasoning", text: "Let me think" };
    const cut = exampleStream(
      [[thinks], [{ text: "Hel" }], [{ text: "lo" }], [{ text: ", wor" }], [{ text: "ld" }], [{ text: "!" }]],
      null,
    );
    const { words, answerMs } = readingWait(cut);
    assert.deepEqual([words, answerMs], [2, 20], "the first at 120 ms, the second at 140 ms");
  });

  it("keeps what came before a failure, and knows nothing with a reason where text, times or words are missing", () => {
    const whole = spokenAt([100, 900]);
    assert.equal(readingWait({ ...whole, outcome: failedAfterText(" so so") }).waitMs, 550);
    const why = (changes: Partial<Trial>) => {
      const { waitMs, share, stalls, reason } = readingWait({ ...whole, ...changes });
      assert.deepEqual([waitMs, share, stalls], [null, null, null]);
      return reason ?? "";
    };
    assert.match(why({ streamed: false }), /not streamed/);
    assert.match(why({ outcome: answered("") }), /did not keep the answer's text/);
    assert.match(why({ outcome: answered(`sha256:${"a".repeat(64)}`) }), /did not keep/);
    assert.match(why({ outcome: answered("another text") }), /not that of its events/);
    assert.match(why({ arrivals: [arrival(1, "answer", 1, 4)], outcome: answered("one.") }), /fewer than two words/);
  });

  it("has no share where all words came at once, and no wait", () => {
    const { waitMs, share, reason } = readingWait(spokenAt([100, 100, 100]));
    assert.deepEqual([waitMs, share, reason], [0, null, null]);
  });

  it("refuses a speed that is none", () => {
    for (const wordsPerMinute of [0, -1, Number.NaN])
      assert.throws(() => readingWait(spokenAt([1, 2]), { wordsPerMinute }), /readingWait.*wordsPerMinute/);
  });
});

describe("words", () => {
  it("are those of Unicode's word boundaries in any script", () => {
    assert.equal(wordEnds("Grüße aus Köln").length, 3);
    assert.equal(wordEnds("Привет, как дела?").length, 3);
    assert.ok(wordEnds("今天天气很好").length >= 3, "Chinese has no spaces, and words all the same");
    assert.deepEqual(wordEnds("👋 … — !"), []);
  });

  it("of plain text are found as Intl.Segmenter finds them", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "word" });
    const segmented = (text: string) =>
      [...segmenter.segment(text)].flatMap(({ segment, index, isWordLike }) =>
        isWordLike && /[a-z0-9]/i.test(segment) ? [index + segment.length] : [],
      );
    const characters = fc.constantFrom(..."aZ90_.':,; \n\t-/%\"()$@+=*‘’“”–—…");
    const texts = fc.oneof(fc.string({ unit: characters, maxLength: 12 }), fc.string({ unit: "binary-ascii" }));
    fc.assert(
      fc.property(texts, (text) => assert.deepEqual(wordEnds(text), segmented(text))),
      { numRuns: 3000 },
    );
  });
});
