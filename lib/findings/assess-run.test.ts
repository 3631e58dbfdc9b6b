import assert from "node:assert/strict";
import { test } from "node:test";
import { clientSession, exampleClient, exampleClientOfTarget } from "../../tests/support/metrics/client/client.js";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { failedAfterText, usage } from "../../tests/support/metrics/trial.js";
import { compareTargets } from "../comparison/compare-targets.js";
import { planFromPilot } from "../comparison/plan-from-pilot.js";
import { near } from "../statistics/near.js";
import { assessRun, verdictOf } from "./assess-run.js";
import { finding } from "./codes.js";
import { driftOverRun } from "./drift.js";
import { runProblems } from "./run-problems.js";
import { verdictSentence } from "./verdict-sentence.js";

const steady = exampleRun({ cases: 12, repetitions: 3, ratio: 1.2, seed: 1 });

test("a run without faults is valid", () => {
  assert.deepEqual(assessRun(steady), {
    kind: "run-judgement",
    verdict: "valid",
    reasons: [],
    notes: [],
    findings: [],
  });
});

test("every fault of a run is told", () => {
  const faulty = exampleRun({ cases: 12, repetitions: 6, ratio: 1, seed: 2, drift: 0.5, noise: 0.02 }).map(
    (trial, index) => ({
      ...trial,
      ...(trial.target === "b"
        ? { usage: { ...usage(6), cachedInputTokens: 8 } }
        : { usage: { ...usage(10), cachedInputTokens: 0 } }),
      ...(index % 4 === 0 ? { outcome: failedAfterText() } : {}),
    }),
  );
  const { verdict, reasons } = assessRun(faulty, { problems: ["the clock stepped"] });
  assert.equal(verdict, "invalid");
  const told = reasons.join("\n");
  for (const fault of [
    /clock stepped/,
    /more than the 10 % that Benchbook lets a run lose/,
    /not steady in latencyMs/,
    /same length/,
    /cache hits/,
  ]) {
    assert.match(told, fault);
  }
});

const calm = exampleClient({ targets: [] });
const manifest = {
  targets: [
    { kind: "openai", name: "a" },
    { kind: "openai", name: "b" },
  ],
  sessions: [clientSession(calm)],
  load: { kind: "closed", concurrency: 1 } as const,
  state: "finished" as const,
  stateReason: null,
  errorBudget: 0.1,
};

test("a manifest of a client that kept up changes nothing", () => {
  assert.equal(assessRun(steady, { manifest }).verdict, "valid");
});

test("what the client did comes first, and makes the run client-limited whatever else is wrong", () => {
  const blocked = exampleClient({
    targets: [exampleClientOfTarget({ stalls: 9, stalledMs: 900, longestStallMs: 210 })],
  });
  const { verdict, reasons } = assessRun(steady.slice(0, 12), {
    manifest: { ...manifest, sessions: [clientSession(blocked)] },
  });
  assert.equal(verdict, "client-limited");
  assert.match(reasons[0] ?? "", /stood still 9 times/);
  assert.match(reasons.join(), /a has 6 trials/);
});

test("a run that did not finish, or whose clock stepped, is invalid", () => {
  const broken = assessRun(steady, { manifest: { ...manifest, state: "broken-off", stateReason: "parent gone" } });
  assert.deepEqual(broken.reasons, ["the run did not finish: parent gone"]);
  const endedAt = "2026-11-22T11:00:10.100Z"; // an hour later than the 10.1 s that the monotonic clock says
  const stepped = { ...manifest, sessions: [clientSession(calm, { endedAt })] };
  assert.match(assessRun(steady, { manifest: stepped }).reasons.join(), /clock stepped by 3600\.0 s in session 0/);
});

test("the error budget is the manifest's, and one that never ends a run is no licence", () => {
  const failing = steady.map((trial, index) => (index % 7 === 0 ? { ...trial, outcome: failedAfterText() } : trial));
  const budget = (errorBudget: number) => assessRun(failing, { manifest: { ...manifest, errorBudget } }).reasons.join();
  assert.match(budget(0.1), /^a failed \d+ of 36 times: more than the run's own error budget of 10 %/);
  assert.doesNotMatch(budget(0.5), /error budget/);
  assert.match(
    budget(1),
    /more than the 10 % that Benchbook lets a run lose \(its own error budget of 100 % only keeps it going\)/,
  );
  assert.match(assessRun(failing, { errorBudget: 0.05 }).reasons.join(), /more than the error budget of 5 %/);
  assert.doesNotMatch(assessRun(failing).reasons.join(), /error budget/);
});

test("a run whose server cut prompts is invalid, says of how many trials, and compares nothing", () => {
  const cut = steady.map((trial, index) => ({
    ...trial,
    outcome: { ...trial.outcome, warnings: trial.target === "b" && index < 10 ? ["prompt_cut"] : [] },
  }));
  const { verdict, reasons } = assessRun(cut, { manifest });
  assert.deepEqual([verdict, reasons], ["invalid", ["b read only a part of the prompt in 5 of 36 trials: it was cut"]]);
  const part = { targets: ["a", "b"], metric: "latencyMs", apart: false } as const;
  assert.deepEqual(runProblems(cut, manifest, part), [], "the comparison sees to it by itself, in every metric");
  const compared = compareTargets(cut, { baseline: "a", candidate: "b", metric: "tokensPerSecond" });
  assert.deepEqual([compared.verdict, compared.reasons[0]], ["not-comparable", reasons[0]]);
  const other = steady.map((trial) => ({ ...trial, outcome: { ...trial.outcome, warnings: ["no_usage"] } }));
  assert.equal(assessRun(other).verdict, "valid");
});

test("a sentence tells the verdict with its first reasons and counts the rest", () => {
  const said = verdictSentence({ kind: "run-judgement", verdict: "invalid", reasons: ["one", "two", "three", "four"] });
  assert.equal(said, "Verdict on the run: invalid (one; two; and 2 more).");
});

test("a note is told after the verdict, and runs from before there were notes have none", () => {
  const said = verdictSentence({
    kind: "run-judgement",
    verdict: "valid",
    reasons: [],
    notes: ["one", "two", "three"],
  });
  assert.equal(said, "Verdict on the run: valid. Note: one; two; and 1 more.");
});

test("findings come to the gravest verdict, and its reasons stand first", () => {
  const note = finding("fresh-connections", "note", "a", "note");
  const plan = finding("no-warm-ups", "note", null, "left to the report");
  const turns = finding("not-interleaved", "refuses", "b", "left to the comparison");
  const drift = finding("drift", "drift", "a", "drift");
  const few = finding("too-few-trials", "few", "a", "few");
  const invalid = finding("clock-stepped", "invalid", null, "invalid");
  const client = finding("slow-disk", "client", null, "client");
  const all = [client, invalid, few, drift, turns, plan, note];
  const words = all.map((_, first) => verdictOf(all.slice(first)).verdict);
  assert.deepEqual(words, ["client-limited", "invalid", "too-few", "drifting", "valid", "valid", "valid"]);
  const { reasons, notes, findings } = verdictOf(all);
  assert.deepEqual(reasons, ["client", "invalid", "few", "drift"]);
  assert.deepEqual(notes, ["note"]);
  assert.deepEqual(findings, [client, invalid, few, drift, note]);
});

test("a run that is only too small is too-few and says how many trials it takes", () => {
  // 3 trials of each target, then 6: nothing is wrong with them
  assert.deepEqual(assessRun(steady.slice(0, 2)).reasons, [
    "a has 1 trial: at least 10 are needed",
    "b has 1 trial: at least 10 are needed",
  ]);
  assert.equal(assessRun(steady.slice(0, 12)).verdict, "too-few");
  assert.equal(assessRun(steady.slice(0, 20)).verdict, "valid");
  const failing = steady.slice(0, 12).map((trial) => ({ ...trial, outcome: failedAfterText() }));
  assert.equal(assessRun(failing).verdict, "invalid", "a broken run is no run that is merely small");
});

test("a run that only drifts is drifting: its comparison of arms that took turns is made", () => {
  const drifting = exampleRun({ cases: 12, repetitions: 8, ratio: 1.2, seed: 3, drift: 0.3, noise: 0.02 });
  const { verdict, reasons } = assessRun(drifting);
  assert.equal(verdict, "drifting");
  assert.match(
    reasons.join("\n"),
    /^a was not steady in latencyMs: the run drifted by \+2\d\.\d %.*\nb was not steady/,
  );
  const part = { targets: ["a", "b"], metric: "latencyMs", apart: false } as const;
  const problems = runProblems(drifting, manifest, part);
  assert.deepEqual(problems, []);
  const compared = compareTargets(drifting, { baseline: "a", candidate: "b", metric: "latencyMs", problems });
  assert.equal(compared.verdict, "slower");
  assert.match(compared.reasons.join("\n"), /arms that took turns share it/);
});

test("no measured trials are invalid", () => {
  assert.deepEqual(assessRun([]).reasons, ["no measured trials"]);
  assert.equal(assessRun(steady.map((trial) => ({ ...trial, phase: "warmup" as const }))).verdict, "invalid");
});

test("a drift is found and measured, whatever the cases and targets are like", () => {
  const drift = driftOverRun(
    exampleRun({ cases: 12, repetitions: 8, ratio: 1.5, seed: 3, drift: 0.3, noise: 0.02 }),
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
  const drift = driftOverRun(exampleRun({ cases: 30, repetitions: 1, ratio: 1, seed: 4, drift: 0.5 }), "latencyMs");
  assert.deepEqual([drift.n, drift.tau, drift.p, drift.changePercent], [0, null, null, null]);
});

test("a long run is averaged before its trend is counted", () => {
  const drift = driftOverRun(exampleRun({ cases: 30, repetitions: 50, ratio: 1, seed: 5, drift: 0.3 }), "latencyMs");
  assert.equal(drift.n, 3000);
  assert.ok((drift.p ?? 1) < 1e-6);
});

const question = { baseline: "a", candidate: "b", metric: "latencyMs", changePercent: 5 } as const;

test("a plan follows the pilot's variances", () => {
  const pilot = exampleRun({ cases: 400, repetitions: 4, ratio: 1, seed: 6, noise: 0.1, caseNoise: 0.05 });
  const plan = planFromPilot(pilot, { ...question, power: 0.8 });
  // By construction: between prompts 0.05^2, and 2 x 0.1^2 for a pair of repetitions.
  near(plan.varianceBetween, 0.0025, 0.35);
  near(plan.varianceWithin ?? 0, 0.02, 0.1);
  // (1.96 + 0.8416)^2 x (0.0025 + 0.02 / 4) x pi / 3 / log(1.05)^2 = 25.9, a little more for caution
  assert.ok(plan.prompts >= 23 && plan.prompts <= 32, `${plan.prompts} prompts`);
  assert.equal(plan.repetitions, 4);
});

test("more repetitions, a larger change and less power need fewer prompts; a smaller pilot more", () => {
  const pilot = exampleRun({ cases: 20, repetitions: 3, ratio: 1, seed: 7, noise: 0.1 });
  const prompts = (changes: object) => planFromPilot(pilot, { ...question, ...changes }).prompts;
  assert.ok(prompts({ repetitions: 9 }) < prompts({ repetitions: 3 }));
  assert.ok(prompts({ changePercent: 8 }) < prompts({}));
  assert.ok(prompts({ power: 0.8 }) < prompts({ power: 0.95 }));
  assert.ok(prompts({ assurance: 0.5 }) < prompts({ assurance: 0.9 }));
});

test("a pilot of single repetitions cannot split its variance", () => {
  const plan = planFromPilot(exampleRun({ cases: 20, repetitions: 1, ratio: 1, seed: 8 }), question);
  assert.equal(plan.varianceWithin, null);
  assert.equal(plan.repetitions, 1);
});

test("a pilot with too few cases, or a change of nothing, is the caller's mistake", () => {
  const pilot = exampleRun({ cases: 2, repetitions: 5, ratio: 1, seed: 9 });
  assert.throws(() => planFromPilot(pilot, question), /at least 3 cases that both targets answered, got 2/);
  assert.throws(() => planFromPilot(pilot, { ...question, changePercent: 0 }), /expected changePercent/);
});
