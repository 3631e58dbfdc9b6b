import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/report/trials.js";
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
  return exampleTrial(i, { ...common, target: i % 2 === 0 ? "a" : "b", firstTokenMs, startMs: i * 1000 });
});

test("the verdict names what the paired test shows, with its interval, for each metric", () => {
  const [first, latency, gaps] = pairedSentences(trials);
  // Exact p of 12 cases that all agree: 2 / 2^12 = 0.0005, times 3 by Holm = 0.0015.
  const expected =
    "faster, changed by -49.3 % (95 % interval -49.6 % to -49 %, p < 0.001; p adjusted for 3 metrics (Holm) = 0.001; 12 cases).";
  assert.equal(first, `b against a, time to first token: ${expected}`);
  // Dispatch to end is 780 + c against 580 + c ms: about a quarter less.
  assert.match(latency ?? "", /^b against a, latency: faster, changed by -25\.\d % /);
  assert.match(gaps ?? "", /^b against a, inter-token latency: no difference seen/);
});

test("an invalid run has nothing called faster, and its reasons, which stand above, are not said again", () => {
  for (const sentence of pairedSentences(trials, ["the clock stepped"]))
    assert.match(sentence, /: cannot be compared.*; see what is against the run\.$/);
});

/** The same with b's latency longer by so much in every case, its other times alike. */
const slower = (share: (caseIndex: number) => number) =>
  trials.map((trial, i) => {
    const a = trials[i - (i % 2)] ?? trial;
    const latencyMs = (a.endAtMs - a.dispatchedAtMs) * (i % 2 === 0 ? 1 : 1 + share(Math.floor(i / 2) % 12));
    const moved = (atMs: number | null) => (atMs === null ? null : trial.dispatchedAtMs + atMs - a.dispatchedAtMs);
    return {
      ...trial,
      arrivals: [],
      firstByteAtMs: moved(a.firstByteAtMs),
      firstTokenAtMs: moved(a.firstTokenAtMs),
      lastTokenAtMs: moved(a.lastTokenAtMs),
      endAtMs: trial.dispatchedAtMs + latencyMs,
    };
  });

test("a change that is sure and small is not said to be none: it is smaller than what counts", () => {
  const [, latency] = pairedSentences(slower((caseIndex) => 0.014 + caseIndex * 1e-5));
  assert.match(
    latency ?? "",
    /^b against a, latency: a difference smaller than the 2 % that counts, changed by \+1\.4\d? % \(95 % interval \+1\.4\d? % to \+1\.4\d? %, p < 0\.001; p adjusted for 3 metrics \(Holm\) = 0\.001; 12 cases\)\.$/,
  );
});

test("what the adjustment takes away is said to be taken by it, since the interval is not adjusted", () => {
  // The changes of ranks 12 and 1 are the other way: R's 2 * psignrank(13, 12) is 0.0425, thrice that 0.127
  const [, latency] = pairedSentences(
    slower((caseIndex) => (caseIndex < 10 ? 0.04 + caseIndex * 1e-4 : caseIndex === 10 ? -0.001 : -0.05)),
  );
  assert.match(
    latency ?? "",
    /latency: no difference seen once p is adjusted for 3 comparisons, changed by \+.*p = 0\.042; p adj.* = 0\.127;/,
  );
});

test("one target has no paired verdict", () => {
  assert.deepEqual(pairedSentences(trials.filter((trial) => trial.target === "a")), []);
});
