import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText } from "../../tests/support/metrics/trial.js";
import type { Score, Trial } from "../types/index.js";
import { type TradeOffQuestion, tradeOff } from "./trade-off.js";

interface Arm {
  readonly target: string;
  readonly latency: (index: number) => number;
  readonly quality: (index: number) => number;
}

function made(cases: number, arms: readonly Arm[]): { trials: Trial[]; scores: Score[] } {
  const trials = arms.flatMap(({ target, latency }, arm) =>
    Array.from({ length: cases }, (_, index) =>
      exampleTrial({ target, caseId: `case-${index}`, planIndex: arm * cases + index, endAtMs: latency(index) }),
    ),
  );
  const scores = trials.map(({ planIndex, caseId, target, repetition }) => {
    const value = arms.find((arm) => arm.target === target)?.quality(planIndex % cases) ?? null;
    return { planIndex, caseId, target, repetition, scorer: "judge", value, passed: null, reason: "" };
  });
  return { trials, scores };
}

const steady = (value: number) => () => value;

test("a target that is faster and better is undominated in every draw, the other in none", () => {
  const { trials, scores } = made(12, [
    { target: "a", latency: (i) => 100 + i, quality: steady(0.9) },
    { target: "b", latency: (i) => 200 + i, quality: steady(0.5) },
  ]);
  const found = tradeOff(trials, { scores });
  assert.deepEqual(
    found.rows.map(({ target, undominated, undominatedShare }) => [target, undominated, undominatedShare]),
    [
      ["a", true, 1],
      ["b", false, 0],
    ],
  );
  assert.deepEqual(found.rows[0]?.quality, { value: 0.9, low: 0.9, high: 0.9 });
  assert.deepEqual([found.quality, found.betterWhen, found.cases], ["judge", "lower", 12]);
});

test("faster and worse is a choice, and so is slower and better", () => {
  const { trials, scores } = made(12, [
    { target: "a", latency: (i) => 100 + i, quality: steady(0.4) },
    { target: "b", latency: (i) => 200 + i, quality: steady(0.8) },
  ]);
  assert.deepEqual(
    tradeOff(trials, { scores }).rows.map(({ undominatedShare }) => undominatedShare),
    [1, 1],
  );
});

test("where the order of speeds is a coin, the share says so", () => {
  // Each case is faster on one target by one unit of the logarithm, five cases each way, quality equal. A target stays
  // undominated when it wins at most five of ten drawn: scipy.stats.binom.cdf(5, 10, 0.5) = 0.623046875.
  const { trials, scores } = made(10, [
    { target: "a", latency: (i) => (i % 2 === 0 ? 1 : Math.E), quality: steady(1) },
    { target: "b", latency: (i) => (i % 2 === 0 ? Math.E : 1), quality: steady(1) },
  ]);
  for (const { undominatedShare } of tradeOff(trials, { scores, resamples: 4000 }).rows) {
    assert.ok(Math.abs((undominatedShare ?? 0) - 0.623046875) < 0.03, `${undominatedShare}`);
  }
});

test("speed is a geometric mean over cases, and repetitions of a case are no new cases", () => {
  const { trials, scores } = made(10, [{ target: "a", latency: (i) => (i < 5 ? 100 : 400), quality: (i) => i / 10 }]);
  const again = trials.map((trial) => ({ ...trial, planIndex: trial.planIndex + 100, repetition: 1 }));
  const more = scores.map((one) => ({ ...one, planIndex: one.planIndex + 100, repetition: 1 }));
  const once = tradeOff(trials, { scores }).rows[0];
  const twice = tradeOff([...trials, ...again], { scores: [...scores, ...more] }).rows[0];
  assert.ok(Math.abs((once?.speed.value ?? 0) - 200) < 1e-9);
  assert.ok(Math.abs((once?.quality.value ?? 0) - 0.45) < 1e-12);
  for (const axis of ["speed", "quality"] as const) {
    for (const end of ["low", "high"] as const) {
      assert.ok(Math.abs((twice?.[axis][end] ?? 0) - (once?.[axis][end] ?? Number.NaN)) < 1e-9);
    }
  }
});

test("a case that one target failed is left out for all, and said", () => {
  const { trials, scores } = made(12, [
    { target: "a", latency: steady(100), quality: steady(1) },
    { target: "b", latency: steady(200), quality: steady(1) },
  ]);
  const failed = trials.map((trial) => (trial.planIndex === 12 ? { ...trial, outcome: failedAfterText() } : trial));
  const found = tradeOff(failed, { scores });
  assert.deepEqual([found.cases, found.lostCases], [11, 1]);
  assert.match(found.notes.join(), /1 cases left out/);
});

test("below ten cases there is an estimate and no claim on how sure it is", () => {
  const { trials, scores } = made(9, [
    { target: "a", latency: (i) => 100 + i, quality: steady(0.9) },
    { target: "b", latency: (i) => 200 + i, quality: steady(0.5) },
  ]);
  const [row] = tradeOff(trials, { scores }).rows;
  assert.deepEqual([row?.undominated, row?.undominatedShare, row?.speed.low], [true, null, null]);
  assert.match(tradeOff(trials, { scores }).notes.join(), /9 cases: at least 10/);
});

test("a question that cannot be answered is the caller's mistake", () => {
  const { trials, scores } = made(3, [{ target: "a", latency: steady(1), quality: steady(1) }]);
  assert.throws(
    () => tradeOff(trials, { scores: [] }),
    /expected the name of one scorer as quality, got scores of none/,
  );
  assert.throws(() => tradeOff(trials, { scores, quality: "rouge" }), /expected a scorer rouge, got scores of judge/);
  const unjudged = scores.map((one) => ({ ...one, value: null }));
  assert.throws(() => tradeOff(trials, { scores: unjudged }), /got none; score the run first/);
  const misnamed = { speed: "latency" } as unknown as TradeOffQuestion;
  assert.throws(
    () => tradeOff(trials, { scores, ...misnamed }),
    /expected speed to be one of .*latencyMs.*, got "latency"/,
  );
});
