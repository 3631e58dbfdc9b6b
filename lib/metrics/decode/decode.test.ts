import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ExamplePiece,
  exampleStream,
  inReadsOf,
  oneByOne,
} from "../../../tests/support/metrics/decode/streams.js";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { near } from "../../statistics/near.js";
import type { Arrival, Trial } from "../../types/index.js";
import { tokenCount } from "../token-count.js";
import { trialMetrics } from "../trial-metrics.js";
import { decodeOf } from "./decode.js";

const speedOf = (trial: Trial) => trialMetrics(trial);

test("a token every 10 ms is 100 a second, with hidden reasoning, through a proxy and eight tokens a chunk", () => {
  near(speedOf(exampleStream(oneByOne(25), { outputTokens: 25 })).tokensPerSecond ?? 0, 100);
  const hidden = exampleStream(oneByOne(25), { outputTokens: 1025, reasoningTokens: 1000 });
  near(speedOf(hidden).tokensPerSecond ?? 0, 100);
  near(speedOf(hidden).interTokenLatencyMs ?? 0, 10);
  const chunks = exampleStream(oneByOne(6, { text: " a b c d e f g h" }), { outputTokens: 48 }); // 40 in 50 ms
  near(speedOf(chunks).tokensPerSecond ?? 0, 800);
  near(speedOf(exampleStream(inReadsOf(16, oneByOne(64)), { outputTokens: 64 })).tokensPerSecond ?? 0, 1600); // 48 in 30 ms
});

test("where there is no speed its reason is told, also for tokens that came in one instant of several reads", () => {
  const reads = oneByOne(5);
  const uncounted = exampleStream(reads, null);
  assert.deepEqual(decodeOf(uncounted, tokenCount(uncounted)), {
    tokens: null,
    estimated: null,
    ms: null,
    unknownBecause: "its tokens were not counted",
  });
  const instant = { ...exampleStream(reads, { outputTokens: 5 }), lastTokenAtMs: 100 };
  assert.deepEqual(decodeOf(instant, tokenCount(instant)), {
    tokens: 4,
    estimated: false,
    ms: null,
    unknownBecause: "its tokens came in a single instant",
  });
  assert.equal(speedOf(exampleStream(reads, { outputTokens: 5 })).noDecodeSpeedReason, null);
});

const piece = fc.record({
  kind: fc.constantFrom<Arrival["kind"]>(
    "answer",
    "reasoning",
    "tool-call",
    "role",
    "empty",
    "usage",
    "comment",
    "end",
  ),
  text: fc.string({ maxLength: 12 }),
  tokens: fc.option(fc.oneof(fc.nat(4), fc.constantFrom(-1, Number.NaN, 1e12)), { nil: null }),
});
const reads = fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), { maxLength: 20 });
const count = fc.option(fc.oneof(fc.nat(200), fc.constantFrom(-3, 0.5, Number.NaN, 1e15, Infinity)), { nil: null });

test("whatever is told, a speed is a positive number or null with a reason, and no more than was counted", () => {
  fc.assert(
    fc.property(reads, count, count, fc.boolean(), (given, outputTokens, reasoningTokens, streamed) => {
      const trial = { ...exampleStream(given, { outputTokens, reasoningTokens }), streamed };
      const found = trialMetrics(trial);
      const { tokensAfterFirst, tokensPerSecond, interTokenLatencyMs, noDecodeSpeedReason } = found;
      assert.equal(tokensPerSecond === null, noDecodeSpeedReason !== null);
      assert.equal(tokensPerSecond === null, interTokenLatencyMs === null);
      assert.equal(tokensAfterFirst === null, found.tokensAfterFirstEstimated === null);
      if (tokensPerSecond !== null) assert.ok(tokensPerSecond > 0 && Number.isFinite(tokensPerSecond));
      if (tokensAfterFirst === null) return;
      assert.ok(Number.isInteger(tokensAfterFirst) && tokensAfterFirst >= 1);
      const thoughtShown = trial.arrivals.some(({ kind, textLength }) => kind === "reasoning" && textLength > 0);
      const beside = thoughtShown ? Math.max(reasoningTokens || 0, trial.arrivals.length) : 0; // a server may count it apart
      assert.ok(tokensAfterFirst <= (found.outputTokens ?? 0) - 1 + beside, `${tokensAfterFirst}`);
    }),
    { numRuns: 1000 },
  );
});

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 30 });
const regrouped = (pieces: readonly ExamplePiece[], groups: readonly number[]) => {
  const rest = [...pieces];
  const found = groups.flatMap((size) => (rest.length === 0 ? [] : [rest.splice(0, size)]));
  return rest.length === 0 ? found : [...found, rest];
};

test("how the reads after the first are cut changes no count", () => {
  fc.assert(
    fc.property(sizes, sizes, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 20, max: 60 }), (a, b, first, n) => {
      const pieces = oneByOne(n).flat();
      const of = (groups: readonly number[]) =>
        speedOf(exampleStream(regrouped(pieces, [first, ...groups]), { outputTokens: n })).tokensAfterFirst;
      assert.equal(of(a), of(b));
      assert.equal(of(a), n - first);
    }),
  );
});

test("a larger first read never leaves more tokens after it, whether they are counted or estimated", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 9 }), { minLength: 3, maxLength: 30 }), (texts) => {
      const pieces = texts.map((text) => ({ text }));
      for (const outputTokens of [texts.length, Math.max(2, texts.join("").length)]) {
        const of = (first: number) =>
          speedOf(exampleStream(regrouped(pieces, [first]), { outputTokens })).tokensAfterFirst ?? 0;
        for (let first = 1; first + 1 < texts.length; first++) assert.ok(of(first + 1) <= of(first));
      }
    }),
  );
});

test("a steady engine has one speed, however many tokens a buffer holds back before it lets them through", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 2, max: 12 }), (size, bursts) => {
      const n = size * bursts;
      const gathered = exampleStream(inReadsOf(size, oneByOne(n)), { outputTokens: n });
      const arrivals = gathered.arrivals.map((one) => ({ ...one, atMs: 100 + 6 * size * (one.readIndex + 1) }));
      const [first, last] = [arrivals.at(0), arrivals.at(-1)];
      const trial = { ...gathered, arrivals, firstTokenAtMs: first?.atMs ?? null, lastTokenAtMs: last?.atMs ?? null };
      near(speedOf(trial).interTokenLatencyMs ?? 0, 6);
    }),
  );
});

test("a trial that tells only its instants has the speed of all tokens but one", () => {
  near(speedOf(exampleTrial({ arrivals: [] })).interTokenLatencyMs ?? 0, 10); // 10 tokens from 100 to 190 ms
});
