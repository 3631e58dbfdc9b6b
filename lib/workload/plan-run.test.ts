import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Case, Load, PlanEntry } from "../types/index.js";
import { batches, closedLoop, openLoop } from "./loads.js";
import { type PlanOptions, planRun } from "./plan-run.js";
import { warmupCases } from "./warmup-cases.js";

function caseOf(id: string): Case {
  return { id, kind: null, prompt: `prompt of ${id}`, system: null, expected: null, checks: [], maxTokens: null };
}
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const targetsOf = (count: number) => names("target-", count).map((name) => ({ name }));
const casesOf = (count: number) => names("case-", count).map(caseOf);
const measured = (entries: readonly PlanEntry[]) => entries.filter((entry) => entry.phase === "measured");
const key = (entry: PlanEntry) => `${entry.target} ${entry.caseId} ${entry.repetition}`;

const anyGroupedLoad: fc.Arbitrary<Load> = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((concurrency) => closedLoop({ concurrency })),
  fc.integer({ min: 1, max: 9 }).map((size) => batches({ size })),
);
const anyLoad: fc.Arbitrary<Load> = fc.oneof(
  anyGroupedLoad,
  fc
    .constantFrom("constant" as const, "poisson" as const, "gamma" as const)
    .map((arrivals) => openLoop({ requestsPerSecond: 5, arrivals })),
);
const anyOptions: fc.Arbitrary<PlanOptions> = fc.record({
  targets: fc.integer({ min: 1, max: 4 }).map(targetsOf),
  cases: fc.integer({ min: 1, max: 12 }).map(casesOf),
  warmups: fc.integer({ min: 0, max: 7 }),
  repetitions: fc.integer({ min: 1, max: 4 }),
  load: anyLoad,
  order: fc.constantFrom("interleaved" as const, "sequential" as const),
  seed: fc.maxSafeInteger(),
});

test("every (target, case, repetition) is measured exactly once", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const entries = measured(planRun(options).entries);
      const cases = "cases" in options.cases ? options.cases.cases : options.cases;
      assert.equal(new Set(entries.map(key)).size, entries.length);
      assert.equal(entries.length, options.targets.length * cases.length * options.repetitions);
    }),
  );
});

test("the same options and seed give the same plan", () => {
  fc.assert(fc.property(anyOptions, (options) => assert.deepEqual(planRun(options), planRun(options))));
});

test("warm-ups come first, as many as asked for each target, and never with a measured case", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const { entries } = planRun(options);
      const warmups = entries.filter((entry) => entry.phase === "warmup");
      assert.equal(warmups.length, options.warmups * options.targets.length);
      assert.deepEqual(entries.slice(0, warmups.length), warmups);
      for (const { name } of options.targets) {
        const repetitions = warmups.filter((entry) => entry.target === name).map((entry) => entry.repetition);
        assert.deepEqual(
          repetitions,
          Array.from({ length: options.warmups }, (_, at) => at),
        );
      }
      assert.ok(warmups.every((entry) => warmupCases.some((one) => one.id === entry.caseId)));
    }),
  );
});

test("indices count up, blocks count up without holes, and a block is of one target and one phase", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const { entries } = planRun(options);
      entries.forEach((entry, at) => {
        const earlier = entries[at - 1] ?? { ...entry, block: entry.block };
        assert.equal(entry.index, at);
        assert.ok(entry.block === earlier.block || entry.block === earlier.block + 1);
        if (entry.block !== earlier.block) return;
        assert.deepEqual([entry.target, entry.phase], [earlier.target, earlier.phase]);
      });
      assert.equal(entries[0]?.block, 0);
    }),
  );
});

test("every group of an interleaved plan goes to all targets before the next group begins", () => {
  fc.assert(
    fc.property(anyOptions, anyGroupedLoad, (options, load) => {
      const plan = planRun({ ...options, load, order: "interleaved" });
      const size = load.kind === "closed" ? load.concurrency : load.kind === "batches" ? load.size : 1;
      const cases = "cases" in options.cases ? options.cases.cases : options.cases;
      const perTarget = new Map(options.targets.map(({ name }) => [name, [] as string[]]));
      const lengths = () => [...perTarget.values()].map((list) => list.length);
      for (const entry of measured(plan.entries)) {
        perTarget.get(entry.target)?.push(`${entry.repetition} ${entry.caseId}`);
        assert.ok(Math.max(...lengths()) - Math.min(...lengths()) <= Math.min(size, cases.length));
      }
      const orders = [...perTarget.values()].map((list) => list.join());
      assert.equal(new Set(orders).size, 1, "every target meets the cases in the same order");
    }),
  );
});

test("another seed gives another order of cases and another order of targets", () => {
  const options = { targets: targetsOf(3), cases: casesOf(10), warmups: 0, repetitions: 2 };
  const orders = (seed: number) => {
    const { entries } = planRun({ ...options, seed });
    return { cases: entries.map((entry) => entry.caseId).join(), targets: entries.map((entry) => entry.target).join() };
  };
  assert.notEqual(orders(1).cases, orders(2).cases);
  assert.notEqual(orders(1).targets, orders(2).targets);
  assert.notEqual(orders(1).cases, orders(1 + 2 ** 32).cases, "bits of the seed above 32 count");
});

test("repetitions are shuffled anew", () => {
  const { entries } = planRun({ targets: targetsOf(1), cases: casesOf(10), warmups: 0, repetitions: 2, seed: 3 });
  const order = (repetition: number) =>
    entries.filter((entry) => entry.repetition === repetition).map((entry) => entry.caseId);
  assert.notDeepEqual(order(0), order(1));
});

test("adding a target leaves the order of the cases alone, and the load leaves both orders alone", () => {
  const options = { cases: casesOf(9), warmups: 0, repetitions: 3, seed: 11 };
  const orderOf = (targets: number, load: Load) =>
    planRun({ ...options, targets: targetsOf(targets), load })
      .entries.filter((entry) => entry.target === "target-0")
      .map((entry) => entry.caseId);
  const one = orderOf(1, closedLoop({ concurrency: 1 }));
  assert.deepEqual(orderOf(4, closedLoop({ concurrency: 1 })), one);
  assert.deepEqual(orderOf(2, openLoop({ requestsPerSecond: 3, arrivals: "gamma", burstiness: 0.5 })), one);
});

test("a single target in a closed loop is one block of warm-ups and one measured block, with no drain between", () => {
  const load = closedLoop({ concurrency: 4 });
  const { entries } = planRun({ targets: targetsOf(1), cases: casesOf(10), warmups: 3, repetitions: 5, load, seed: 1 });
  assert.deepEqual([...new Set(entries.map((entry) => entry.block))], [0, 1]);
});

test("each batch is a block of its own, the last one of a repetition may be smaller", () => {
  const load = batches({ size: 2 });
  const plan = planRun({ targets: targetsOf(1), cases: casesOf(5), warmups: 3, repetitions: 2, load, seed: 1 });
  const sizes = new Map<number, number>();
  for (const { block } of plan.entries) sizes.set(block, (sizes.get(block) ?? 0) + 1);
  assert.deepEqual([...sizes.values()], [2, 1, 2, 2, 1, 2, 2, 1]);
});

test("a sequential plan is target by target with the cases as listed", () => {
  const options = { targets: targetsOf(2), cases: casesOf(3), warmups: 0, repetitions: 2, seed: 5 };
  const { entries } = planRun({ ...options, order: "sequential" });
  const expected = ["target-0", "target-1"].flatMap((target) =>
    [0, 1].flatMap((repetition) => [0, 1, 2].map((at) => `${target} case-${at} ${repetition}`)),
  );
  assert.deepEqual(entries.map(key), expected);
});

test("a plan survives JSON", () => {
  fc.assert(
    fc.property(anyOptions, (options) => {
      const plan = planRun(options);
      assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
    }),
  );
});

test("each mistake in the options is one clear error", () => {
  const right: PlanOptions = { targets: targetsOf(2), cases: casesOf(2), warmups: 1, repetitions: 1, seed: 1 };
  const wrong: readonly [Partial<PlanOptions>, RegExp][] = [
    [{ targets: [] }, /expected at least one target, got none/],
    [{ targets: [{ name: "a" }, { name: "a" }] }, /expected different target names, got "a" twice/],
    [{ targets: [{ name: "" }] }, /expected every target to have a name/],
    [{ cases: [] }, /expected at least one case, got an empty case set/],
    [{ cases: [caseOf("x"), caseOf("x")] }, /expected different case ids, got "x" twice/],
    [{ cases: [caseOf("warmup-1")] }, /keeps the id "warmup-1"/],
    [{ warmups: -1 }, /warmups to be a whole number of at least 0, got -1/],
    [{ repetitions: 0 }, /repetitions to be a whole number of at least 1, got 0/],
    [{ repetitions: 1.5 }, /got 1.5/],
    [{ repetitions: 1e9 }, /up to 1,000,000 requests, got about 4000000002/],
    [{ seed: Number.NaN }, /expected seed to be a whole number, such as 7, got NaN/],
    [{ load: { kind: "closed", concurrency: 0 } }, /concurrency to be a whole number from 1 to 10000, got 0/],
    [
      { load: openLoop({ requestsPerSecond: 0.001, arrivals: "poisson", durationSeconds: 1e-6 }) },
      /at least one request within durationSeconds/,
    ],
  ];
  for (const [mistake, message] of wrong) assert.throws(() => planRun({ ...right, ...mistake }), message);
});
