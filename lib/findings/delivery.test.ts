import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream, inReadsOf, oneByOne } from "../../tests/support/metrics/decode/streams.js";
import { failedAfterText } from "../../tests/support/metrics/trial.js";
import { compareTargets } from "../comparison/compare-targets.js";
import type { Trial } from "../types/index.js";
import { armsOf } from "./arms.js";
import { deliveryFindings } from "./delivery.js";

const one = exampleStream(oneByOne(64), { outputTokens: 64 });
const burst = { ...exampleStream(inReadsOf(16, oneByOne(64)), { outputTokens: 64 }), target: "b" };

const notes = (trials: readonly Trial[]) =>
  armsOf(trials)
    .flatMap(deliveryFindings)
    .map(({ text }) => text);

test("tokens that came one by one raise nothing, and neither do trials that tell only instants", () => {
  assert.deepEqual(notes([one, one]), []);
  assert.deepEqual(notes([{ ...one, arrivals: [] }]), []);
  assert.deepEqual(notes([]), []);
});

test("pieces that mostly came together are told for their target, with the share", () => {
  const [note, ...others] = notes([one, burst, burst]);
  // 60 of 64 shared a read with an earlier one
  assert.match(note ?? "", /^b: 93 % of the pieces of its answers came together .* describe the delivery/);
  assert.deepEqual(others, []);
  assert.deepEqual(notes([{ ...one, target: "b" }, burst]), [], "93 % of half of them is not most");
});

test("answers without a decode speed are counted by their reason, and estimated ones are counted", () => {
  const uncounted = exampleStream(oneByOne(5), null);
  const chunks = exampleStream(oneByOne(6, { text: " a b c d e f g h" }), { outputTokens: 48 });
  const whole = { ...one, streamed: false };
  assert.deepEqual(notes([one, uncounted, uncounted, whole, chunks]), [
    "a: 2 of 5 answers have no decode speed: its tokens were not counted",
    "a: 1 of 5 answers have no decode speed: the answer was not streamed",
    "a: the decode speed of 1 of 5 answers is estimated: their pieces are no single tokens, so tokens are told apart by the text",
  ]);
});

test("warm-ups and failures raise nothing: neither is an answer that is compared", () => {
  assert.deepEqual(notes([{ ...burst, phase: "warmup" }]), []);
  assert.deepEqual(notes([{ ...burst, usage: null, outcome: failedAfterText() }]), []);
});

test("a comparison of decode speeds says how its arms were delivered, and one of latencies does not", () => {
  const trials = Array.from({ length: 12 }, (_, index) =>
    [one, burst].map((trial) => ({ ...trial, caseId: `case-${index}`, target: trial.target })),
  ).flat();
  const arms = { baseline: "a", candidate: "b" };
  for (const metric of ["tokensPerSecond", "interTokenLatencyMs", "worstGapMs"] as const)
    assert.match(compareTargets(trials, { ...arms, metric }).reasons.join("\n"), /b: 93 % of the pieces/, metric);
  assert.doesNotMatch(compareTargets(trials, { ...arms, metric: "latencyMs" }).reasons.join("\n"), /pieces/);
});
