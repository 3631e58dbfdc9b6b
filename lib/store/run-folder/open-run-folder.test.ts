import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  exampleManifest,
  exampleSample,
  exampleScore,
  exampleSession,
  exampleTrial,
  newFolder,
} from "../../../tests/support/store/run.js";
import { createRunFolder } from "./create-run-folder.js";
import { distinctTrials } from "./distinct-trials.js";
import { openJournal } from "./journal/open-journal.js";
import { openRunFolder } from "./open-run-folder.js";
import { writeScores } from "./scores-file.js";
import { sealRun } from "./seal-run.js";

const aborted = {
  kind: "aborted",
  reason: "stopped",
  phase: "stream",
  text: "",
  reasoning: null,
  warnings: [],
} as const;

async function newRun() {
  return (await createRunFolder(await newFolder(), exampleManifest())).directory;
}

test("a run is readable while it is measured, and its state follows its writer", async () => {
  const directory = await newRun();
  const before = await openRunFolder(directory);
  assert.deepEqual(
    [before.manifest.state, before.manifest.stateReason],
    ["broken-off", "no measuring process has begun"],
  );
  const log = await openJournal(directory, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1));
  await log.trial(exampleTrial(1));
  const run = await openRunFolder(directory);
  assert.equal(run.manifest.state, "running");
  assert.equal((await run.trials()).length, 1);
  await log.trial(exampleTrial(0));
  log.sample(exampleSample(5));
  assert.deepEqual(
    (await run.trials()).map((trial) => trial.planIndex),
    [0, 1],
    "each call reads what is there now, in the order of the plan",
  );
  await log.close();
  const silent = await openRunFolder(directory);
  assert.deepEqual(
    [silent.manifest.state, silent.manifest.stateReason],
    ["broken-off", "crashed: it ended without a last word"],
  );
  assert.equal(silent.manifest.sessions[0]?.ended, "crashed: it ended without a last word");
  assert.deepEqual(await silent.samples(), [exampleSample(5)]);
});

test("an unsealed run is finished when its last process said so, and broken off with that process's reason else", async () => {
  for (const [ended, state, reason] of [
    ["completed", "finished", null],
    ["parent gone", "broken-off", "parent gone"],
  ] as const) {
    const directory = await newRun();
    const log = await openJournal(directory, { runId: "run-1", session: 1 });
    await log.session(exampleSession(1));
    await log.session(exampleSession(1, ended));
    await log.close();
    const { manifest } = await openRunFolder(directory);
    assert.deepEqual([manifest.state, manifest.stateReason], [state, reason]);
  }
});

test("a sealed run that was taken up again and broke off tells of the new process, not of the seal", async () => {
  const directory = await newRun();
  const first = await openJournal(directory, { runId: "run-1", session: 1 });
  await first.session(exampleSession(1, "stopped"));
  await first.close();
  await sealRun(directory, { state: "broken-off", stateReason: "stopped" });
  assert.equal((await openRunFolder(directory)).manifest.stateReason, "stopped");
  const second = await openJournal(directory, { runId: "run-1", session: 2 });
  await second.session(exampleSession(2, "parent gone"));
  await second.close();
  const { manifest } = await openRunFolder(directory);
  assert.deepEqual([manifest.stateReason, manifest.sessions.length], ["parent gone", 2]);
});

test("of two trials of one entry the answered one wins over an aborted one, and else the first", () => {
  const [late, other] = [exampleTrial(0, { endAtMs: 200 }), exampleTrial(0, { endAtMs: 300 })];
  assert.deepEqual(distinctTrials([exampleTrial(2), exampleTrial(0, { outcome: aborted }), late, other]), [
    late,
    exampleTrial(2),
  ]);
  const [first, second] = [exampleTrial(1, { outcome: aborted }), exampleTrial(1, { outcome: aborted, endAtMs: 400 })];
  assert.deepEqual(distinctTrials([first, second]), [first]);
});

test("what is wrong with the files stands in the manifest's warnings", async () => {
  const directory = await newRun();
  const log = await openJournal(directory, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1, "completed"));
  await log.trial(exampleTrial(0));
  await log.close();
  await writeScores(directory, [exampleScore(0, 0.5)]);
  await sealRun(directory, { state: "finished", stateReason: null });
  assert.deepEqual((await openRunFolder(directory)).manifest.warnings, []);
  await appendFile(join(directory, "journal.jsonl"), '{"v":1,"ru');
  await appendFile(join(directory, "scores.jsonl"), '{"planIndex":"x"}\n');
  const path = join(directory, "manifest.json");
  await writeFile(path, (await readFile(path, "utf8")).replace('"seed": 7', '"seed": 8'));
  const run = await openRunFolder(directory);
  assert.deepEqual(run.manifest.warnings, [
    "manifest.json was changed after it was written",
    "journal.jsonl line 3: its torn end of 10 bytes was cut off",
    "scores.jsonl line 2 is ignored: it must have required property 'caseId'",
  ]);
  assert.deepEqual(await run.scores(), [exampleScore(0, 0.5)]);
});

test("a folder that is no run, a broken manifest and one of a newer schema give one clear error each", async () => {
  const directory = await newRun();
  const path = join(directory, "manifest.json");
  await writeFile(path, '{"schema":2}');
  await assert.rejects(openRunFolder(directory), /of schema 1, got schema 2; read it with a newer Benchbook/);
  await writeFile(path, '{"schema":1,"runId":5}');
  await assert.rejects(openRunFolder(directory), /expected a manifest in .*manifest.json, got one where/);
  await writeFile(path, '{"schema":1,');
  await assert.rejects(openRunFolder(directory), /expected JSON in .*manifest.json/);
  await rm(path);
  await assert.rejects(openRunFolder(directory), /expected a run folder with manifest.json, got a folder without one/);
  const missing = join(directory, "missing");
  await assert.rejects(openRunFolder(missing), /expected a run folder, got a path where nothing is: .*missing$/);
  await writeFile(missing, "");
  await assert.rejects(openRunFolder(missing), /expected a run folder, got a file: .*missing$/);
  await assert.rejects(openRunFolder(join(missing, "below")), /got a path where nothing is: .*below$/);
});

/** A sealed run with two trials, a sample and a score. */
async function sealedRun() {
  const directory = await newRun();
  const log = await openJournal(directory, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1));
  await log.trial(exampleTrial(0));
  await log.trial(exampleTrial(1));
  log.sample(exampleSample(5));
  await log.session(exampleSession(1, "completed"));
  await log.close();
  await writeScores(directory, [exampleScore(0, 1)]);
  await sealRun(directory, { state: "finished", stateReason: null });
  return directory;
}

test("rows that are gone without a trace are missed: of a file that is missing, empty or cut at the end of a row", async () => {
  assert.deepEqual((await openRunFolder(await sealedRun())).manifest.warnings, []);
  for (const name of ["journal.jsonl", "samples.jsonl", "scores.jsonl"]) {
    const directory = await sealedRun();
    await truncate(join(directory, name), 0);
    const [emptied = ""] = (await openRunFolder(directory)).manifest.warnings;
    assert.match(emptied, new RegExp(`^${name} has lost its end: 0 of \\d+ bytes are there$`));
    await rm(join(directory, name));
    const [missing = ""] = (await openRunFolder(directory)).manifest.warnings;
    assert.match(missing, new RegExp(`^${name} is missing: it had \\d+ bytes when it was sealed$`));
  }
  const directory = await sealedRun();
  const journal = join(directory, "journal.jsonl");
  const rows = (await readFile(journal, "utf8")).split("\n");
  await writeFile(journal, `${rows.slice(0, 2).join("\n")}\n`);
  assert.match((await openRunFolder(directory)).manifest.warnings[0] ?? "", /^journal\.jsonl has lost its end/);
});

test("what stands in the place of a file and is none is refused by name, a pipe too", async () => {
  for (const name of ["manifest.json", "journal.jsonl", "samples.jsonl", "scores.jsonl"]) {
    const directory = await sealedRun();
    const path = join(directory, name);
    await rm(path);
    await mkdir(path);
    await assert.rejects(openRunFolder(directory), new Error(`expected a file, got a folder: ${path}`));
    if (process.platform === "win32") continue;
    await rm(path, { recursive: true });
    execFileSync("mkfifo", [path]);
    await assert.rejects(openRunFolder(directory), new Error(`expected a file, got no ordinary file: ${path}`));
  }
});
