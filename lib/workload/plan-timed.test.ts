import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../types/index.js";
import { closedLoop, openLoop, ramp, replay } from "./loads.js";
import { planRun } from "./plan-run.js";
import { warmupCases } from "./warmup-cases.js";

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

test("a closed loop with a duration plans one round of a block for each repetition and target, all arms alike", () => {
  const load = closedLoop({ concurrency: 3, durationSeconds: 20 });
  const options = { targets: targetsOf(2), cases: casesOf(7), warmups: 2, repetitions: 2, load, seed: 8 };
  const measured = planRun(options).entries.filter((entry) => entry.phase === "measured");
  const blocks = new Map<number, string[]>();
  for (const { block, caseId } of measured) blocks.set(block, [...(blocks.get(block) ?? []), caseId]);
  assert.equal(blocks.size, 4);
  const orders = [...blocks.values()].map((order) => order.join());
  assert.equal(orders[0], orders[1]);
  assert.equal(orders[2], orders[3]);
  assert.notEqual(orders[0], orders[2]);
  assert.ok(measured.every((entry) => entry.intendedOffsetMs === null));
});

test("a ramp plans the same instants for every target, the cases going round", () => {
  const load = ramp({ fromRequestsPerSecond: 0, toRequestsPerSecond: 8, durationSeconds: 4 });
  const options = { targets: targetsOf(2), cases: casesOf(5), warmups: 0, repetitions: 1, load, seed: 8 };
  const { entries } = planRun({ ...options, order: "sequential" });
  assert.equal(entries.length, 32);
  assert.deepEqual(
    entries.slice(0, 16).map((entry) => entry.intendedOffsetMs),
    entries.slice(16).map((entry) => entry.intendedOffsetMs),
  );
  assert.equal(entries[5]?.caseId, "case-0");
});

test("no warm-up asks what is measured, or what it begins with", () => {
  const taken = ["Count from one to five.", "Say hello in one short sentence. And then another.", "Name any"];
  const cases = taken.map((prompt, at) => ({ ...caseOf(`c${at}`), prompt }));
  const { entries } = planRun({ targets: targetsOf(1), cases, warmups: 4, repetitions: 1, seed: 1 });
  const warmups = entries.filter((entry) => entry.phase === "warmup").map((entry) => entry.caseId);
  assert.deepEqual(warmups, ["warmup-3", "warmup-5", "warmup-3", "warmup-5"]);
});

test("a case set of all the warm-up prompts is refused, unless there are no warm-ups", () => {
  const cases = warmupCases.map((warmup, at) => ({ ...warmup, id: `c${at}` }));
  const options = { targets: targetsOf(1), cases, repetitions: 1, seed: 1 };
  assert.throws(() => planRun({ ...options, warmups: 1 }), /every warm-up prompt is a measured prompt/);
  assert.equal(planRun({ ...options, warmups: 0 }).entries.length, 5);
});
