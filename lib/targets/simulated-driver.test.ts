import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { simulatedAnswer } from "./simulated-driver.js";
import { simulatedTarget } from "./simulated-target.js";

const base = { timeToFirstTokenMs: 100, gapMs: 10, tokens: 4 };

describe("simulatedAnswer", () => {
  it("is known in advance: first token, then gaps", () => {
    assert.deepEqual(simulatedAnswer(simulatedTarget(base), 0).dueMs, [100, 110, 120, 130]);
  });

  it("slows down by its drift, answer by answer", () => {
    const target = simulatedTarget({ ...base, drift: 0.5 });
    assert.deepEqual(simulatedAnswer(target, 0).dueMs, [100, 110, 120, 130]);
    assert.deepEqual(simulatedAnswer(target, 2).dueMs, [200, 220, 240, 260]);
  });

  it("keeps each wait within its jitter, and repeats itself for the same seed and count", () => {
    const target = simulatedTarget({ ...base, jitter: 0.2, seed: 5 });
    for (let count = 0; count < 200; count++) {
      const { dueMs } = simulatedAnswer(target, count);
      assert.deepEqual(dueMs, simulatedAnswer(target, count).dueMs);
      const [first = 0, second = 0] = dueMs;
      assert.ok(first >= 80 && first <= 120, String(first));
      assert.ok(second - first >= 8 - 1e-9 && second - first <= 12 + 1e-9, String(second - first));
    }
  });

  it("varies from answer to answer and from seed to seed", () => {
    const firsts = (seed: number) =>
      Array.from(
        { length: 50 },
        (_, count) => simulatedAnswer(simulatedTarget({ ...base, jitter: 0.5, seed }), count).dueMs[0],
      );
    assert.equal(new Set(firsts(1)).size, 50);
    assert.notDeepEqual(firsts(1), firsts(2));
  });

  it("varies as independent draws do: means of 20 first waits scatter by 1/sqrt(20), and two seeds have nothing in common", () => {
    const firstsOf = (seed: number) => {
      const target = simulatedTarget({ ...base, jitter: 0.5, seed });
      return Array.from({ length: 4000 }, (_, count) => ((simulatedAnswer(target, count).dueMs[0] ?? 0) - 100) / 50);
    };
    // u even from -1 to 1 has variance 1/3, a mean of 20 has 1/60; the bands are four standard errors of 200 means.
    for (const seed of [1, 2, 7, 2 ** 40 + 1]) {
      const [own, next] = [firstsOf(seed), firstsOf(seed + 1)];
      const means = Array.from({ length: 200 }, (_, i) => own.slice(20 * i, 20 * i + 20).reduce((a, b) => a + b) / 20);
      const variance = means.reduce((total, mean) => total + mean * mean, 0) / 200;
      assert.ok(Math.abs(variance * 60 - 1) < 4 * Math.sqrt(2 / 200), `variance ${variance * 60} times 1/60`);
      const covariance = own.reduce((total, value, i) => total + value * (next[i] ?? 0), 0) / 4000;
      assert.ok(Math.abs(3 * covariance) < 4 / Math.sqrt(4000), `correlation ${3 * covariance}`);
    }
  });

  it("fails and stalls about as often as it was told", () => {
    const target = simulatedTarget({
      ...base,
      failures: { probability: 0.3, afterTokens: 2 },
      stall: { probability: 0.1, ms: 500 },
    });
    const answers = Array.from({ length: 2000 }, (_, count) => simulatedAnswer(target, count));
    const failed = answers.filter((answer) => answer.failsBefore === 2).length;
    assert.ok(Math.abs(failed - 600) < 4 * Math.sqrt(2000 * 0.3 * 0.7), `${failed} of 2000 failed`);
    const stalls = answers.flatMap(({ dueMs }) =>
      dueMs.filter((at, word) => at - (dueMs[word - 1] ?? 0) >= 500),
    ).length;
    assert.ok(Math.abs(stalls - 800) < 4 * Math.sqrt(8000 * 0.1 * 0.9), `${stalls} of 8000 tokens stalled`);
  });

  it("refuses settings that make no sense, naming them", () => {
    assert.throws(() => simulatedTarget({ ...base, gapMs: -1 }), /expected gapMs to be a number of at least 0, got -1/);
    assert.throws(() => simulatedTarget({ ...base, jitter: 2 }), /jitter to be a number from 0 to 1, got 2/);
    assert.throws(() => simulatedTarget({ ...base, tokens: 0 }), /tokens to be a whole number of at least 1, got 0/);
  });
});
