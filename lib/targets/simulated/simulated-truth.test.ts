import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { simulatedTarget } from "../simulated-target.js";
import { simulatedTruth } from "./simulated-truth.js";

const one = { timeToFirstTokenMs: 30, gapMs: 10, tokens: 3 }; // 50 ms of work

const at = (...instants: number[]) => instants.map((atMs) => ({ atMs }));

describe("simulatedTruth", () => {
  it("makes requests wait in line for a slot", () => {
    const truths = simulatedTruth(simulatedTarget({ ...one, slots: 1 }), at(0, 20, 200));
    assert.deepEqual(
      truths.map(({ waitMs, serviceMs, responseMs }) => [waitMs, serviceMs, responseMs]),
      [
        [0, 50, 50],
        [30, 50, 80],
        [0, 50, 50],
      ],
    );
    assert.deepEqual(truths[1]?.tokensAtMs, [80, 90, 100]);
  });

  it("slows every answer down by those beside it, from the moment they come to the moment they go", () => {
    const target = simulatedTarget({ timeToFirstTokenMs: 40, gapMs: 10, tokens: 2, batchSlowdown: 1 });
    const [first, second] = simulatedTruth(target, at(0, 20));
    // Alone to 20 (20 of 50 done), then at half speed: 20 more by 60, and its last 10 by 80. The second has done 30 by then,
    // and does its last 20 alone.
    assert.deepEqual(first?.tokensAtMs, [60, 80]);
    assert.deepEqual(second?.tokensAtMs, [90, 100]);
  });

  it("does nothing while it is frozen, counted from the first request, and goes on where it was", () => {
    const target = simulatedTarget({ ...one, slots: 1, freezes: [{ fromMs: 35, toMs: 1035 }] });
    const [first, second, third] = simulatedTruth(target, at(500, 600, 1600));
    assert.deepEqual(first?.tokensAtMs, [530, 1540, 1550]);
    assert.deepEqual([second?.startedAtMs, second?.endedAtMs], [1550, 1600]);
    assert.equal(third?.waitMs, 0);
  });

  it("takes nobody into service while it is frozen, but lets come what is due as it freezes", () => {
    const target = simulatedTarget({ ...one, freezes: [{ fromMs: 50, toMs: 100 }] });
    const [first, second] = simulatedTruth(target, at(0, 70));
    assert.equal(first?.endedAtMs, 50);
    assert.deepEqual([second?.startedAtMs, second?.endedAtMs], [100, 150]);
  });

  it("answers sooner what begins like a prompt it remembers, and says how many words were cached", () => {
    const target = simulatedTarget({ ...one, slots: 1, prefixCache: { prompts: 2, saves: 0.8 } });
    const prompts = ["a b c d", "a b c d", "a b x y", "p q r s", "t u v w", "a b c d"];
    const truths = simulatedTruth(
      target,
      prompts.map((prompt, index) => ({ atMs: 100 * index, prompt })),
    );
    assert.deepEqual(
      truths.map(({ cachedInputTokens }) => cachedInputTokens),
      [0, 3, 2, 0, 0, 0], // the last word is always read; after two newer prompts the first is forgotten
    );
    assert.deepEqual(
      truths
        .slice(0, 3)
        .map(({ arrivedAtMs, tokensAtMs: [first = 0] }) => Math.round((first - arrivedAtMs) * 1e6) / 1e6),
      [30, 12, 18], // 0.8 of three and of two quarters saved,
    );
  });

  it("remembers a prompt when it has been read, not when it was asked", () => {
    const target = simulatedTarget({ ...one, prefixCache: { prompts: 9 } });
    const requests = [0, 10, 40].map((atMs) => ({ atMs, prompt: "a b" }));
    assert.deepEqual(
      simulatedTruth(target, requests).map(({ cachedInputTokens }) => cachedInputTokens),
      [0, 0, 1],
    );
  });

  it("reports other counts than it sent when it was told to, and never fewer than none", () => {
    const counts = (tokens: number) => {
      const [truth] = simulatedTruth(simulatedTarget({ ...one, miscount: { tokens } }), at(0));
      return [truth?.outputTokens, truth?.reportedOutputTokens];
    };
    assert.deepEqual(
      [counts(2), counts(-1), counts(-7)],
      [
        [3, 5],
        [3, 2],
        [3, 0],
      ],
    );
  });

  it("gives a slot back when its client goes away, in service or in line", () => {
    const target = simulatedTarget({ ...one, slots: 1 });
    const requests = [{ atMs: 0, cancelledAtMs: 35 }, { atMs: 1, cancelledAtMs: 20 }, { atMs: 2 }];
    const truths = simulatedTruth(target, requests);
    assert.deepEqual(
      truths.map(({ kind, startedAtMs, endedAtMs, outputTokens, workMs }) => [
        kind,
        startedAtMs,
        endedAtMs,
        outputTokens,
        workMs,
      ]),
      [
        ["cancelled", 0, 35, 1, 35],
        ["cancelled", null, 20, 0, 0],
        ["answered", 35, 85, 3, 50],
      ],
    );
  });

  it("breaks off after so many tokens, and lets the next one in", () => {
    const target = simulatedTarget({
      ...one,
      slots: 1,
      failures: { probability: 1, class: "truncated", afterTokens: 2 },
    });
    const [first, second] = simulatedTruth(target, at(0, 0));
    assert.deepEqual([first?.kind, first?.failureClass, first?.endedAtMs], ["failed", "truncated", 40]);
    assert.equal(second?.startedAtMs, 40);
  });

  it("turns ten thousand away that fail at once", () => {
    const target = simulatedTarget({
      ...one,
      slots: 1,
      freezes: [{ fromMs: 0, toMs: 10 }],
      failures: { probability: 1 },
    });
    const truths = simulatedTruth(target, at(...Array.from({ length: 10_000 }, () => 5)));
    assert.ok(truths.every(({ kind, endedAtMs }) => kind === "failed" && endedAtMs === 15));
  });

  it("stops at the length that was asked for", () => {
    const [truth] = simulatedTruth(simulatedTarget(one), [{ atMs: 0, maxTokens: 2 }]);
    assert.deepEqual([truth?.outputTokens, truth?.endedAtMs], [2, 40]);
  });

  it("says in the order of the requests what happened in the order of time", () => {
    const truths = simulatedTruth(simulatedTarget({ ...one, slots: 1 }), at(60, 0));
    assert.deepEqual(
      truths.map(({ count, startedAtMs }) => [count, startedAtMs]),
      [
        [1, 60],
        [0, 0],
      ],
    );
  });

  it("refuses other targets and instants that are none", () => {
    assert.throws(
      () => simulatedTruth({ kind: "llama", name: "x" }, []),
      /expected a target from simulatedTarget, got one of kind llama/,
    );
    assert.throws(
      () => simulatedTruth(simulatedTarget(one), at(0, Number.NaN)),
      /expected requests\[1\].atMs to be a finite number, got NaN/,
    );
  });
});
