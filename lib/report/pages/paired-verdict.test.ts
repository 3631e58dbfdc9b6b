import assert from "node:assert/strict";
import { test } from "node:test";
import { madeTrial } from "../made-trials.js";
import { pairedSentences } from "./paired-verdict.js";

/** Twelve cases twice on two targets that take turns; b's first token takes half of a's time, its gaps the same. */
const trials = Array.from({ length: 48 }, (_, i) => {
  const caseIndex = Math.floor(i / 2) % 12;
  const firstTokenMs = (i % 2 === 0 ? 400 : 200) + caseIndex;
  const common = {
    caseId: `case-${caseIndex}`,
    repetition: Math.floor(i / 24),
    gapsMs: new Array<number>(19).fill(20),
  };
  return madeTrial(i, { ...common, target: i % 2 === 0 ? "a" : "b", firstTokenMs, startMs: i * 1000 });
});

test("the verdict names what the paired test shows, with its interval, for each metric", () => {
  const [first, latency, gaps] = pairedSentences(trials);
  // Exact p of 12 cases that all agree: 2 / 2^12, times 3 by Holm = 0.0015.
  const expected = "faster, changed by -49.3 % (95 % interval -49.6 % to -49 %, p = 0.001; 12 cases).";
  assert.equal(first, `b against a, time to first token: ${expected}`);
  // Dispatch to end is 780 + c against 580 + c ms: about a quarter less.
  assert.match(latency ?? "", /^b against a, latency: faster, changed by -25\.\d % /);
  assert.match(gaps ?? "", /^b against a, inter-token latency: no difference seen/);
});

test("a run that is INVALID has nothing called faster, and its reasons, which stand above, are not said again", () => {
  for (const sentence of pairedSentences(trials, ["the clock stepped"]))
    assert.match(sentence, /: cannot be compared.*; see what is against the run\.$/);
});

test("one target has no paired verdict", () => {
  assert.deepEqual(pairedSentences(trials.filter((trial) => trial.target === "a")), []);
});
