import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../types.js";
import { openLoop, replay } from "./loads.js";
import { planRun } from "./plan-run.js";

function caseOf(id: string): Case {
  return { id, kind: null, prompt: `prompt of ${id}`, system: null, expected: null, checks: [], maxTokens: null };
}
const targetsOf = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `target-${at}` }));
const casesOf = (count: number) => Array.from({ length: count }, (_, at) => caseOf(`case-${at}`));

test("every target of an open-loop repetition gets the same cases at the same instants, a block each", () => {
  const load = openLoop({ requestsPerSecond: 10, arrivals: "poisson" });
  const { entries } = planRun({ targets: targetsOf(3), cases: casesOf(6), warmups: 0, repetitions: 2, load, seed: 8 });
  const arms = new Map<string, string[]>();
  for (const entry of entries) {
    const arm = `${entry.repetition} ${entry.target} ${entry.block}`;
    arms.set(arm, [...(arms.get(arm) ?? []), `${entry.caseId} ${entry.intendedOffsetMs}`]);
  }
  assert.equal(arms.size, 6);
  const byRepetition = (repetition: number) =>
    new Set([...arms].filter(([arm]) => arm.startsWith(`${repetition} `)).map(([, steps]) => steps.join()));
  assert.equal(byRepetition(0).size, 1);
  assert.equal(byRepetition(1).size, 1);
});

test("with a duration the cases go round until the time is over", () => {
  const load = openLoop({ requestsPerSecond: 4, arrivals: "constant", durationSeconds: 2 });
  const options = { targets: targetsOf(1), cases: casesOf(3), warmups: 0, repetitions: 1, load, seed: 8 };
  const { entries } = planRun({ ...options, order: "sequential" });
  assert.deepEqual(
    entries.map((entry) => [entry.caseId, entry.intendedOffsetMs]),
    [0, 250, 500, 750, 1000, 1250, 1500, 1750].map((offset, at) => [`case-${at % 3}`, offset]),
  );
});

test("a replay sends at the given offsets, the cases in the order of their file and round again", () => {
  const load = replay({ offsetsMs: [0, 5, 5, 70] });
  const options = { targets: targetsOf(1), cases: casesOf(3), warmups: 2, repetitions: 1, load, seed: 8 };
  const { entries } = planRun(options);
  assert.deepEqual(
    entries.slice(2).map((entry) => [entry.caseId, entry.intendedOffsetMs, entry.block]),
    [
      ["case-0", 0, 2],
      ["case-1", 5, 2],
      ["case-2", 5, 2],
      ["case-0", 70, 2],
    ],
  );
  assert.deepEqual(
    entries.slice(0, 2).map((entry) => [entry.block, entry.intendedOffsetMs]),
    [
      [0, null],
      [1, null],
    ],
  );
});
