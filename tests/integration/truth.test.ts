import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { truthOfRun } from "../../lib/run/truth-of-run.js";
import { llamaTarget } from "../../lib/targets/llama-target.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import { closedLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

const cases = syntheticCases({ count: 6, promptTokens: 8, maxTokens: 20, seed: 1 });
const target = simulatedTarget({
  timeToFirstTokenMs: 8,
  gapMs: 2,
  tokens: 3,
  slots: 2,
  jitter: 0.5,
  failures: { probability: 0.3, class: "stall_timeout", afterTokens: 2 },
  prefixCache: { prompts: 20 },
  freezes: [{ fromMs: 20, toMs: 60 }],
});

async function measured() {
  const directory = mkdtempSync(path.join(tmpdir(), "benchbook-truth-"));
  const load = closedLoop({ concurrency: 4 });
  const run = await runBenchmark({
    targets: [target],
    cases,
    warmups: 1,
    repetitions: 3,
    load,
    errorBudget: 1,
    directory,
  });
  return { run, trials: await run.trials(), truths: await truthOfRun(run) };
}

describe("truthOfRun", () => {
  it("says what the engine did for each trial, and nothing was measured before it happened", async () => {
    const { trials, truths } = await measured();
    assert.equal(truths.length, trials.length);
    truths.forEach((truth, index) => {
      const trial = trials[index];
      assert.ok(trial !== undefined && trial.planIndex === truth.planIndex && trial.session === truth.session);
      assert.equal(trial.outcome.kind, truth.kind);
      assert.equal(trial.arrivals.length, truth.outputTokens);
      assert.equal(trial.usage?.cachedInputTokens, truth.cachedInputTokens);
      assert.ok(trial.arrivals.every(({ atMs }, token) => atMs >= (truth.tokensAtMs[token] ?? Number.NaN)));
      assert.ok(trial.endAtMs >= truth.endedAtMs && trial.dispatchedAtMs === truth.arrivedAtMs);
    });
    assert.ok(
      truths.some(({ kind }) => kind === "failed") && truths.some(({ cachedInputTokens }) => cachedInputTokens > 0),
    );
    assert.ok(truths.some(({ waitMs }) => (waitMs ?? 0) > 0));
  });

  it("holds for the next run of the same process, for which the engine begins anew", async () => {
    const runs = [await measured(), await measured()];
    assert.equal(runs[0]?.run.manifest.sessions[0]?.processId, runs[1]?.run.manifest.sessions[0]?.processId);
    for (const { trials, truths } of runs) {
      assert.deepEqual(
        truths.map(({ kind }) => kind),
        trials.map(({ outcome }) => outcome.kind),
      );
      assert.equal(Math.min(...truths.map(({ count }) => count)), 0);
    }
  });

  it("is silent about engines that are not simulated", async () => {
    const { run } = await measured();
    const manifest = {
      ...run.manifest,
      targets: [llamaTarget({ model: "smollm2-135m-instruct-q4_1", name: target.name })],
    };
    assert.deepEqual(await truthOfRun({ ...run, manifest }), []);
  });
});
