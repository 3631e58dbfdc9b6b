import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { slowServer } from "../../../tests/support/run/slow-server.js";
import { verifyRun } from "../../report/verify-run.js";
import { openRun } from "../../store/run-folder/open-run.js";
import { openaiTarget } from "../../targets/openai-target.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Session } from "../../types/index.js";
import { closedLoop } from "../../workload/loads.js";
import { syntheticCases } from "../../workload/synthetic-cases.js";
import type { RunOptions } from "../options.js";
import { resumeRun } from "../resume-run.js";
import { runBenchmark } from "../run-benchmark.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-senders-"));
const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 20, seed: 1 });
const slow = (name = "slow") => simulatedTarget({ name, timeToFirstTokenMs: 100, gapMs: 5, tokens: 5 });
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

const answeredFirst = 12;

/**
 * Runs 61 requests against a server that answers twelve and holds the next six, does something to the processes when the twelve
 * are on the disk and the six are in flight, and lets the server go on.
 */
async function disturbed(options: Partial<RunOptions>, disturb: (session: Session) => void | Promise<void>) {
  const directory = folder();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await slowServer({ hold: async (count) => (count < answeredFirst ? undefined : released) });
  let stored = 0;
  try {
    const running = runBenchmark({
      targets: [openaiTarget({ baseUrl: server.baseUrl, model: "m" })],
      cases,
      warmups: 1,
      repetitions: 6,
      load: closedLoop({ concurrency: 6 }),
      processes: 3,
      directory,
      onProgress: ({ completed }) => {
        stored = completed;
      },
      ...options,
    });
    while (stored < answeredFirst || server.seen.length < answeredFirst + 6)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await disturb(await senderSession(directory));
    release();
    const run = await running;
    return { run, resume: () => resumeRun(run.directory), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

describe("processes that send", () => {
  it("survive one that is killed: its unanswered requests are sent again by the others, and the run says so", async () => {
    const { run, close } = await disturbed({}, async ({ senderProcessIds: [, second = 0] = [] }) => {
      process.kill(second, "SIGKILL");
      await untilGone(second);
    });
    await close();
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
    const { run, resume, close } = await disturbed({}, ({ senderProcessIds = [] }) => {
      for (const processId of senderProcessIds) process.kill(processId, "SIGKILL");
    });
    assert.equal(run.manifest.state, "broken-off");
    assert.match(run.manifest.stateReason ?? "", /no sending process is left: sending process \d+ ended \(SIGKILL\)/);
    const whole = await resume();
    await close();
    assert.equal(whole.manifest.state, "finished");
    assert.equal(whole.manifest.sessions.at(-1)?.senderProcessIds?.length, 3);
    const trials = await whole.trials();
    assert.equal(trials.length, 61);
    assert.ok(trials.every((trial) => trial.outcome.kind === "answered"));
  });

  it("end with the process that measures by them, which leaves its rows", async () => {
    let senders: readonly number[] = [];
    const { run, close } = await disturbed({}, ({ processId, senderProcessIds = [] }) => {
      senders = senderProcessIds;
      process.kill(processId, "SIGKILL");
    });
    assert.match(run.manifest.stateReason ?? "", /the measuring process ended \(SIGKILL\)/);
    await close();
    assert.equal((await run.trials()).length, answeredFirst);
    assert.equal(senders.length, 3);
    for (const processId of senders) await untilGone(processId);
  });

  it("stop at a signal and at a spent error budget as one process does", async () => {
    const stop = new AbortController();
    const { run, close } = await disturbed({ signal: stop.signal }, () => stop.abort("enough"));
    await close();
    assert.equal(run.manifest.stateReason, "enough");
    const aborted = (await run.trials()).filter((trial) => trial.outcome.kind === "aborted");
    assert.ok(aborted.length <= 6);
    const failing = simulatedTarget({ timeToFirstTokenMs: 5, gapMs: 1, tokens: 3, failures: { probability: 1 } });
    const failed = await runBenchmark({ targets: [failing], cases, repetitions: 5, processes: 2, directory: folder() });
    assert.match(failed.manifest.stateReason ?? "", /error budget: 5 of 5 trials failed/);
  });
});

describe("a script that measures by several processes", () => {
  it("ends, and leaves none of them behind", async () => {
    const script = path.join(folder(), "script.mjs");
    const here = fileURLToPath(new URL("../../", import.meta.url));
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      script,
      `import { runBenchmark } from ${JSON.stringify(`${here}run/run-benchmark.js`)};
       const run = await runBenchmark({ targets: [${JSON.stringify(slow())}], cases: ${JSON.stringify(cases)},
         processes: 2, directory: ${JSON.stringify(folder())} });
       process.send(run.manifest.sessions[0]);`,
    );
    const child = fork(script, []);
    const [[session]] = (await Promise.all([once(child, "message"), once(child, "exit")])) as [[Session], unknown];
    for (const processId of [session.processId, ...(session.senderProcessIds ?? [])]) await untilGone(processId);
  });
});
