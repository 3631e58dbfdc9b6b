import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drivenClock } from "../../../tests/support/run/driven-clock.js";
import { openSimulatedDriver } from "../../targets/simulated-driver.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Case, Driver, Load, Target, Trial } from "../../types/index.js";
import { batches, closedLoop, openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { warmupCases } from "../../workload/warmup-cases.js";
import { type Measurement, measure } from "./measure.js";

const made = (count: number): Case[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    kind: null,
    prompt: `question ${index}`,
    system: null,
    expected: null,
    checks: [],
    maxTokens: null,
  }));

interface Setting {
  targets: Target[];
  cases?: number;
  warmups?: number;
  repetitions?: number;
  load?: Load;
  errorBudget?: number;
  maxTokens?: number;
  signal?: AbortSignal;
  onStored?: (trial: Trial, count: number) => void;
  drivers?: ReadonlyMap<string, Driver>;
  failAtTrial?: number;
}

async function measured(setting: Setting) {
  const clock = drivenClock();
  const cases = made(setting.cases ?? 2);
  const { targets, warmups = 0, repetitions = 1, load = closedLoop({ concurrency: 1 }) } = setting;
  const plan = planRun({ targets, cases, warmups, repetitions, load, seed: 7 });
  const world = { now: clock.now, environment: {}, weightsDirectory: "", maxInFlight: 8 };
  const opened = await Promise.all(
    targets.map(async (target) => [target.name, await openSimulatedDriver(target, world, clock.sleepUntil)] as const),
  );
  const trials: Trial[] = [];
  const log = {
    async trial(trial: Trial) {
      if (trials.length === setting.failAtTrial) throw new Error("ENOSPC: no space left on device");
      trials.push(trial);
      setting.onStored?.(trial, trials.length);
    },
  };
  const measurement: Measurement = {
    session: 1,
    entries: plan.entries,
    load,
    cases: new Map([...warmupCases, ...cases].map((one) => [one.id, one])),
    drivers: setting.drivers ?? new Map(opened),
    generation: {
      maxTokens: setting.maxTokens ?? 100,
      temperature: 0,
      topK: null,
      topP: null,
      repetitionPenalty: null,
      seed: null,
      stop: [],
      ignoreEndOfSequence: false,
    },
    timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null },
    errorBudget: setting.errorBudget ?? 1,
    clock,
    log,
    signal: setting.signal ?? new AbortController().signal,
  };
  return { end: await measure(measurement), trials, plan };
}

const steady = (name = "steady") => simulatedTarget({ name, timeToFirstTokenMs: 50, gapMs: 10, tokens: 5 });

describe("measure", () => {
  it("gives the simulated truth back exactly", async () => {
    const { trials } = await measured({ targets: [steady()], cases: 3 });
    assert.equal(trials.length, 3);
    for (const trial of trials) {
      assert.equal((trial.firstTokenAtMs ?? 0) - trial.dispatchedAtMs, 50);
      assert.equal((trial.lastTokenAtMs ?? 0) - (trial.firstTokenAtMs ?? 0), 40);
      assert.deepEqual(
        trial.arrivals.map((arrival) => arrival.atMs - trial.dispatchedAtMs),
        [50, 60, 70, 80, 90],
      );
      assert.equal(trial.intendedAtMs, trial.dispatchedAtMs);
      assert.equal(trial.usage?.outputTokens, 5);
    }
  });

  it("sends warm-ups first, and marks them", async () => {
    const { trials } = await measured({ targets: [steady("a"), steady("b")], warmups: 2, cases: 2 });
    const phases = trials.map((trial) => trial.phase);
    assert.deepEqual(phases.slice(0, 4), ["warmup", "warmup", "warmup", "warmup"]);
    assert.equal(phases.filter((phase) => phase === "measured").length, 4);
  });

  it("sends warm-ups as many at once as the load has in flight", async () => {
    const loads = [
      { load: closedLoop({ concurrency: 4 }), starts: [0, 0, 0, 0, 90, 90] },
      { load: batches({ size: 4 }), starts: [0, 0, 0, 0, 90, 90] },
      { load: openLoop({ requestsPerSecond: 3, arrivals: "constant" }), starts: [0, 0, 0, 90, 90, 90] },
      { load: closedLoop({ concurrency: 1 }), starts: [0, 90, 180, 270, 360, 450] },
    ];
    for (const { load, starts } of loads) {
      const { trials } = await measured({ targets: [steady("a"), steady("b")], cases: 8, warmups: 6, load });
      const warm = trials.filter(({ phase, target }) => phase === "warmup" && target === "a");
      assert.deepEqual(
        warm.map((trial) => trial.dispatchedAtMs - 1000).sort((a, b) => a - b),
        starts,
        load.kind,
      );
      const end = Math.max(
        ...trials.filter(({ target, phase }) => target === "b" && phase === "warmup").map((t) => t.endAtMs),
      );
      assert.ok(trials.every((trial) => trial.phase === "warmup" || trial.dispatchedAtMs >= end));
    }
  });

  it("opens what a measured block needs before its first request, and nothing for warm-ups", async () => {
    const asked: string[] = [];
    const name = "steady";
    const world = { now: performance.now.bind(performance), environment: {}, weightsDirectory: "", maxInFlight: 8 };
    const sleep = async (atMs: number) => new Promise<void>((resolve) => setTimeout(resolve, atMs - performance.now()));
    const inner = await openSimulatedDriver(steady(name), world, sleep);
    const driver: Driver = {
      ...inner,
      openConnections: async (connections) => void asked.push(`open ${connections}`),
      send: (request, observer, signal) => {
        asked.push(request.connections === undefined ? "send" : `warm ${request.connections}`);
        return inner.send(request, observer, signal);
      },
    };
    const load = batches({ size: 3 });
    await measured({ targets: [steady(name)], drivers: new Map([[name, driver]]), cases: 4, warmups: 2, load });
    assert.deepEqual(asked, ["warm 3", "warm 3", "open 3", "send", "send", "send", "open 1", "send"]);
  });

  it("keeps so many requests in flight in a closed loop", async () => {
    const { trials } = await measured({ targets: [steady()], cases: 8, load: closedLoop({ concurrency: 4 }) });
    const starts = trials.map((trial) => trial.dispatchedAtMs - 1000).sort((a, b) => a - b);
    assert.deepEqual(starts, [0, 0, 0, 0, 90, 90, 90, 90]);
  });

  it("waits for the whole batch before the next one", async () => {
    const slowSecond = simulatedTarget({ name: "s", timeToFirstTokenMs: 50, gapMs: 0, tokens: 1, drift: 1 });
    const { trials } = await measured({ targets: [slowSecond], cases: 4, load: batches({ size: 2 }) });
    const starts = trials.map((trial) => trial.dispatchedAtMs - 1000).sort((a, b) => a - b);
    assert.deepEqual(starts, [0, 0, 100, 100]); // answers take 50, 100, 150, 200
  });

  it("never runs two targets at once", async () => {
    const { trials } = await measured({
      targets: [steady("a"), steady("b")],
      cases: 6,
      repetitions: 2,
      load: closedLoop({ concurrency: 3 }),
    });
    assert.equal(trials.length, 24);
    for (const one of trials)
      for (const other of trials)
        if (one.target !== other.target)
          assert.ok(one.endAtMs <= other.dispatchedAtMs || other.endAtMs <= one.dispatchedAtMs);
  });

  it("sends at the intended instants in an open loop, however slow the answers", async () => {
    const slow = simulatedTarget({ name: "slow", timeToFirstTokenMs: 1000, gapMs: 0, tokens: 1 });
    const load = openLoop({ requestsPerSecond: 10, arrivals: "constant" });
    const { trials } = await measured({ targets: [slow], cases: 5, load });
    const starts = trials.map((trial) => Math.round(trial.dispatchedAtMs - 1000)).sort((a, b) => a - b);
    assert.deepEqual(starts, [0, 100, 200, 300, 400]);
  });

  it("counts waiting for a free place from the intended start, not as a lower rate", async () => {
    const slow = simulatedTarget({ name: "slow", timeToFirstTokenMs: 300, gapMs: 0, tokens: 1 });
    const load = openLoop({ requestsPerSecond: 10, arrivals: "constant", maxInFlight: 1 });
    const { trials } = await measured({ targets: [slow], cases: 4, load });
    const lags = trials.map((trial) => Math.round(trial.dispatchedAtMs - trial.intendedAtMs)).sort((a, b) => a - b);
    assert.deepEqual(lags, [0, 200, 400, 600]);
  });

  it("keeps a failing trial and goes on", async () => {
    const failing = simulatedTarget({
      timeToFirstTokenMs: 5,
      gapMs: 1,
      tokens: 4,
      failures: { probability: 1, class: "reset_mid_stream", afterTokens: 2 },
    });
    const { trials, end } = await measured({ targets: [failing], cases: 3 });
    assert.deepEqual(end, { kind: "completed" });
    for (const { outcome } of trials) {
      assert.equal(outcome.kind, "failed");
      assert.equal(outcome.text, "I am");
    }
  });

  it("ends early when the error budget is spent, and says so", async () => {
    const failing = simulatedTarget({ timeToFirstTokenMs: 5, gapMs: 1, tokens: 4, failures: { probability: 1 } });
    const { trials, end } = await measured({ targets: [failing], cases: 50, errorBudget: 0.1 });
    assert.equal(end.kind, "stopped");
    assert.match(end.kind === "stopped" ? end.reason : "", /error budget: 5 of 5 trials failed/);
    assert.ok(trials.length < 50);
  });

  it("aborts what is in flight when it is stopped, and keeps all that was measured", async () => {
    const stop = new AbortController();
    const { trials, end } = await measured({
      targets: [steady()],
      cases: 10,
      signal: stop.signal,
      onStored: (_, count) => {
        if (count === 3) stop.abort("interrupted");
      },
    });
    assert.deepEqual(end, { kind: "stopped", reason: "interrupted" });
    const kinds = trials.map((trial) => trial.outcome.kind);
    assert.deepEqual(kinds.slice(0, 3), ["answered", "answered", "answered"]);
    assert.ok(kinds.length <= 4 && kinds.slice(3).every((kind) => kind === "aborted"));
  });

  it("turns a driver that throws into a failed trial", async () => {
    const target = steady();
    const info = (await openSimulatedDriver(target, world(), async () => {})).info;
    const broken: Driver = { info, send: () => Promise.reject(new Error("boom")), close: async () => {} };
    const { trials } = await measured({ targets: [target], drivers: new Map([[target.name, broken]]) });
    const [first] = trials;
    assert.equal(first?.outcome.kind, "failed");
    assert.match(first?.outcome.kind === "failed" ? first.outcome.message : "", /the driver threw: boom/);
  });

  it("stops when the journal cannot be written, and says why", async () => {
    const { trials, end } = await measured({ targets: [steady()], cases: 10, failAtTrial: 2 });
    assert.equal(trials.length, 2);
    assert.match(end.kind === "stopped" ? end.reason : "", /the journal cannot be written: ENOSPC/);
  });
});

const world = () => ({ now: () => 0, environment: {}, weightsDirectory: "", maxInFlight: 1 });
