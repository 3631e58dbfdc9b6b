import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drivenRun } from "../../tests/support/driven-run.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { batchMeansInterval } from "../statistics/dependence/batch-means.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import type { Trial } from "../types/index.js";
import { closedLoop, openLoop } from "../workload/loads.js";

// What theory knows of queues, against what the runner measures of them: plan, load, driver, recorder and metrics on a driven clock.

const serviceMs = 8;
const target = simulatedTarget({ timeToFirstTokenMs: 6, gapMs: 2, tokens: 2, slots: 1 });

const response = (trial: Trial) => trialMetrics(trial).responseTimeMs ?? Number.NaN;
const firstToken = (trial: Trial) => trialMetrics(trial).timeToFirstTokenMs ?? Number.NaN;

describe("an open loop of Poisson arrivals", () => {
  for (const utilization of [0.3, 0.6, 0.8])
    it(`measures the mean response time of M/D/1 at ${utilization * 100} % of capacity`, async () => {
      const requestsPerSecond = (utilization * 1000) / serviceMs;
      const load = openLoop({ requestsPerSecond, arrivals: "poisson", durationSeconds: 5000 / requestsPerSecond });
      const trials = await drivenRun({ targets: [target], load, seed: 11 });
      // Pollaczek-Khinchine with fixed service times: S + rho S / (2 (1 - rho)).
      const waitMs = (utilization * serviceMs) / (2 * (1 - utilization));
      for (const [values, expected] of [
        [trials.map(response), serviceMs + waitMs],
        [trials.map(firstToken), 6 + waitMs],
      ] as const) {
        const { low, high, mean } = batchMeansInterval(values, { batches: 20, confidence: 0.99 });
        assert.ok(low <= expected && expected <= high, `expected ${expected} ms, measured ${mean} (${low} to ${high})`);
      }
    });
});

describe("a closed loop", () => {
  it("never asks for more than there is: n at a time take n services each, and the engine is always busy", async () => {
    for (const concurrency of [1, 2, 8]) {
      const trials = await drivenRun({
        targets: [target],
        load: closedLoop({ concurrency }),
        prompts: ["a"],
        repetitions: 200,
      });
      const settled = trials.slice(concurrency);
      assert.ok(settled.every((trial) => response(trial) === concurrency * serviceMs));
      const ends = trials.map((trial) => trial.endAtMs);
      assert.equal(Math.max(...ends) - (trials[0]?.dispatchedAtMs ?? Number.NaN), 200 * serviceMs);
    }
  });
});
