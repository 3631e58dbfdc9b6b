import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../../statistics/near.js";
import { failedAfterText, usage } from "../made-trial.js";
import { driftOverRun } from "./drift.js";
import { judgeRun } from "./judge-run.js";
import { madeRun } from "./made-run.js";
import { planFromPilot } from "./plan-from-pilot.js";

const steady = madeRun({ cases: 12, repetitions: 3, ratio: 1.2, seed: 1 });

test("a run without faults is valid", () => {
  assert.deepEqual(judgeRun(steady), { kind: "run-judgement", verdict: "VALID", reasons: [] });
});

test("every fault of a run is told", () => {
  const faulty = madeRun({ cases: 12, repetitions: 6, ratio: 1, seed: 2, drift: 0.5, noise: 0.02 }).map(
    (trial, index) => ({
      ...trial,
      ...(trial.target === "b"
        ? { usage: { ...usage(6), cachedInputTokens: 8 } }
        : { usage: { ...usage(10), cachedInputTokens: 0 } }),
      ...(index % 4 === 0 ? { outcome: failedAfterText() } : {}),
    }),
  );
  const { verdict, reasons } = judgeRun(faulty, { problems: ["the clock stepped"] });
  assert.equal(verdict, "INVALID");
  const told = reasons.join("\n");
  for (const fault of [
    /clock stepped/,
    /error budget of 10 %/,
    /not steady in latencyMs/,
    /same length/,
    /cache hits/,
  ]) {
    assert.match(told, fault);
  }
});

test("too few trials, or none, are invalid", () => {
  assert.match(judgeRun(steady.slice(0, 12)).reasons.join(), /a has 6 trials: at least 10/);
  assert.deepEqual(judgeRun([]).reasons, ["no measured trials"]);
  assert.equal(judgeRun(steady.map((trial) => ({ ...trial, phase: "warmup" as const }))).verdict, "INVALID");
});

test("a drift is found and measured, whatever the cases and targets are like", () => {
  const drift = driftOverRun(
    madeRun({ cases: 12, repetitions: 8, ratio: 1.5, seed: 3, drift: 0.3, noise: 0.02 }),
    "latencyMs",
  );
  // Logarithms rise by 0.3 over the run; between the middles of its first and last third by 0.2: exp(0.2) - 1 = 22 %
  near(drift.changePercent ?? 0, 22, 0.2);
  assert.ok((drift.p ?? 1) < 1e-6 && (drift.tau ?? 0) > 0.5);
  assert.equal(drift.points.length, 192);
});

test("a steady run has no drift to speak of", () => {
  const drift = driftOverRun(steady, "latencyMs");
  assert.ok((drift.p ?? 0) > 0.01);
});

test("with one repetition drift cannot be told from differences between cases", () => {
  const drift = driftOverRun(madeRun({ cases: 30, repetitions: 1, ratio: 1, seed: 4, drift: 0.5 }), "latencyMs");
  assert.deepEqual([drift.n, drift.tau, drift.p, drift.changePercent], [0, null, null, null]);
});

test("a long run is averaged before its trend is counted", () => {
  const drift = driftOverRun(madeRun({ cases: 30, repetitions: 50, ratio: 1, seed: 5, drift: 0.3 }), "latencyMs");
  assert.equal(drift.n, 3000);
  assert.ok((drift.p ?? 1) < 1e-6);
});

const question = { baseline: "a", candidate: "b", metric: "latencyMs", changePercent: 5 } as const;

test("a plan follows the pilot's variances", () => {
  const pilot = madeRun({ cases: 400, repetitions: 4, ratio: 1, seed: 6, noise: 0.1, caseNoise: 0.05 });
  const plan = planFromPilot(pilot, { ...question, power: 0.8 });
  // By construction: between prompts 0.05^2, and 2 x 0.1^2 for a pair of repetitions.
  near(plan.varianceBetween, 0.0025, 0.35);
  near(plan.varianceWithin ?? 0, 0.02, 0.1);
  // (1.96 + 0.8416)^2 x (0.0025 + 0.02 / 4) x pi / 3 / log(1.05)^2 = 25.9, a little more for caution
  assert.ok(plan.prompts >= 23 && plan.prompts <= 32, `${plan.prompts} prompts`);
  assert.equal(plan.repetitions, 4);
});

test("more repetitions, a larger change and less power need fewer prompts; a smaller pilot more", () => {
  const pilot = madeRun({ cases: 20, repetitions: 3, ratio: 1, seed: 7, noise: 0.1 });
  const prompts = (changes: object) => planFromPilot(pilot, { ...question, ...changes }).prompts;
  assert.ok(prompts({ repetitions: 9 }) < prompts({ repetitions: 3 }));
  assert.ok(prompts({ changePercent: 8 }) < prompts({}));
  assert.ok(prompts({ power: 0.8 }) < prompts({ power: 0.95 }));
  assert.ok(prompts({ assurance: 0.5 }) < prompts({ assurance: 0.9 }));
});

test("a pilot of single repetitions cannot split its variance", () => {
  const plan = planFromPilot(madeRun({ cases: 20, repetitions: 1, ratio: 1, seed: 8 }), question);
  assert.equal(plan.varianceWithin, null);
  assert.equal(plan.repetitions, 1);
});

test("a pilot with too few cases, or a change of nothing, is the caller's mistake", () => {
  const pilot = madeRun({ cases: 2, repetitions: 5, ratio: 1, seed: 9 });
  assert.throws(() => planFromPilot(pilot, question), /at least 3 cases that both targets answered, got 2/);
  assert.throws(() => planFromPilot(pilot, { ...question, changePercent: 0 }), /expected changePercent/);
});
