import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { verifyRun } from "../../joined-report.js";
import { openRun, resumeRun, runBenchmark } from "../../joined-run.js";
import { compressingTarget } from "../../targets/compressing-target.js";
import { llamaTarget } from "../../targets/llama-target.js";
import { openaiTarget } from "../../targets/openai-target.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Session, Trial } from "../../types.js";
import { closedLoop, openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { syntheticCases } from "../../workload/synthetic-cases.js";
import type { RunOptions } from "../options.js";
import { slowServer } from "../testing/slow-server.js";
import { clockOriginMs } from "./shared-clock.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-senders-"));
const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 20, seed: 1 });
const slow = (name = "slow") => simulatedTarget({ name, timeToFirstTokenMs: 100, gapMs: 5, tokens: 5 });
const entryOf = ({ planIndex, caseId, target, repetition, phase, block }: Trial) =>
  [planIndex, caseId, target, repetition, phase, block].join(" ");

/** Waits until the only run in a folder has a session that sends by other processes. */
async function senderSession(directory: string): Promise<Session> {
  for (;;) {
    const [name] = await readdir(directory);
    const run = name === undefined ? null : await openRun(path.join(directory, name)).catch(() => null);
    const session = run?.manifest.sessions.at(-1);
    if (session?.senderProcessIds) return session;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilGone(processId: number): Promise<void> {
  for (;;) {
    try {
      process.kill(processId, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs this, and does something to its processes when so many trials are on the disk. */
async function disturbed(options: Partial<RunOptions>, at: number, disturb: (session: Session) => void) {
  const directory = folder();
  let done = false;
  let disturbing: Promise<void> = Promise.resolve();
  const run = await runBenchmark({
    targets: [slow()],
    cases,
    repetitions: 6,
    load: closedLoop({ concurrency: 6 }),
    processes: 3,
    directory,
    onProgress: ({ completed }) => {
      if (completed < at || done) return;
      done = true;
      disturbing = senderSession(directory).then(disturb);
    },
    ...options,
  });
  await disturbing;
  assert.ok(done, "the run was over before it could be disturbed");
  return run;
}

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
      assert.equal(trials.length, 61);
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

  it("survive one that is killed: its unanswered requests are sent again by the others, and the run says so", async () => {
    const run = await disturbed({}, 10, ({ senderProcessIds = [] }) =>
      process.kill(senderProcessIds[1] ?? 0, "SIGKILL"),
    );
    assert.equal(run.manifest.state, "finished");
    const trials = await run.trials();
    assert.deepEqual(
      trials.map((trial) => trial.planIndex),
      Array.from({ length: 61 }, (_, index) => index),
    );
    assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
    const again = trials.filter((trial) => trial.attempts !== undefined);
    assert.ok(again.length >= 1 && again.length <= 6, `${again.length} were sent again`);
    for (const { attempts = [], intendedAtMs, dispatchedAtMs, outcome } of again) {
      assert.equal(attempts[0]?.class, "client_resources");
      assert.match(attempts[0]?.message ?? "", /sending process \d+ ended \(SIGKILL\)/);
      assert.ok(intendedAtMs === attempts[0]?.dispatchedAtMs && dispatchedAtMs > intendedAtMs);
      assert.deepEqual(outcome.warnings, ["retried=1"]);
    }
    assert.match(run.manifest.warnings.join("\n"), /sending process \d+ ended \(SIGKILL\).* by one of the 2 others/);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
  });

  it("break the run off when all of them are killed, and it can be finished", async () => {
    const run = await disturbed({}, 10, ({ senderProcessIds = [] }) => {
      for (const processId of senderProcessIds) process.kill(processId, "SIGKILL");
    });
    assert.equal(run.manifest.state, "broken-off");
    assert.match(run.manifest.stateReason ?? "", /no sending process is left: sending process \d+ ended \(SIGKILL\)/);
    const whole = await resumeRun(run.directory);
    assert.equal(whole.manifest.state, "finished");
    assert.equal(whole.manifest.sessions.at(-1)?.senderProcessIds?.length, 3);
    const trials = await whole.trials();
    assert.equal(trials.length, 61);
    assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
  });

  it("end with the process that measures by them, which leaves its rows", async () => {
    let senders: readonly number[] = [];
    const run = await disturbed({}, 10, ({ processId, senderProcessIds = [] }) => {
      senders = senderProcessIds;
      process.kill(processId, "SIGKILL");
    });
    assert.match(run.manifest.stateReason ?? "", /the measuring process ended \(SIGKILL\)/);
    assert.ok((await run.trials()).length >= 10);
    assert.equal(senders.length, 3);
    for (const processId of senders) await untilGone(processId);
  });

  it("stop at a signal and at a spent error budget as one process does", async () => {
    const stop = new AbortController();
    const run = await disturbed({ signal: stop.signal }, 10, () => stop.abort("enough"));
    assert.equal(run.manifest.stateReason, "enough");
    const aborted = (await run.trials()).filter((trial) => trial.outcome.kind === "aborted");
    assert.ok(aborted.length <= 6);
    const failing = simulatedTarget({ timeToFirstTokenMs: 5, gapMs: 1, tokens: 3, failures: { probability: 1 } });
    const failed = await runBenchmark({ targets: [failing], cases, repetitions: 5, processes: 2, directory: folder() });
    assert.match(failed.manifest.stateReason ?? "", /error budget: 5 of 5 trials failed/);
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

describe("a script that measures by several processes", () => {
  it("ends, and leaves none of them behind", async () => {
    const script = path.join(folder(), "script.mjs");
    const here = fileURLToPath(new URL("../../", import.meta.url));
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      script,
      `import { runBenchmark } from ${JSON.stringify(`${here}joined-run.js`)};
       const run = await runBenchmark({ targets: [${JSON.stringify(slow())}], cases: ${JSON.stringify(cases)},
         processes: 2, directory: ${JSON.stringify(folder())} });
       process.send(run.manifest.sessions[0]);`,
    );
    const child = fork(script, []);
    const [[session]] = (await Promise.all([once(child, "message"), once(child, "exit")])) as [[Session], unknown];
    for (const processId of [session.processId, ...(session.senderProcessIds ?? [])]) await untilGone(processId);
  });
});
