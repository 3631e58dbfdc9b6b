import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { exampleTrial, failedAfterText } from "../../tests/support/metrics/trial.js";
import type { Score, Trial } from "../types/index.js";
import { rankTargets } from "./rank-targets.js";

/** Five targets over the same cases, the third a tenth slower than the others; two that differ only by noise beside each. */
function fiveTargets(seed: number): Trial[] {
  const ratios: readonly (readonly [string, number])[] = [
    ["one", 1],
    ["two", 1],
    ["slow", 1.3],
    ["four", 1],
    ["fast", 0.7],
  ];
  return ratios.flatMap(([name, ratio], at) =>
    exampleRun({ cases: 20, repetitions: 3, ratio, seed: seed + at })
      .filter(({ target }) => target === "b")
      .map((trial) => ({ ...trial, target: name })),
  );
}

describe("the ranking of targets", () => {
  it("puts the best first, and equal ones into one group with ranks in common", () => {
    const { rows, cases, unit, notes } = rankTargets(fiveTargets(1), { seed: 3 });
    assert.deepEqual([cases, unit, notes], [20, "ms", []]);
    assert.deepEqual([rows[0]?.target, rows[0]?.rankLow, rows[0]?.rankHigh, rows[0]?.group], ["fast", 1, 1, 1]);
    assert.deepEqual([rows[4]?.target, rows[4]?.rankLow, rows[4]?.rankHigh, rows[4]?.group], ["slow", 5, 5, 3]);
    for (const row of rows.slice(1, 4)) assert.deepEqual([row.rankLow, row.rankHigh, row.group], [2, 4, 2], row.target);
  });

  it("gives the geometric mean over cases of the geometric mean over repetitions, in the unit of the metric", () => {
    const times = { c1: [100, 400], c2: [50, 50] }; // sqrt(sqrt(100 x 400) x 50) = 100
    const trials = Object.entries(times).flatMap(([caseId, all]) =>
      all.flatMap((endAtMs, repetition) => [
        exampleTrial({ caseId, repetition, target: "a", endAtMs }),
        exampleTrial({ caseId, repetition, target: "b", endAtMs: endAtMs / 2 }),
      ]),
    );
    const { rows, notes } = rankTargets(trials);
    assert.deepEqual(
      rows.map(({ target, estimate, rankLow, rankHigh }) => [target, Number(estimate.toFixed(9)), rankLow, rankHigh]),
      [
        ["b", 50, 1, 2],
        ["a", 100, 1, 2],
      ],
    );
    assert.match(notes.join(), /2 cases: at least 10 are needed/);
  });

  it("ranks a rate from the highest on, and the scores of a scorer too", () => {
    const trials = fiveTargets(1).map((trial, planIndex) => ({ ...trial, planIndex }));
    const rate = rankTargets(trials, { metric: "tokensPerSecond" });
    assert.deepEqual([rate.betterWhen, rate.rows[0]?.target, rate.rows[4]?.target], ["higher", "fast", "slow"]);
    const scores = trials.map(({ planIndex, caseId, target }): Score => {
      const judged = {
        scorer: "right",
        planIndex,
        caseId,
        target,
        value: null,
        passed: target === "slow" || planIndex % 2 === 0,
      };
      return judged as unknown as Score;
    });
    const scored = rankTargets(trials, { scorer: "right", scores });
    assert.deepEqual([scored.rows[0]?.target, scored.rows[0]?.estimate, scored.unit], ["slow", 1, ""]);
  });

  it("only takes cases that every target answered, so that failing the long ones is no gain", () => {
    const trials = fiveTargets(1).map((trial) =>
      trial.target === "slow" && Number(trial.caseId.slice(5)) >= 12 ? { ...trial, outcome: failedAfterText() } : trial,
    );
    const { rows, cases, lostCases, notes } = rankTargets(trials);
    assert.deepEqual([cases, lostCases, rows.at(-1)?.target], [12, 8, "slow"]);
    assert.match(notes.join(), /8 cases left out/);
  });

  it("leaves out a target that answered nothing, and says so, and one target has no rank", () => {
    const down = fiveTargets(1).map((trial) =>
      trial.target === "two" ? { ...trial, outcome: failedAfterText() } : trial,
    );
    const { rows, leftOut } = rankTargets(down);
    assert.deepEqual([rows.length, leftOut], [4, [{ target: "two", reason: "none of its 60 trials was answered" }]]);
    const alone = rankTargets(down.filter(({ target }) => target === "one" || target === "two"));
    assert.deepEqual([alone.rows.length, alone.rows[0]?.rankHigh], [1, 1]);
    assert.match(alone.notes.join(), /One target has no rank/);
    const nothing = rankTargets(down.filter(({ target }) => target === "two"));
    assert.deepEqual(nothing.rows, []);
  });

  it("refuses a metric beside a scorer, a scorer that judged nothing, and a metric that there is not", () => {
    const trials = fiveTargets(1);
    assert.throws(
      () => rankTargets(trials, { metric: "latencyMs", scorer: "right" }),
      /a metric or a scorer, got latencyMs and right/,
    );
    assert.throws(
      () => rankTargets(trials, { scorer: "right", scores: [] }),
      /a scorer of this run \(it has none\), got right/,
    );
    assert.throws(() => rankTargets(trials, { metric: "latency" as "latencyMs" }), /metric/);
  });
});
