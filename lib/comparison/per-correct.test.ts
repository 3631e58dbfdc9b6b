import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleTrial, failedAfterText, usage } from "../../tests/support/metrics/trial.js";
import type { Score, Trial } from "../types/index.js";
import { perCorrect } from "./per-correct.js";

const seconds = { a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], b: [2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12] };
const right = { a: [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0], b: [1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1] };

function made(count: number) {
  const trials: Trial[] = [];
  const scores: Score[] = [];
  for (const target of ["a", "b"] as const)
    for (let at = 0; at < count; at++) {
      const [planIndex, caseId] = [trials.length, `case-${at}`];
      trials.push(exampleTrial({ planIndex, caseId, target, endAtMs: 1000 * (seconds[target][at] ?? 0) }));
      const value = right[target][at] ?? 0;
      scores.push({
        planIndex,
        caseId,
        target,
        repetition: 0,
        scorer: "number",
        value,
        passed: value === 1,
        reason: "",
      });
    }
  return { trials, scores };
}

const near = (found: number | null | undefined, expected: number, by: number) =>
  assert.ok(Math.abs((found ?? Number.NaN) - expected) <= by, `${found} for ${expected}`);

describe("what a correct answer takes", () => {
  const { trials, scores } = made(12);
  const ask = { scorer: "number", scores, of: "seconds" } as const;

  it("is all seconds by the correct answers, with the ratio of two targets and the intervals that numpy draws", () => {
    // numpy 2: 400,000 draws of whole cases at the shares of the expanded percentile interval of 12 (t quantile 2.200985).
    const [a, b] = perCorrect(trials, { ...ask, resamples: 20_000 });
    near(a?.perCorrect, 78 / 8, 1e-12);
    near(b?.perCorrect, 84 / 9, 1e-12);
    near(a?.low, 5.5, 0.15);
    near(a?.high, 20.75, 0.6);
    near(b?.ratio, 84 / 9 / (78 / 8), 1e-12);
    near(b?.ratioLow, 0.45584, 0.02);
    near(b?.ratioHigh, 1.85185, 0.05);
    assert.deepEqual([a?.total, a?.correct, a?.unit, a?.ratio], [78, 8, "s", null]);
  });

  it("is the same for the same seed, and has no interval below ten cases", () => {
    assert.deepEqual(perCorrect(trials, ask), perCorrect(trials, ask));
    const few = made(9);
    const [row] = perCorrect(few.trials, { ...ask, scores: few.scores });
    assert.deepEqual([row?.low, row?.high, row?.perCorrect === null], [null, null, false]);
  });

  it("counts the seconds of failed answers, which are not correct", () => {
    const failed = trials.map((trial) => (trial.planIndex === 0 ? { ...trial, outcome: failedAfterText() } : trial));
    const unscored = scores.map((one) => (one.planIndex === 0 ? { ...one, value: null, passed: null } : one));
    const [a] = perCorrect(failed, { ...ask, scores: unscored });
    near(a?.perCorrect, 78 / 7, 1e-12);
    assert.deepEqual([a?.total, a?.answers, a?.notJudged], [78, 12, 0]);
  });

  it("is null with a reason where none is correct, tokens are not known, and joules and money were not measured", () => {
    const wrong = scores.map((one) => ({ ...one, value: 0, passed: false }));
    assert.match(perCorrect(trials, { ...ask, scores: wrong })[0]?.reason ?? "", /no answer was correct/);
    const uncounted = trials.map((trial) => (trial.planIndex === 3 ? { ...trial, usage: null } : trial));
    const [tokens] = perCorrect(uncounted, { ...ask, of: "tokens" });
    assert.deepEqual([tokens?.perCorrect, tokens?.low, tokens?.total], [null, null, null]);
    assert.match(tokens?.reason ?? "", /output tokens of 1 of 12 answers are not known/);
    for (const of of ["joules", "money"] as const) {
      const [row] = perCorrect(trials, { ...ask, of });
      assert.ok(row?.perCorrect === null && row.reason, of);
    }
  });

  it("counts tokens and money by hand: 8 prompt tokens and 10 output tokens an answer", () => {
    const counted = trials.map((trial) => ({ ...trial, usage: usage(10) }));
    near(perCorrect(counted, { ...ask, of: "tokens" })[0]?.perCorrect, 120 / 8, 1e-12);
    const list = { inputPerMillion: 1, outputPerMillion: 10, asOf: "2026-11-30" };
    const [money] = perCorrect(counted, { ...ask, of: "money", prices: { a: list, b: list } });
    near(money?.perCorrect, (12 * (8 * 1 + 10 * 10)) / 1e6 / 8, 1e-15);
    assert.equal(money?.unit, "USD");
  });

  it("asks for a threshold of a graded scorer, and for a scorer and a baseline that are there", () => {
    const graded = scores.map((one) => ({ ...one, value: 0.7, passed: null }));
    assert.throws(
      () => perCorrect(trials, { ...ask, scores: graded }),
      /expected a threshold, because number gave 0.7/,
    );
    assert.equal(perCorrect(trials, { ...ask, scores: graded, threshold: 0.7 })[0]?.correct, 12);
    assert.throws(() => perCorrect(trials, { ...ask, scorer: "facts" }), /expected a scorer of the run, got "facts"/);
    assert.throws(() => perCorrect(trials, { ...ask, baseline: "z" }), /expected baseline to be one of a, b, got z/);
  });
});
