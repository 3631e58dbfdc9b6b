import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { casesOf, drivenRun, generation } from "../../tests/support/driven-run.js";
import { drivenClock } from "../../tests/support/run/driven-clock.js";
import { ask, testWorld } from "../../tests/support/targets/recorder.js";
import type { Load, Trial } from "../types/index.js";
import { batches, closedLoop, openLoop } from "../workload/loads.js";
import { warmupCases } from "../workload/warmup-cases.js";
import { type TrialTruth, trialTruths } from "./simulated/trial-truths.js";
import { openSimulatedDriver } from "./simulated-driver.js";
import { type SimulatedSettings, simulatedTarget } from "./simulated-target.js";

const one = { timeToFirstTokenMs: 30, gapMs: 10, tokens: 3 }; // 50 ms of work

/** Every effect at once. */
const busy: SimulatedSettings = {
  ...one,
  slots: 2,
  batchSlowdown: 0.3,
  jitter: 0.4,
  drift: 0.001,
  warmUp: { answers: 3, factor: 2 },
  serviceTimes: "exponential",
  stall: { probability: 0.05, ms: 80 },
  freezes: [{ fromMs: 400, toMs: 700 }],
  failures: [{ probability: 0.1, class: "truncated", afterTokens: 1 }, { probability: 0.05 }],
  prefixCache: { prompts: 2 },
  miscount: { tokens: 1, probability: 0.2 },
};

const prompts = ["tell me of gravity", "tell me of light", "why is it dark at night", "count"];

/** The account of its time that an engine with this truth gives. */
function accountOf({ arrivedAtMs, startedAtMs, tokensAtMs, ...truth }: TrialTruth) {
  const [first = null, last = null] = [tokensAtMs.at(0), tokensAtMs.at(-1)];
  return {
    source: "engine",
    queueMs: truth.waitMs,
    loadMs: null,
    promptMs: first === null || startedAtMs === null ? null : first - startedAtMs,
    promptTokens: first === null ? null : truth.inputTokens - truth.cachedInputTokens,
    decodeMs: first === null || last === null ? null : last - first,
    decodeTokens: first === null ? null : truth.outputTokens - 1,
    totalMs: truth.responseMs,
  };
}

function assertTrue(targets: readonly ReturnType<typeof simulatedTarget>[], trials: readonly Trial[]): number {
  const cases = [...warmupCases, ...casesOf(prompts)];
  const truths = trialTruths({ targets, generation }, trials, cases);
  assert.equal(truths.length, trials.length);
  truths.forEach((truth, index) => {
    const trial = trials[index];
    assert.ok(trial !== undefined && trial.planIndex === truth.planIndex);
    assert.deepEqual(
      [trial.outcome.kind, trial.arrivals.map(({ atMs }) => atMs), trial.endAtMs, trial.usage?.outputTokens],
      [
        truth.kind === "cancelled" ? "aborted" : truth.kind,
        truth.tokensAtMs,
        truth.endedAtMs,
        truth.reportedOutputTokens,
      ],
    );
    if (trial.outcome.kind === "failed") assert.equal(trial.outcome.class, truth.failureClass);
    if (truth.startedAtMs !== null) assert.equal(trial.usage?.cachedInputTokens, truth.cachedInputTokens);
    assert.deepEqual(trial.serverTimes, accountOf(truth));
  });
  return truths.filter(({ kind }) => kind === "cancelled").length;
}

describe("the simulated driver", () => {
  const loads: readonly Load[] = [
    closedLoop({ concurrency: 5 }),
    batches({ size: 3 }),
    openLoop({ requestsPerSecond: 30, arrivals: "poisson" }),
    openLoop({ requestsPerSecond: 60, arrivals: "constant", maxInFlight: 6 }),
  ];

  for (const load of loads)
    it(`does to every trial of a run what the truth says, to the last digit (${JSON.stringify(load)})`, async () => {
      const targets = [simulatedTarget({ ...busy, name: "a" }), simulatedTarget({ ...busy, name: "b", seed: 2 })];
      const trials = await drivenRun({ targets, load, prompts, warmups: 2, repetitions: 12 });
      assert.equal(trials.length, 2 * (2 + 12 * prompts.length));
      assertTrue(targets, trials);
    });

  it("does so when its clients go away, in service and in line", async () => {
    const targets = [simulatedTarget({ ...busy, failures: [] })];
    const stop = new AbortController();
    const load = openLoop({ requestsPerSecond: 60, arrivals: "poisson", durationSeconds: 5 });
    let stored = 0;
    const trials = await drivenRun({
      targets,
      load,
      prompts,
      signal: stop.signal,
      onStored: () => {
        if (++stored === 10) stop.abort("enough");
      },
    });
    assert.ok(assertTrue(targets, trials) > 2);
  });

  it("begins each run anew: counts, caches and the clock of its freezes", async () => {
    const clock = drivenClock();
    const target = simulatedTarget({
      ...one,
      drift: 1,
      prefixCache: { prompts: 1, saves: 0.5 },
      freezes: [{ fromMs: 20, toMs: 100 }],
    });
    const driver = await openSimulatedDriver(target, testWorld({ now: clock.now }), clock.sleepUntil);
    const latency = async () => {
      const { ending, seen } = await ask(driver, { prompt: "a b" });
      return ending.endAtMs - (seen.dispatchedAtMs[0] ?? Number.NaN);
    };
    const first = [await latency(), await latency()];
    assert.deepEqual(first, [50 + 80, 2 * (30 * 0.75 + 20)]);
    driver.begin?.();
    assert.deepEqual([await latency(), await latency()], first);
  });

  it("keeps its own time when the clock wakes it late: a late timer makes no queue longer", async () => {
    const clock = drivenClock(0);
    const lateMs = 7;
    const late = (atMs: number, signal: AbortSignal) => clock.sleepUntil(atMs + lateMs, signal);
    const target = simulatedTarget({ timeToFirstTokenMs: 20, gapMs: 0, tokens: 1, slots: 1 });
    const driver = await openSimulatedDriver(target, testWorld({ now: clock.now }), late);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(driver)));
    assert.deepEqual(
      answers.map(({ ending }) => ending.endAtMs),
      answers.map((_, index) => 20 * (index + 1) + lateMs),
    );
  });

  it("lets the next one in at once when one is given up", async () => {
    const clock = drivenClock(0);
    const driver = await openSimulatedDriver(
      simulatedTarget({ ...one, slots: 1 }),
      testWorld({ now: clock.now }),
      clock.sleepUntil,
    );
    const gone = new AbortController();
    const first = ask(driver, {}, gone.signal, () => gone.abort(new Error("enough")));
    const [{ ending }, second] = await Promise.all([first, ask(driver)]);
    assert.deepEqual([ending.kind, ending.endAtMs, ending.usage?.outputTokens], ["aborted", 30, 1]);
    assert.deepEqual(
      second.seen.tokens().map(({ atMs }) => atMs),
      [60, 70, 80],
    );
  });

  it("tells of a cache only when it has one", async () => {
    const usageOf = async (settings: Partial<SimulatedSettings>) => {
      const clock = drivenClock();
      const target = simulatedTarget({ ...one, ...settings });
      const driver = await openSimulatedDriver(target, testWorld({ now: clock.now }), clock.sleepUntil);
      return (await ask(driver, { prompt: "a b c", system: "be brief" })).ending.usage;
    };
    assert.deepEqual([(await usageOf({}))?.inputTokens, (await usageOf({}))?.cachedInputTokens], [null, null]);
    const cached = await usageOf({ prefixCache: { prompts: 1 } });
    assert.deepEqual([cached?.inputTokens, cached?.cachedInputTokens], [5, 0]);
  });
});
