import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { drivenClock } from "../../../tests/support/run/driven-clock.js";
import { openSimulatedDriver } from "../../targets/simulated-driver.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Case, Plan, Session, Trial } from "../../types/index.js";
import { closedLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { measure } from "./measure.js";
import { measuredCount, type RoundsLeft, roundsLeft } from "./rounds.js";

const cases: Case[] = Array.from({ length: 3 }, (_, at) => ({
  id: `c${at}`,
  kind: null,
  prompt: `question ${at}`,
  system: null,
  expected: null,
  checks: [],
  maxTokens: null,
}));
const targets = [
  simulatedTarget({ name: "a", timeToFirstTokenMs: 50, gapMs: 10, tokens: 5 }),
  simulatedTarget({ name: "b", timeToFirstTokenMs: 120, gapMs: 0, tokens: 1 }),
];
const generation = {
  maxTokens: 100,
  temperature: 0,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: null,
  stop: [],
  ignoreEndOfSequence: false,
};
const timeouts = { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null };

interface Sent {
  readonly trials: readonly Trial[];
  readonly session: Session;
}

/** One session of the plan on a driven clock; it is stopped when so many trials are stored. */
async function sessionOf(
  plan: Plan,
  session: number,
  left: ReadonlyMap<number, RoundsLeft> | null,
  stopAfter = Infinity,
): Promise<Sent> {
  const clock = drivenClock();
  const world = { now: clock.now, environment: {}, weightsDirectory: "", maxInFlight: 8 };
  const drivers = new Map(
    await Promise.all(
      targets.map(async (target) => [target.name, await openSimulatedDriver(target, world, clock.sleepUntil)] as const),
    ),
  );
  const trials: Trial[] = [];
  const stop = new AbortController();
  const end = await measure({
    session,
    entries: left ? plan.entries.filter((entry) => left.has(entry.block)) : plan.entries,
    load: plan.load,
    measuredEntries: measuredCount(plan),
    ...(left ? { roundsLeft: left } : {}),
    cases: new Map(cases.map((one) => [one.id, one])),
    drivers,
    generation,
    timeouts,
    errorBudget: 1,
    clock,
    log: {
      async trial(trial) {
        trials.push(trial);
        if (trials.length >= stopAfter) stop.abort("enough");
      },
    },
    signal: stop.signal,
  });
  const ended = end.kind === "completed" ? "completed" : end.reason;
  const anchors = { processId: 1, startedAt: "", startedAtMs: 0, endedAt: null, endedAtMs: null };
  return { trials, session: { ...anchors, session, ended, engines: [], machine: {}, packages: {} } };
}

const planOf = (load: Plan["load"], repetitions = 1) =>
  planRun({ targets, cases, warmups: 0, repetitions, load, seed: 3 });
const blockOf = (trials: readonly Trial[], block: number) => trials.filter((trial) => trial.block === block);

describe("a closed loop that is stopped by time", () => {
  it("sends nothing after its time, waits for what is in flight, and drops none of it", async () => {
    const { trials } = await sessionOf(planOf(closedLoop({ concurrency: 2, durationSeconds: 1 })), 1, null);
    const ofA = trials.filter((trial) => trial.target === "a");
    // Answers take 90 ms, so each of two users asks at 0, 90, …, 990 ms: 12 times; the last answers end at 1080 ms.
    const [first] = ofA;
    const since = (trial: Trial) => trial.dispatchedAtMs - (first?.dispatchedAtMs ?? 0);
    assert.deepEqual(
      ofA.map(since),
      Array.from({ length: 24 }, (_, at) => 90 * Math.floor(at / 2)),
    );
    assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
    assert.equal(Math.max(...ofA.map((trial) => since(trial) + trial.endAtMs - trial.dispatchedAtMs)), 1080);
    assert.equal(trials.filter((trial) => trial.target === "b").length, 18); // 0, 120, …, 960 ms by two users
  });

  it("goes round the cases, and every sending has an index of its own that tells its case", async () => {
    const plan = planOf(closedLoop({ concurrency: 2, durationSeconds: 1 }), 2);
    const { trials } = await sessionOf(plan, 1, null);
    assert.equal(new Set(trials.map((trial) => trial.planIndex)).size, trials.length);
    for (const { planIndex, caseId, target, repetition, block } of trials) {
      const entry = plan.entries[planIndex % plan.entries.length];
      assert.deepEqual(
        [entry?.caseId, entry?.target, entry?.repetition, entry?.block],
        [caseId, target, repetition, block],
      );
    }
    const ofA = blockOf(trials, trials[0]?.block ?? 0).map((trial) => trial.caseId);
    assert.deepEqual(ofA.slice(0, 3), ofA.slice(3, 6));
  });

  it("lets its users come one after the other", async () => {
    const load = closedLoop({ concurrency: 4, durationSeconds: 1, rampUpSeconds: 0.4 });
    const { trials } = await sessionOf(planOf(load), 1, null);
    const ofA = trials.filter((trial) => trial.target === "a").map((trial) => Math.round(trial.dispatchedAtMs));
    assert.deepEqual(ofA.map((at) => at - (ofA[0] ?? 0)).slice(0, 6), [0, 90, 100, 180, 190, 200]);
  });

  it("is resumed for the time that is left, sends again what was cut off, and repeats nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (stopAfter, concurrency) => {
          const plan = planOf(closedLoop({ concurrency, durationSeconds: 1 }), 2);
          const first = await sessionOf(plan, 1, null, stopAfter);
          const left = roundsLeft(plan, 1, first.trials, [first.session]);
          const second = await sessionOf(plan, 2, left);
          const all = [...first.trials, ...second.trials];
          const done = all.filter((trial) => trial.outcome.kind !== "aborted").map((trial) => trial.planIndex);
          assert.equal(new Set(done).size, done.length, "nothing is answered twice");
          const sent = all.map((trial) => trial.planIndex);
          assert.deepEqual(new Set(sent), new Set(done), "nothing that was cut off stays so");
          assert.equal(roundsLeft(plan, 1, all, [first.session, second.session]).size, 0, "then nothing is left");
          for (const { block, remainingMs } of [...left].map(([block, rest]) => ({ block, ...rest }))) {
            const span = (trials: readonly Trial[]) => trials.map((trial) => trial.dispatchedAtMs);
            const before = span(blockOf(first.trials, block));
            const spent = before.length === 0 ? 0 : Math.max(...before) - Math.min(...before);
            assert.ok(Math.abs(spent + remainingMs - 1000) < 1e-6);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is over when a session completed it or went on, and not when one crashed in it", async () => {
    const plan = planOf(closedLoop({ concurrency: 1, durationSeconds: 1 }), 1);
    const { trials, session } = await sessionOf(plan, 1, null);
    const [firstBlock = 0, secondBlock = 0] = [...new Set(trials.map((trial) => trial.block))];
    assert.equal(roundsLeft(plan, 1, trials, [session]).size, 0);
    const crashed = { ...session, ended: null };
    assert.deepEqual([...roundsLeft(plan, 1, trials, [crashed]).keys()], [secondBlock]);
    assert.deepEqual(
      [...roundsLeft(plan, 1, blockOf(trials, firstBlock), [crashed]).keys()],
      [firstBlock, secondBlock],
    );
    assert.deepEqual(roundsLeft(plan, 1, [], []).get(firstBlock), { remainingMs: 1000, again: [], next: 0 });
  });
});
