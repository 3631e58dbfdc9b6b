import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ExampleRun, exampleRun } from "../../tests/support/metrics/compare/run.js";
import { compareTargets } from "../comparison/compare-targets.js";
import { gateOf, noiseBelow } from "./regression-gate.js";

/** Target b takes `ratio` times as long as a, so its rate is 1 / ratio of a's. */
function gated(
  percent: number,
  run: Partial<ExampleRun>,
  metric: "latencyMs" | "tokensPerSecondEndToEnd" = "latencyMs",
) {
  const trials = exampleRun({ cases: 30, repetitions: 3, ratio: 1, seed: 4, noise: 0.001, ...run });
  return gateOf(compareTargets(trials, { baseline: "a", candidate: "b", metric, ...noiseBelow(percent) }), percent);
}

describe("the gate for CI", () => {
  it("fails on a candidate that is slower by more than asked, in times and in rates", () => {
    const { passed, reason } = gated(5, { ratio: 1.1 });
    assert.deepEqual([passed, reason], [false, "the candidate is slower by 10.0 %"]);
    // 1 / 1.1 = 0.909: a rate that is 9.1 % less
    assert.deepEqual(gated(5, { ratio: 1.1 }, "tokensPerSecondEndToEnd").reason, "the candidate is slower by 9.1 %");
  });

  it("passes one that takes 0.78 times as long: candidate / baseline below 1 is faster in a time, and above 1 in a rate", () => {
    for (const metric of ["latencyMs", "tokensPerSecondEndToEnd"] as const)
      assert.deepEqual(gated(5, { ratio: 0.78 }, metric), {
        failOnSlowerPercent: 5,
        passed: true,
        reason: "the candidate is faster",
      });
  });

  it("passes a slowdown within what was allowed, and says so", () => {
    assert.match(gated(5, { ratio: 1.03 }).reason, /^the candidate is slower, but only by 3\.0 %$/);
    assert.equal(gated(5, { ratio: 1.03 }).passed, true);
  });

  it("sees a slowdown of 1.5 % when asked for 1 %, though 2 % are otherwise noise", () => {
    const { passed, reason } = gated(1, { ratio: 1.015 });
    assert.deepEqual([passed, reason], [false, "the candidate is slower by 1.5 %"]);
  });

  it("says how much slower a candidate may be in which no difference was seen", () => {
    const { passed, reason } = gated(5, { cases: 10, repetitions: 1, noise: 0.15, seed: 1 });
    assert.equal(passed, true);
    assert.match(reason, /^no difference was seen, but the data do not rule out a slowdown of up to \d+\.\d %$/);
    assert.equal(gated(5, {}).reason, "no difference was seen");
  });

  it("fails where it cannot know: too few cases, and arms that did not take turns, also when the ratio looks faster", () => {
    const few = gated(5, { cases: 9, ratio: 0.5 });
    assert.equal(few.passed, false);
    assert.match(few.reason, /too few data to tell/);
    const apart = gated(5, { ratio: 0.5, order: "sequential" });
    assert.equal(apart.passed, false);
    assert.match(apart.reason, /is unknown, because the arms cannot be compared in latencyMs \(the arms were not int/);
  });
});
