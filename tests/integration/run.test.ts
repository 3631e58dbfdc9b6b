import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { verifyRun } from "../../lib/report/verify-run.js";
import { writeReport } from "../../lib/report/write-report.js";
import { resumeRun } from "../../lib/run/resume-run.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { manifestText } from "../../lib/store/run-folder/manifest-file.js";
import { openRun } from "../../lib/store/run-folder/open-run.js";
import { llamaTarget } from "../../lib/targets/llama-target.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import type { Run, Trial } from "../../lib/types/index.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-run-"));
const cases = syntheticCases({ count: 4, promptTokens: 8, maxTokens: 20, seed: 1 });
const quick = (name = "quick") => simulatedTarget({ name, timeToFirstTokenMs: 5, gapMs: 1, tokens: 5 });
const measured = (trials: readonly Trial[]) => trials.filter((trial) => trial.phase === "measured");

/** A driver file of a user's own, for what no well-behaved engine does. */
async function driverFile(send: string): Promise<string> {
  const file = path.join(folder(), "own-driver.mjs");
  const info =
    "{ engine: 'own', engineVersion: null, model: 'own', modelPath: null, modelSha256: null, modelBytes: null, " +
    "quantisation: null, parameters: null, contextSize: null, device: null, threads: null, openMs: 0, details: {} }";
  await writeFile(
    file,
    `let count = 0;
     const said = { kind: "answered", finishReason: "stop", streamed: true, usage: null, respondedModel: null, warnings: [] };
     export const openDriver = async (target, world) => ({ info: ${info}, close: async () => {},
       send: async (request, observer, signal) => { count++; ${send} } });`,
  );
  return file;
}
const answer =
  "observer.onDispatched(world.now()); await new Promise((resolve) => setTimeout(resolve, 30)); const atMs = world.now(); " +
  'observer.onChunk({ atMs, kind: "answer", text: "yes", tokens: 1, readIndex: 0 }); return { ...said, endAtMs: world.now() };';

describe("runBenchmark", () => {
  it("leaves a run folder that tells what ran, on what, and every trial", async () => {
    const directory = folder();
    const run = await runBenchmark({
      name: "two arms",
      targets: [quick("a"), quick("b")],
      cases,
      warmups: 1,
      repetitions: 2,
      directory,
      seed: 3,
    });
    assert.equal(run.manifest.state, "finished");
    assert.equal(path.dirname(run.directory), directory);
    const trials = await run.trials();
    assert.equal(measured(trials).length, 16);
    assert.equal(trials.length, 18);
    assert.deepEqual(
      trials.map((trial) => trial.planIndex),
      trials.map((_, index) => index),
    );
    const files = await readdir(run.directory);
    for (const name of ["manifest.json", "journal.jsonl", "samples.jsonl", "trials.csv", "summary.json"])
      assert.ok(files.includes(name), name);
    const [session] = run.manifest.sessions;
    assert.equal(session?.ended, "completed");
    assert.equal(session?.engines.length, 2);
    assert.ok(Number(session?.machine.memoryBytes) > 1e8);
    assert.ok((await run.samples()).length >= 2);
  });

  it("reports as done only what is on the disk, at most about ten times a second", async () => {
    const seen: number[] = [];
    const run = await runBenchmark({
      targets: [quick()],
      cases,
      repetitions: 5,
      directory: folder(),
      onProgress: ({ completed, total }) => {
        seen.push(completed);
        assert.equal(total, 21);
      },
    });
    assert.equal(seen.at(-1), 21);
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.equal((await run.trials()).length, 21);
  });

  it("measures the real model in the process beside this one", async () => {
    const target = llamaTarget({ model: "smollm2-135m-instruct-q4_1", threads: 1, contextSize: 256 });
    const run = await runBenchmark({
      targets: [target],
      cases,
      generation: { maxTokens: 6 },
      warmups: 1,
      directory: folder(),
    });
    const trials = measured(await run.trials());
    assert.equal(trials.length, 4);
    for (const trial of trials) {
      assert.equal(trial.outcome.kind, "answered");
      assert.equal(trial.usage?.source, "engine");
      assert.ok((trial.firstTokenAtMs ?? 0) > trial.dispatchedAtMs);
    }
    assert.match(JSON.stringify(run.manifest), /b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53/);
  });

  it("survives an engine that aborts, with the rows measured before it", async () => {
    const file = await driverFile(`if (count === 4) setTimeout(() => process.abort(), 15); ${answer}`);
    const run = await runBenchmark({
      targets: [moduleTarget({ module: file })],
      cases,
      warmups: 0,
      repetitions: 2,
      directory: folder(),
    });
    assert.equal(run.manifest.state, "broken-off");
    assert.match(run.manifest.stateReason ?? "", /the measuring process ended \(SIGABRT\)/);
    assert.equal((await run.trials()).length, 3);
    const again = await runBenchmark({ targets: [quick()], cases, warmups: 0, directory: folder() });
    assert.equal(again.manifest.state, "finished");
  });

  it("stops at a signal, keeps what was measured, and goes on from there when it is resumed", async () => {
    const stop = new AbortController();
    const slow = simulatedTarget({ name: "slow", timeToFirstTokenMs: 150, gapMs: 5, tokens: 5 });
    const run = await runBenchmark({
      targets: [slow],
      cases,
      repetitions: 3,
      directory: folder(),
      signal: stop.signal,
      onProgress: ({ completed }) => {
        if (completed >= 4) stop.abort("enough for now");
      },
    });
    assert.equal(run.manifest.state, "broken-off");
    assert.equal(run.manifest.stateReason, "enough for now");
    const before = await run.trials();
    assert.ok(before.length >= 4 && before.length < 13);
    await assert.rejects(
      resumeRun(run.directory, { targets: [{ ...slow, gapMs: 6 }] }),
      /target "slow" was measured with gapMs 5, now it has 6/,
    );
    const whole = await resumeRun(run.directory, { targets: [slow] });
    assert.equal(whole.manifest.state, "finished");
    const after = await whole.trials();
    assert.deepEqual(
      after.map((trial) => trial.planIndex),
      Array.from({ length: 13 }, (_, index) => index),
    );
    assert.ok(after.every((trial) => trial.outcome.kind === "answered"));
    assert.deepEqual(new Set(measured(after).map((trial) => trial.session)), new Set([1, 2]));
  });

  it("seals a run that was measured whole when its process died before the seal", async () => {
    const run = await runBenchmark({ targets: [quick()], cases, directory: folder() });
    const { sha256: _seal, ...sealed } = JSON.parse(await readFile(path.join(run.directory, "manifest.json"), "utf8"));
    const unsealed = { ...sealed, state: "running", sessions: [], files: {} };
    await writeFile(path.join(run.directory, "manifest.json"), manifestText(unsealed));
    for (const name of ["summary.json", "trials.csv"]) await rm(path.join(run.directory, name));
    const whole = await resumeRun(run.directory);
    assert.equal(whole.manifest.state, "finished");
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    assert.equal((await whole.trials()).length, 5);
  });

  it("finishes a run that was measured whole, also when it was sealed as broken off", async () => {
    const run = await runBenchmark({ targets: [quick()], cases, directory: folder() });
    const { sha256: _seal, ...sealed } = JSON.parse(await readFile(path.join(run.directory, "manifest.json"), "utf8"));
    const brokenOff = { ...sealed, state: "broken-off", stateReason: "the measuring process ended (SIGKILL)" };
    await writeFile(path.join(run.directory, "manifest.json"), manifestText(brokenOff));
    const whole = await resumeRun(run.directory);
    assert.deepEqual([whole.manifest.state, whole.manifest.stateReason], ["finished", null]);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    assert.equal((await whole.trials()).length, 5, "nothing is sent again");
  });

  it("gives each target a fresh process when told, and then goes target by target", async () => {
    const run = await runBenchmark({
      targets: [quick("a"), quick("b")],
      cases,
      isolation: "target",
      directory: folder(),
    });
    assert.equal(run.manifest.order, "sequential");
    assert.equal(new Set(run.manifest.sessions.map((session) => session.processId)).size, 2);
    assert.equal(measured(await run.trials()).length, 8);
  });

  it("refuses an unknown model before anything is sent, and leaves no folder", async () => {
    const directory = folder();
    const asked = { targets: [quick(), llamaTarget({ model: "nobody" })], cases, directory };
    await assert.rejects(runBenchmark(asked), /target "nobody": expected a known model .* got "nobody"/);
    assert.deepEqual(await readdir(directory), []);
  });

  it("refuses a server that is not running, and says how to start it", async () => {
    const { ollamaTarget } = await import("../../lib/targets/ollama-target.js");
    const nobody = ollamaTarget({ host: "http://127.0.0.1:9", model: "m" });
    await assert.rejects(runBenchmark({ targets: [nobody], cases, directory: folder() }), /127\.0\.0\.1:9/);
  });

  it("refuses options that are misspelled or out of range, naming them", async () => {
    const base = { targets: [quick()], cases, directory: folder() };
    const misspelled = { ...base, repetition: 3 };
    await assert.rejects(runBenchmark(misspelled), /has no setting "repetition"; it has: .*repetitions/);
    await assert.rejects(
      runBenchmark({ ...base, directory: 5 as never }),
      /runBenchmark expected directory to be a text, got 5/,
    );
    await assert.rejects(
      runBenchmark({ ...base, generation: { stop: [5 as never] } }),
      /generation.stop\[0\] to be a text, got 5/,
    );
    await assert.rejects(
      runBenchmark({ ...base, repetitions: 0 }),
      /repetitions to be a whole number of at least 1, got 0/,
    );
    await assert.rejects(runBenchmark({ ...base, targets: [quick(), quick()] }), /two targets are called "quick"/);
    await assert.rejects(
      runBenchmark({ ...base, cases: { ...cases, cases: [] } }),
      /at least one case, got an empty case set/,
    );
  });

  it("names the folder that cannot be written", async () => {
    const file = path.join(folder(), "a-file");
    await writeFile(file, "");
    await assert.rejects(runBenchmark({ targets: [quick()], cases, directory: file }), /cannot write to .*a-file/);
  });

  it("stores no text, or only its hash, when told", async () => {
    const options = { targets: [quick()], cases, warmups: 0, directory: folder() };
    const hashed = await (await runBenchmark({ ...options, storeText: "hash" })).trials();
    assert.match(hashed[0]?.outcome.text ?? "", /^sha256:[0-9a-f]{64}$/);
    const none = await runBenchmark({ ...options, storeText: "none" });
    assert.doesNotMatch(await readFile(path.join(none.directory, "journal.jsonl"), "utf8"), /simulated engine/);
  });
});

describe("a run whose notebook dies", () => {
  const here = fileURLToPath(new URL("../../lib/", import.meta.url));
  const script = (directory: string) => `
    import { runBenchmark } from ${JSON.stringify(`${here}run/run-benchmark.js`)};
    import { simulatedTarget } from ${JSON.stringify(`${here}targets/simulated-target.js`)};
    import { syntheticCases } from ${JSON.stringify(`${here}workload/synthetic-cases.js`)};
    const run = await runBenchmark({
      targets: [simulatedTarget({ timeToFirstTokenMs: 30, gapMs: 2, tokens: 5 })],
      cases: syntheticCases({ count: 40, promptTokens: 8, maxTokens: 20, seed: 1 }),
      directory: ${JSON.stringify(directory)},
      onProgress: ({ completed }) => console.log("done " + completed),
    });
    console.log("state " + run.manifest.state + " " + run.manifest.stateReason);`;

  async function start(directory: string) {
    const file = path.join(folder(), "script.mjs");
    await writeFile(file, script(directory));
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    while (!/done [3-9]/.test(said)) await once(child.stdout, "data");
    return { child, said: () => said };
  }

  it("keeps every row that was reported, and can be finished", async () => {
    const directory = folder();
    const { child, said } = await start(directory);
    child.kill("SIGKILL");
    await once(child, "exit");
    const reported = Math.max(...[...said().matchAll(/done (\d+)/g)].map((match) => Number(match[1])));
    const [name] = await readdir(directory);
    const run = path.join(directory, name ?? "");
    const broken = await openWhenEnded(run);
    assert.equal(broken.manifest.state, "broken-off");
    assert.ok((await broken.trials()).length >= reported);
    const whole = await resumeRun(run);
    assert.equal((await whole.trials()).length, 41);
    assert.equal(whole.manifest.state, "finished");
  });

  it("has the reports of the whole run when it was finished after a report was written", async () => {
    const stop = new AbortController();
    const onProgress = ({ completed }: { readonly completed: number }) => completed > 2 && stop.abort();
    const broken = await runBenchmark({
      name: "reported",
      targets: [quick()],
      cases,
      warmups: 0,
      repetitions: 3,
      directory: folder(),
      seed: 3,
      signal: stop.signal,
      onProgress,
    });
    assert.equal(broken.manifest.state, "broken-off");
    await writeReport(broken, { formats: ["md"] });
    const whole = await resumeRun(broken.directory);
    assert.deepEqual((await verifyRun(whole.directory)).problems, []);
    assert.doesNotMatch(await readFile(path.join(whole.directory, "report.md"), "utf8"), /did not finish/);
    assert.ok(!(await readdir(whole.directory)).includes("report.html"), "a report that was not there");
    assert.ok("report.md" in whole.manifest.files);
  });

  it("is not gone on with when its sealed journal lost whole rows since: that is said before anything is sent", async () => {
    const run = await runBenchmark({
      name: "lost",
      targets: [quick()],
      cases,
      warmups: 0,
      directory: folder(),
      seed: 3,
    });
    const journal = path.join(run.directory, "journal.jsonl");
    const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
    const shortened = `${lines.slice(0, -3).join("\n")}\n`;
    await writeFile(journal, shortened);
    await assert.rejects(
      resumeRun(run.directory, { onProgress: null }),
      /expected the journal that was sealed in .*changed since/,
    );
    assert.equal(await readFile(journal, "utf8"), shortened, "nothing was sent or written");
  });

  it("interrupt: the run stops cleanly and its reported rows are on disk", async () => {
    const { child, said } = await start(folder());
    child.kill("SIGINT");
    await once(child, "exit");
    assert.match(said(), /state broken-off interrupted/);
  });
});

/** Opens the run once its orphaned measuring process has ended. */
async function openWhenEnded(directory: string): Promise<Run> {
  for (let tries = 0; tries < 100; tries++) {
    const run = await openRun(directory);
    if (run.manifest.state !== "running") return run;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail("the measuring process did not end when its parent was killed");
}
