import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { verifyRun } from "../report/verify-run.js";
import { writeReport } from "../report/write-report.js";
import { simulatedTarget } from "../targets/simulated-target.js";
import type { Trial } from "../types/index.js";
import { closedLoop, openLoop, ramp } from "../workload/loads.js";
import { syntheticCases } from "../workload/synthetic-cases.js";
import { resumeRun } from "./resume-run.js";
import { runBenchmark } from "./run-benchmark.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-timed-"));
const cases = syntheticCases({ count: 3, promptTokens: 8, maxTokens: 20, seed: 1 });
const quick = (name: string) => simulatedTarget({ name, timeToFirstTokenMs: 15, gapMs: 1, tokens: 5 });
const measured = (trials: readonly Trial[]) => trials.filter((trial) => trial.phase === "measured");

/** From the first to the last request that a session sent in a block. */
function spanMs(trials: readonly Trial[]): number {
  const at = trials.map((trial) => trial.dispatchedAtMs);
  return Math.max(...at) - Math.min(...at);
}

describe("a run that is stopped by time", () => {
  for (const processes of [1, 2]) {
    it(`is complete when its time is over, with ${processes} sending, and resuming it sends nothing`, async () => {
      const load = closedLoop({ concurrency: 3, durationSeconds: 0.4 });
      const progress: number[] = [];
      const run = await runBenchmark({
        targets: [quick("a"), quick("b")],
        cases,
        load,
        repetitions: 2,
        processes,
        directory: folder(),
        onProgress: ({ completed, total, remainingMs }) => {
          assert.ok(total >= completed && remainingMs !== null);
          progress.push(completed - total);
        },
      });
      assert.equal(run.manifest.state, "finished");
      assert.equal(progress.at(-1), 0);
      const trials = measured(await run.trials());
      assert.equal(new Set(trials.map((trial) => trial.planIndex)).size, trials.length);
      assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
      const blocks = [...new Set(trials.map((trial) => trial.block))];
      assert.equal(blocks.length, 4);
      for (const block of blocks) assert.ok(spanMs(trials.filter((trial) => trial.block === block)) < 400 + 1500);
      await writeReport(run);
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
      const again = await resumeRun(run.directory);
      assert.equal((await again.trials()).length, (await run.trials()).length);
    });
  }

  it("goes on for the time that was left when it broke off, and keeps what it had", async () => {
    const stop = new AbortController();
    const run = await runBenchmark({
      targets: [quick("a")],
      cases,
      load: closedLoop({ concurrency: 2, durationSeconds: 3 }),
      directory: folder(),
      signal: stop.signal,
      onProgress: ({ completed }) => void (completed >= 60 && stop.abort("enough")),
    });
    assert.equal(run.manifest.state, "broken-off");
    const changed = { processes: 2, onProgress: null };
    await assert.rejects(
      resumeRun(run.directory, changed),
      /no setting "processes"; it has: targets, cases, onProgress, signal/,
    );
    const before = measured(await run.trials());
    const whole = await resumeRun(run.directory);
    assert.equal(whole.manifest.state, "finished");
    const after = measured(await whole.trials());
    assert.ok(
      after.every((trial) => trial.outcome.kind === "answered"),
      "what was cut off was sent again",
    );
    for (const trial of before.filter(({ outcome }) => outcome.kind === "answered"))
      assert.deepEqual(
        after.find(({ planIndex }) => planIndex === trial.planIndex),
        trial,
      );
    const second = after.filter((trial) => trial.session === 2);
    assert.ok(spanMs(second) <= 3000 - spanMs(before) + 300, `${spanMs(second)} after ${spanMs(before)}`);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
  });

  it("holds a ramp to its plan", async () => {
    const load = ramp({ fromRequestsPerSecond: 10, toRequestsPerSecond: 70, durationSeconds: 0.5 });
    const run = await runBenchmark({ targets: [quick("a")], cases, load, directory: folder() });
    const trials = measured(await run.trials());
    assert.equal(trials.length, 20); // (10 + 70) / 2 requests a second in half a second
    const [first] = trials;
    // The integral of the rate is 10 t + 60 t^2, which is 8.4 at t = 0.3 s: request 8 is due a little before.
    const due = (trials[8]?.intendedAtMs ?? 0) - (first?.intendedAtMs ?? 0);
    assert.ok(Math.abs(due - 1000 * ((-10 + Math.sqrt(100 + 240 * 8)) / 120)) < 0.001, String(due));
  });

  it("goes on with an open loop where it broke off, without waiting the time again that has passed", async () => {
    const stop = new AbortController();
    const run = await runBenchmark({
      targets: [quick("a")],
      cases,
      load: openLoop({ requestsPerSecond: 5, arrivals: "constant", durationSeconds: 4 }),
      warmups: 0,
      directory: folder(),
      signal: stop.signal,
      onProgress: ({ completed }) => void (completed >= 10 && stop.abort("enough")),
    });
    const before = (await run.trials()).filter((trial) => trial.outcome.kind === "answered").length;
    assert.ok(before >= 10 && before < 20);
    const whole = await resumeRun(run.directory);
    const trials = await whole.trials();
    assert.equal(trials.length, 20);
    const second = trials.filter((trial) => trial.session === 2).map((trial) => trial.intendedAtMs);
    const session = whole.manifest.sessions[1];
    assert.ok((second[0] ?? Infinity) - (session?.startedAtMs ?? 0) < 1900, "the first goes at once");
    second.forEach((at, index) => void assert.ok(Math.abs(at - (second[0] ?? 0) - 200 * index) < 0.001));
  });
});
