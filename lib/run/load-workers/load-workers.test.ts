import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { slowServer } from "../../../tests/support/run/slow-server.js";
import { verifyRun } from "../../report/verify-run.js";
import { compressingTarget } from "../../targets/compressing-target.js";
import { llamaTarget } from "../../targets/llama-target.js";
import { openaiTarget } from "../../targets/openai-target.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Trial } from "../../types/index.js";
import { closedLoop, openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { syntheticCases } from "../../workload/synthetic-cases.js";
import { runBenchmark } from "../run-benchmark.js";
import { clockOriginMs } from "./shared-clock.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-senders-"));
const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 20, seed: 1 });
const slow = (name = "slow") => simulatedTarget({ name, timeToFirstTokenMs: 100, gapMs: 5, tokens: 5 });
const entryOf = ({ planIndex, caseId, target, repetition, phase, block }: Trial) =>
  [planIndex, caseId, target, repetition, phase, block].join(" ");

describe("the clock of several processes", () => {
  it("shows the same number at the same instant", async () => {
    const script = path.join(folder(), "clock.mjs");
    const module = new URL("./shared-clock.js", import.meta.url).href;
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      script,
      `const { clockOf } = await import(${JSON.stringify(module)});
       const clock = clockOf(Number(process.argv[2]));
       process.on("message", () => process.send(clock.now()));
       process.send("ready");`,
    );
    const child = fork(script, [String(clockOriginMs())]);
    await once(child, "message");
    for (let reading = 0; reading < 50; reading++) {
      const before = performance.now();
      child.send("now");
      const [there] = (await once(child, "message")) as [number];
      assert.ok(there >= before - 0.01 && there <= performance.now() + 0.01, `${before} ${there}`);
    }
    child.disconnect();
  });
});

describe("several processes that send", () => {
  it("measure the same entries as one, each exactly once, and a journal that verifies", async () => {
    const options = {
      targets: [slow("a"), slow("b")],
      cases,
      repetitions: 2,
      load: closedLoop({ concurrency: 5 }),
      seed: 4,
    };
    const [one, three] = [
      await runBenchmark({ ...options, directory: folder() }),
      await runBenchmark({ ...options, directory: folder(), processes: 3 }),
    ];
    assert.equal(three.manifest.state, "finished");
    assert.deepEqual((await three.trials()).map(entryOf), (await one.trials()).map(entryOf));
    assert.equal(three.manifest.processes, 3);
    const [session] = three.manifest.sessions;
    assert.equal(new Set([...(session?.senderProcessIds ?? []), session?.processId]).size, 4);
    assert.equal(one.manifest.sessions[0]?.senderProcessIds, undefined);
    assert.deepEqual((await verifyRun(three.directory)).problems, []);
  });

  it("keep the concurrency in total, and all of them send", async () => {
    const server = await slowServer({ answerMs: 40 });
    const target = openaiTarget({ baseUrl: server.baseUrl, model: "m" });
    try {
      const load = closedLoop({ concurrency: 6 });
      const run = await runBenchmark({
        targets: [target],
        cases,
        repetitions: 6,
        load,
        processes: 3,
        directory: folder(),
      });
      const trials = await run.trials();
      assert.equal(trials.length, 66, "a warm-up for each that may be in flight");
      assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
      assert.equal(server.mostAtOnce(), 6);
      const inFlight = (at: number) =>
        trials.filter((trial) => trial.dispatchedAtMs <= at && at < trial.endAtMs).length;
      assert.ok(Math.max(...trials.map((trial) => inFlight(trial.dispatchedAtMs))) <= 6);
      assert.ok(new Set(server.seen.map((one) => one.port)).size >= 6, "two connections of each of three processes");
    } finally {
      await server.close();
    }
  });

  it("keep a limit in flight in total, and what it holds back is late and not lost", async () => {
    const server = await slowServer({ answerMs: 60 });
    const target = openaiTarget({ baseUrl: server.baseUrl, model: "m" });
    try {
      const load = openLoop({ requestsPerSecond: 200, arrivals: "constant", maxInFlight: 2 });
      const run = await runBenchmark({ targets: [target], cases, warmups: 0, load, processes: 3, directory: folder() });
      const trials = await run.trials();
      assert.equal(trials.length, 10);
      assert.equal(server.mostAtOnce(), 2);
      const lags = trials.map((trial) => trial.dispatchedAtMs - trial.intendedAtMs).sort((a, b) => a - b);
      assert.ok((lags.at(-1) ?? 0) >= 4 * 60 - 45 - 1, "the last of ten waits for four turns of two");
    } finally {
      await server.close();
    }
  });

  it("keep the instants of an open loop, send at them or later and never before", async () => {
    const load = openLoop({ requestsPerSecond: 100, arrivals: "poisson", maxInFlight: 50 });
    const options = { targets: [slow()], cases, warmups: 0, repetitions: 4, load, seed: 6 };
    const run = await runBenchmark({ ...options, processes: 3, directory: folder() });
    const plan = planRun(options);
    const trials = await run.trials();
    assert.equal(trials.length, 40);
    for (const block of new Set(trials.map((trial) => trial.block))) {
      const own = trials.filter((trial) => trial.block === block);
      const began = own.map((trial) => trial.intendedAtMs - (plan.entries[trial.planIndex]?.intendedOffsetMs ?? 0));
      assert.ok(Math.max(...began) - Math.min(...began) < 0.001, "all are the plan's offsets from one instant");
    }
    assert.ok(trials.every((trial) => trial.dispatchedAtMs >= trial.intendedAtMs - 0.05));
  });

  it("are seen in the samples: their memory is in them", async () => {
    const options = { targets: [slow()], cases, repetitions: 2, telemetry: { intervalMs: 50 } };
    const peak = async (processes: number) => {
      const run = await runBenchmark({ ...options, processes, directory: folder() });
      return Math.max(...(await run.samples()).map((sample) => sample.residentBytes ?? 0));
    };
    const [one, three] = [await peak(1), await peak(3)];
    assert.ok(three > 2 * one, `${one} bytes of one, ${three} of three and the one that writes`);
  });

  it("tell the target that cannot be opened", async () => {
    const nobody = openaiTarget({ baseUrl: "http://127.0.0.1:9/v1", model: "m" });
    await assert.rejects(
      runBenchmark({ targets: [slow(), nobody], cases, processes: 2, directory: folder() }),
      /target "m": .*127\.0\.0\.1:9/,
    );
  });

  it("are refused for an engine that runs in the process itself, also inside another target", async () => {
    const llama = llamaTarget({ model: "smollm2-135m-instruct-q4_1" });
    const wrapped = compressingTarget(llama);
    for (const target of [llama, wrapped]) {
      const asked = { targets: [slow(), target], cases, processes: 2, directory: folder() };
      await assert.rejects(runBenchmark(asked), /runs in the measuring process itself: 2 processes would load/);
    }
    for (const processes of [0, 1.5, 65]) {
      const asked = { targets: [slow()], cases, processes, directory: folder() };
      await assert.rejects(runBenchmark(asked), /processes to be a whole number from 1 to 64/);
    }
  });
});
