import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { type TrialMetrics, trialMetrics } from "../../lib/metrics/trial-metrics.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { quantile } from "../../lib/statistics/quantile.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { simulatedTruth } from "../../lib/targets/simulated/simulated-truth.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import type { Load, Run, Trial } from "../../lib/types/index.js";
import { closedLoop, openLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";
import { startFreezingServer } from "../support/targets/freezing-server.js";

// A server whose whole process stops for two seconds, measured in three ways. What its users met is computed from the planned
// instants and from when the server says it was frozen.

const serviceMs = 20;
const steady = { requestsPerSecond: 50, arrivals: "constant", durationSeconds: 7 } as const;
const connections = 3; // the service is a third of what they can carry, so that a busy machine builds no line of its own
const requests = 350;
const cases = syntheticCases({ count: requests, promptTokens: 4, maxTokens: 4, seed: 1 });

interface Measured {
  readonly run: Run;
  readonly trials: readonly Trial[];
  /** On the clock of the trials. */
  readonly frozen: { readonly fromMs: number; readonly toMs: number };
}

async function measured(load: Load): Promise<Measured> {
  const server = await startFreezingServer({ serviceMs, freezeAfterMs: 1000, freezeMs: 2000 });
  try {
    const run = await runBenchmark({
      name: "freeze",
      targets: [openaiTarget({ baseUrl: `${server.origin}/v1`, model: "m" })],
      cases,
      warmups: 0,
      load,
      telemetry: false,
      directory: mkdtempSync(path.join(tmpdir(), "benchbook-freeze-")),
      onProgress: null,
    });
    const [session] = run.manifest.sessions;
    const frozen = await server.frozen();
    assert.ok(session !== undefined && frozen !== null);
    const toTrials = session.startedAtMs - Date.parse(session.startedAt);
    const trials = await run.trials();
    assert.deepEqual(
      [trials.length, trials.filter(({ outcome }) => outcome.kind !== "answered").length],
      [requests, 0],
    );
    return { run, trials, frozen: { fromMs: frozen.fromMs + toTrials, toMs: frozen.toMs + toTrials } };
  } finally {
    await server.close();
  }
}

const p99 = (trials: readonly Trial[], metric: keyof TrialMetrics & ("responseTimeMs" | "latencyMs")) =>
  quantile(
    trials.map((trial) => trialMetrics(trial)[metric] ?? Number.NaN),
    0.99,
  );

/**
 * Response times of requests that go out at these instants over so many connections, each free again when its answer has ended:
 * the recursion of Kiefer and Wolfowitz (1955). What a frozen server is sent, it reads when it wakes; what it should have done
 * meanwhile, it does then.
 */
function computedP99({ trials, frozen }: Measured, places: number): number {
  const woken = (atMs: number) => (atMs >= frozen.fromMs && atMs < frozen.toMs ? frozen.toMs : atMs);
  const free: number[] = [];
  const responses = trials.map(({ intendedAtMs }) => {
    const place = free.length < places ? free.length : free.indexOf(Math.min(...free));
    const end = woken(woken(Math.max(intendedAtMs, free[place] ?? 0)) + serviceMs);
    free[place] = end;
    return end - intendedAtMs;
  });
  return quantile(responses, 0.99);
}

/** The same load again, up to five times, until the two agree within 5 %: other work on the machine can hold one run up, not all. */
async function agreeing(context: TestContext, load: Load, places: number): Promise<Measured> {
  for (let attempt = 1; ; attempt++) {
    const found = await measured(load);
    const [seen, truth] = [p99(found.trials, "responseTimeMs"), computedP99(found, places)];
    const service = p99(found.trials, "latencyMs");
    const told = `p99: response time ${seen.toFixed(0)} ms, computed ${truth.toFixed(0)}, service time ${service.toFixed(0)}`;
    context.diagnostic(told);
    if (Math.abs(seen / truth - 1) <= 0.05) return found;
    assert.ok(attempt < 5, told);
  }
}

describe("a server that freezes for two seconds", () => {
  it("is seen in the response times of an open loop as its users see it", async (context) => {
    const { trials } = await agreeing(context, openLoop(steady), requests);
    assert.ok(p99(trials, "responseTimeMs") > 1500);
  });

  it("is seen over few connections as well, counted from the intended start; the service time apart hides it", async (context) => {
    const { trials } = await agreeing(context, openLoop({ ...steady, maxInFlight: connections }), connections);
    assert.ok(p99(trials, "responseTimeMs") > 1500);
    assert.ok(p99(trials, "latencyMs") < 500);
  });

  it("is hidden from a closed loop, which asks nothing while it waits", async (context) => {
    const { trials, frozen } = await measured(closedLoop({ concurrency: connections }));
    const slow = trials.filter(({ dispatchedAtMs, endAtMs }) => endAtMs - dispatchedAtMs > 1000).length;
    context.diagnostic(
      `p99: ${p99(trials, "responseTimeMs").toFixed(0)} ms, ${slow} of ${trials.length} saw the freeze`,
    );
    assert.ok(slow >= 1 && slow <= connections);
    assert.ok(p99(trials, "responseTimeMs") < 500);
    assert.ok(frozen.toMs - frozen.fromMs >= 1999);
  });

  it("is what the simulated target with the same freeze makes of it", () => {
    const freezes = [{ fromMs: 1000, toMs: 3000 }];
    const simulated = simulatedTarget({
      timeToFirstTokenMs: serviceMs,
      gapMs: 0,
      tokens: 1,
      slots: connections,
      freezes,
    });
    const atMs = Array.from({ length: requests }, (_, index) => index * 20);
    const truth = simulatedTruth(
      simulated,
      atMs.map((instant) => ({ atMs: instant })),
    ).map(({ responseMs }) => responseMs);
    // Requests come every 20 ms and are served three at a time in 20 ms. Of those that the freeze keeps waiting, number k (from 0)
    // comes 20 k after its beginning and ends 20 (1 + floor(k / 3)) after its end: 2020, 2000, 1980, 1980, 1960 … The 99th percentile
    // of 350 (type 7: rank 345.51 of 0 to 349) lies 0.51 of the way from the fifth longest to the fourth.
    assert.ok(Math.abs(quantile(truth, 0.99) - (1960 + 0.51 * 20)) < 1e-6, String(quantile(truth, 0.99)));
  });
});
