import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type ExamplePiece,
  exampleStream,
  inReadsOf,
  oneByOne,
} from "../../../tests/support/metrics/decode/streams.js";
import { exampleTrial, usage } from "../../../tests/support/metrics/trial.js";
import type { Trial, Usage } from "../../types/index.js";
import { tokenCount } from "../token-count.js";
import { tokensAfterFirst } from "./tokens-after-first.js";

// Expected counts are worked by hand from the definition: tokens that arrived after the read that brought the first one.

const after = (trial: Trial, source?: Usage["source"]) => tokensAfterFirst(trial, tokenCount(trial, source));
const counted = (tokens: number) => ({ kind: "known", tokens, estimated: false });
const estimated = (tokens: number) => ({ kind: "known", tokens, estimated: true });
const stream = (reads: readonly (readonly ExamplePiece[])[], outputTokens: number | null, more: Partial<Usage> = {}) =>
  exampleStream(reads, { outputTokens, ...more });
const reasonOf = (trial: Trial) => {
  const found = after(trial);
  return found.kind === "unknown" ? found.reason : `${found.tokens} are known`;
};
const thoughts = (count: number, text = " hmm") => oneByOne(count, { kind: "reasoning", text });

describe("tokens after the first read", () => {
  it("are the output tokens - 1 where each token is an event and each event a read", () => {
    assert.deepEqual(after(stream(oneByOne(25), 25)), counted(24));
    assert.deepEqual(after(stream([[{ kind: "role", text: "" }], ...oneByOne(25)], 25)), counted(24));
  });

  it("leave out all events of the first read, as a proxy that buffers sends them", () => {
    assert.deepEqual(after(stream(inReadsOf(16, oneByOne(64)), 64)), counted(48));
    assert.deepEqual(after(stream(inReadsOf(10, oneByOne(64)), 64)), counted(54));
    assert.deepEqual(after(stream([oneByOne(4).flat(), ...oneByOne(20)], 24)), counted(20));
  });

  it("are told apart by the text where an event holds several tokens: 40 of 48 in 6 chunks of 8", () => {
    const chunks = oneByOne(6, { text: " a b c d e f g h" });
    assert.deepEqual(after(stream(chunks, 48)), estimated(40));
    assert.deepEqual(after(stream(inReadsOf(2, chunks), 48)), estimated(32));
    const uneven = [[{ text: "x".repeat(30) }], [{ text: "x".repeat(60) }], [{ text: "x".repeat(10) }]];
    assert.deepEqual(after(stream(uneven, 30)), estimated(21));
  });

  it("do not hold an end token that is counted and never shown, unless the limit cut the answer", () => {
    assert.deepEqual(after(stream(oneByOne(25), 26)), counted(24));
    const cut = stream(oneByOne(25), 26);
    const outcome = { ...cut.outcome, finishReason: "length" } as Trial["outcome"];
    assert.deepEqual(after({ ...cut, outcome }), counted(25)); // one event held two tokens
  });

  it("are estimated by the text where an event holds less than a token", () => {
    assert.deepEqual(after(stream(oneByOne(40, { text: "ab" }), 20)), estimated(19)); // at least one came first
    assert.deepEqual(after(stream(inReadsOf(10, oneByOne(40, { text: "ab" })), 20)), estimated(15));
  });

  it("are none where everything came in one read", () => {
    assert.match(reasonOf(stream(inReadsOf(25, oneByOne(25)), 25)), /in one read/);
    assert.match(reasonOf(stream(oneByOne(1), 1)), /in one read/);
    assert.match(reasonOf(stream(oneByOne(2), 1)), /no token was counted after/);
  });

  it("are not known without a count, without a token and without streaming", () => {
    assert.match(reasonOf(exampleStream(oneByOne(5), null)), /not counted/);
    assert.match(reasonOf(stream(oneByOne(5), null)), /not counted/);
    assert.match(reasonOf(stream([[{ kind: "usage", text: "" }]], 5)), /no token arrived/);
    assert.match(reasonOf({ ...stream(oneByOne(5), 5), streamed: false }), /not streamed/);
  });

  it("are one fewer than all where only the instants are told, and are called estimated", () => {
    assert.deepEqual(after(exampleTrial({ arrivals: [], usage: usage(10) })), estimated(9));
  });

  it("hold tool calls like any other text", () => {
    const call = oneByOne(9, { kind: "tool-call", text: '{"a":' });
    assert.deepEqual(after(stream([...oneByOne(3), ...call], 12)), counted(11));
    assert.deepEqual(after(stream([...oneByOne(3), [{ kind: "tool-call", text: "f{}" }]], 20)).kind, "known");
  });
});

describe("the events' own counts", () => {
  it("are taken where they come to what was counted", () => {
    const chunks: ExamplePiece[][] = [3, 5, 8, 1].map((tokens) => [{ text: " some text", tokens }]);
    assert.deepEqual(after(stream(chunks, 17)), counted(14));
    assert.deepEqual(after(stream(chunks, 18)), counted(14), "an end token came with no text");
    assert.deepEqual(after(stream(inReadsOf(2, chunks), 17)), counted(9));
  });

  it("count tokens that had no text of their own yet, between the first text and the last", () => {
    const half: ExamplePiece = { kind: "empty", text: "", tokens: 1 };
    const whole: ExamplePiece = { text: "é", tokens: 1 };
    const trial = stream([[half], [whole], [half], [half], [whole], [half]], 6, { source: "engine" });
    assert.deepEqual(after(trial), counted(3));
  });

  it("put hidden reasoning into the first read, where a server counts along", () => {
    const [first, ...others] = oneByOne(25, { tokens: 1 });
    const reads = [[{ text: " word0", tokens: 1001 }], ...others];
    assert.ok(first);
    assert.deepEqual(after(stream(reads, 1025, { reasoningTokens: 1000 })), counted(24));
    assert.deepEqual(after(stream(oneByOne(25, { tokens: 1 }), 1025, { reasoningTokens: 1000 })), counted(24));
  });

  it("are left aside where they contradict what was counted, or are no counts", () => {
    assert.deepEqual(after(stream(oneByOne(6, { text: " a b c d e f g h", tokens: 1 }), 48)), estimated(40));
    for (const tokens of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9, "4" as unknown as number])
      assert.deepEqual(after(stream(oneByOne(25, { tokens }), 25)), counted(24), String(tokens));
  });

  it("are of another source than words", () => {
    const words = stream([[{ text: "one two ", tokens: 1 }], [{ text: "three four", tokens: 1 }]], 2);
    assert.deepEqual(after(words, "whitespace"), estimated(2));
  });
});

describe("reasoning in the count", () => {
  it("is taken off where it was counted and never shown", () => {
    assert.deepEqual(after(stream(oneByOne(25), 1025, { reasoningTokens: 1000 })), counted(24));
    assert.deepEqual(after(stream(oneByOne(20), 220, { reasoningTokens: 200 })), counted(19));
    assert.deepEqual(after(stream(oneByOne(4), 24, { reasoningTokens: 20 })), counted(3));
    const chunks = oneByOne(6, { text: " a b c d e f g h" });
    assert.deepEqual(after(stream(chunks, 1048, { reasoningTokens: 1000 })), estimated(40));
    assert.deepEqual(after(stream(inReadsOf(16, oneByOne(64)), 264, { reasoningTokens: 200 })), counted(48));
  });

  it("stays where it was shown", () => {
    assert.deepEqual(after(stream([...thoughts(20), ...oneByOne(20)], 40, { reasoningTokens: 20 })), counted(39));
    const chunks = [...oneByOne(3, { kind: "reasoning", text: " a b c d" }), ...oneByOne(3, { text: " a b c d" })];
    assert.deepEqual(after(stream(chunks, 24, { reasoningTokens: 12 })), estimated(20));
  });

  it("that servers count beside the output is not taken off, and is added where it was shown", () => {
    assert.deepEqual(after(stream(oneByOne(25), 25, { reasoningTokens: 1000 })), counted(24));
    assert.deepEqual(after(stream(oneByOne(25), 25, { reasoningTokens: 20 })), counted(24));
    assert.deepEqual(after(stream(oneByOne(24), 25, { reasoningTokens: 20 })), counted(23));
    assert.deepEqual(after(stream([...thoughts(40), ...oneByOne(10)], 10, { reasoningTokens: 40 })), counted(49));
    assert.deepEqual(after(stream([...thoughts(20), ...oneByOne(25)], 25, { reasoningTokens: 20 })), counted(44));
  });

  it("that was shown and not counted is one token an event where the answer is", () => {
    assert.deepEqual(after(stream([...thoughts(20), ...oneByOne(25)], 25)), estimated(44));
  });

  it("that was shown as a summary leaves the speed unknown", () => {
    const summary = [...thoughts(50, " so and so"), ...oneByOne(25)];
    assert.match(reasonOf(stream(summary, 1025, { reasoningTokens: 1000 })), /may be a summary/);
    const short = [...thoughts(5), ...oneByOne(4)];
    assert.match(reasonOf(stream(short, 1004, { reasoningTokens: 1000 })), /may be a summary/);
  });

  it("that was hidden and not told leaves more tokens than the text can hold: unknown", () => {
    assert.match(reasonOf(stream(oneByOne(25), 1025)), /more tokens were counted than the text/);
    assert.match(reasonOf(stream(oneByOne(20), 220)), /more tokens were counted than the text/);
    const unkept = { ...stream(oneByOne(25), 1025) };
    const outcome = { ...unkept.outcome, text: "" } as Trial["outcome"];
    assert.match(reasonOf({ ...unkept, outcome }), /more tokens were counted than the text/);
    assert.deepEqual(after(stream(oneByOne(6, { text: "語語語" }), 48)), estimated(40)); // a byte or more a token
  });

  it("beside a count of words is not known: the words are of the answer alone", () => {
    const trial = stream([...thoughts(3), ...oneByOne(3)], 6);
    const found = after(trial, "whitespace");
    assert.match(found.kind === "unknown" ? found.reason : "", /only the words of the answer/);
  });

  it("of no sense is as none", () => {
    for (const reasoningTokens of [-5, 0.5, Number.NaN, 1e300, "many" as unknown as number])
      assert.deepEqual(after(stream(oneByOne(25), 25, { reasoningTokens })), counted(24), String(reasoningTokens));
  });
});

it("a count of no sense is no count", () => {
  for (const outputTokens of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, "25" as unknown as number])
    assert.match(reasonOf(stream(oneByOne(25), outputTokens)), /not counted/, String(outputTokens));
  assert.match(reasonOf(stream(oneByOne(25), 1e9)), /more tokens were counted/);
  assert.match(reasonOf(stream(oneByOne(25), 0)), /no token was counted/);
});
