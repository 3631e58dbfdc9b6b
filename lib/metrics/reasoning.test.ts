import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, arrival, exampleTrial, failedAfterText, usage } from "../../tests/support/metrics/trial.js";
import type { Trial } from "../types/index.js";
import { trialMetrics } from "./trial-metrics.js";

/** Six events of reasoning from 100 ms on, four of the answer from 160 ms on, end at 200 ms; sent at 0. */
const arrivals = Array.from({ length: 10 }, (_, at) => arrival(100 + 10 * at, at < 6 ? "reasoning" : "answer", at));
const thought = { ...answered(), reasoning: "hm" } as const;

const sharesOf = (changes: Partial<Trial>) => {
  const trial = exampleTrial({ arrivals, firstAnswerTokenAtMs: 160, outcome: thought, ...changes });
  const { reasoningTokensPercent, reasoningTimePercent } = trialMetrics(trial);
  return [reasoningTokensPercent, reasoningTimePercent];
};
const counted = (outputTokens: number, reasoningTokens: number | null) => ({ ...usage(outputTokens), reasoningTokens });

test("the share of time is from the first reasoning to the first answer, over the latency", () => {
  assert.equal(sharesOf({})[1], 30);
  assert.equal(sharesOf({ dispatchedAtMs: -100 })[1], 20);
});

test("the share of tokens is as counted, else one a token where there are as many events", () => {
  assert.equal(sharesOf({ usage: counted(40, 30) })[0], 75);
  assert.equal(sharesOf({ usage: counted(10, null) })[0], 60, "as many events as tokens");
  assert.equal(sharesOf({ usage: counted(40, null) })[0], null, "nobody tells");
  assert.equal(sharesOf({ usage: counted(10, 30) })[0], 75, "counted beside the output");
  assert.equal(sharesOf({ usage: null })[0], null);
});

test("without reasoning, an answer after it, a stream or a good end there is no share", () => {
  const plain = arrivals.map((event) => ({ ...event, kind: "answer" as const }));
  assert.deepEqual(sharesOf({ arrivals: plain, usage: counted(10, 0) }), [null, null]);
  assert.deepEqual(sharesOf({ arrivals: arrivals.slice(0, 6), usage: counted(6, 6) }), [100, null]);
  assert.equal(sharesOf({ streamed: false })[1], null);
  assert.equal(sharesOf({ outcome: failedAfterText() })[1], null);
});

test("a tool call ends a thought as an answer does", () => {
  const calling = arrivals.map((event) => (event.kind === "answer" ? { ...event, kind: "tool-call" as const } : event));
  assert.equal(sharesOf({ arrivals: calling, firstAnswerTokenAtMs: null })[1], 30);
});
