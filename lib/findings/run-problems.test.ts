import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { failedAfterText } from "../../tests/support/metrics/trial.js";
import type { Session } from "../types/index.js";
import type { AssessedManifest } from "./findings.js";
import { runProblems } from "./run-problems.js";

const targets = ["a", "b", "c"].map((name) => ({ kind: "simulated", name })) as unknown as AssessedManifest["targets"];
const manifest: AssessedManifest = {
  targets,
  sessions: [],
  state: "finished",
  stateReason: null,
  errorBudget: 0.1,
  load: { kind: "closed", concurrency: 1 },
};
const part = { targets: ["a", "b"], metric: "latencyMs", apart: false } as const;
const run = exampleRun({ cases: 12, repetitions: 3, ratio: 1.2, seed: 1 });

test("nothing is held against a run that finished and failed in nothing", () => {
  assert.deepEqual(runProblems(run, manifest, part), []);
});

test("a run that did not finish and a clock that stepped are held against it", () => {
  const session = {
    ...{ session: 0, startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T00:05:00.000Z" },
    ...{ startedAtMs: 0, endedAtMs: 240_000, engines: [], machine: {} },
  } as unknown as Session;
  const found = runProblems(
    run,
    { ...manifest, state: "broken-off", stateReason: "the power went", sessions: [session] },
    part,
  );
  assert.deepEqual(found, [
    "the run did not finish: the power went",
    "the clock stepped by 60.0 s in session 0, or the machine was suspended",
  ]);
});

test("failures beyond the error budget count for the targets that are compared, and for no other", () => {
  const failing = run.map((trial, index) =>
    trial.target === "b" && index % 3 === 0 ? { ...trial, outcome: failedAfterText() } : trial,
  );
  assert.match(runProblems(failing, manifest, part).join(), /^b failed 12 of 36 times: more than .* budget of 10 %$/);
  const others = failing.map((trial) => (trial.target === "b" ? { ...trial, target: "c" } : trial));
  assert.deepEqual(runProblems(others, manifest, { ...part, targets: ["a"] }), []);
});

test("a drift is held against a run whose other arm is another run, and not where the arms shared it", () => {
  const drifting = exampleRun({ cases: 12, repetitions: 6, ratio: 1, seed: 8, drift: 0.3, noise: 0.02 });
  assert.deepEqual(runProblems(drifting, manifest, part), []);
  const found = runProblems(drifting, manifest, { ...part, targets: ["a"], apart: true });
  assert.match(found.join(), /^a was not steady in latencyMs: the run drifted by \+\d/);
});
