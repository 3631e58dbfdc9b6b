import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { batchMeansInterval } from "../../statistics/dependence/batch-means.js";
import { openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { type SimulatedSettings, simulatedTarget } from "../simulated-target.js";
import { simulatedTruth } from "./simulated-truth.js";

// Mean response times that queueing theory knows, for a hundred thousand Poisson arrivals of one fixed seed. Waits of neighbors
// in a queue are correlated, hence batch means.

const serviceMs = 8;

interface Queue {
  readonly engine: Partial<SimulatedSettings>;
  readonly utilization: number;
  readonly slots?: number;
}

function responseTimes({ engine, utilization, slots = 1 }: Queue): readonly number[] {
  const requestsPerSecond = (utilization * slots * 1000) / serviceMs;
  const load = openLoop({ requestsPerSecond, arrivals: "poisson", durationSeconds: 100_000 / requestsPerSecond });
  const target = simulatedTarget({ timeToFirstTokenMs: serviceMs, gapMs: 0, tokens: 1, seed: 3, ...engine });
  const plan = planRun({ targets: [target], cases: [oneCase], warmups: 0, repetitions: 1, load, seed: 11 });
  const requests = plan.entries.map(({ intendedOffsetMs }) => ({ atMs: intendedOffsetMs ?? Number.NaN }));
  return simulatedTruth(target, requests).map(({ responseMs }) => responseMs);
}

const oneCase = {
  id: "one",
  kind: null,
  prompt: "?",
  system: null,
  expected: null,
  checks: [],
  maxTokens: null,
};

function assertMean(queue: Queue, expectedMs: number): void {
  const { low, high, mean } = batchMeansInterval(responseTimes(queue), { batches: 20, confidence: 0.99 });
  const seen = `expected ${expectedMs} ms, got ${mean} (${low} to ${high})`;
  assert.ok(low <= expectedMs && expectedMs <= high, seen);
  assert.ok((high - low) / expectedMs < 0.5, `too wide to say anything: ${seen}`);
}

/** Mean response time of M/G/1: Pollaczek (1930), Khinchine (1932). `spread` is the squared coefficient of variation of the service. */
const pollaczekKhinchine = (rho: number, spread: number) =>
  serviceMs + (rho * serviceMs * (1 + spread)) / (2 * (1 - rho));

describe("a simulated engine with one slot", () => {
  for (const utilization of [0.3, 0.5, 0.7, 0.9]) {
    it(`makes its requests wait as M/D/1 does at ${utilization * 100} % of capacity`, () =>
      assertMean({ engine: { slots: 1 }, utilization }, pollaczekKhinchine(utilization, 0)));

    it(`makes its requests wait as M/M/1 does at ${utilization * 100} % of capacity`, () =>
      assertMean(
        { engine: { slots: 1, serviceTimes: "exponential" }, utilization },
        pollaczekKhinchine(utilization, 1),
      ));
  }
});

describe("a simulated engine with several slots", () => {
  it("makes its requests wait as M/M/3 does at 80 % of capacity", () => {
    // Erlang's C formula for 3 servers offered 2.4 erlang: P(wait) = 0.6471910 (2.4^3/3! / 0.2 = 11.52 over 1 + 2.4 + 2.88 + 11.52),
    // and the mean wait is P(wait) x S / (3 x (1 - 0.8)).
    const waits = (11.52 / 17.8) * (serviceMs / 0.6);
    assertMean({ engine: { slots: 3, serviceTimes: "exponential" }, utilization: 0.8, slots: 3 }, serviceMs + waits);
  });
});

describe("a simulated engine that shares itself among all requests", () => {
  // Processor sharing, M/G/1-PS: the mean response time is S / (1 - rho) whatever the distribution of service times
  // (Kleinrock 1976, Queueing Systems II, section 4.4).
  for (const serviceTimes of ["fixed", "exponential"] as const)
    it(`answers as fast as processor sharing does with ${serviceTimes} service times at 70 %`, () =>
      assertMean({ engine: { batchSlowdown: 1, serviceTimes }, utilization: 0.7 }, serviceMs / (1 - 0.7)));
});
