import assert from "node:assert/strict";
import { mkdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
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
import type { Derivations } from "./derived-files.js";
import { openJournal } from "./journal/open-journal.js";
import { listRunFiles } from "./list-files.js";
import { writeScores } from "./scores-file.js";
import { recordFiles, sealRun } from "./seal-run.js";
import { verifyRunFolder } from "./verify-run-folder.js";

const derive: Derivations = { "summary.json": ({ trials }) => `${JSON.stringify({ n: trials.length })}\n` };

async function sealedRun(): Promise<string> {
  const { directory } = await createRunFolder(await newFolder(), exampleManifest());
  const log = await openJournal(directory, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1));
  log.sample(exampleSample(5));
  await log.trial(exampleTrial(0));
  await log.session(exampleSession(1, "completed"));
  await log.close();
  await sealRun(directory, { state: "finished", stateReason: null, derive });
  await writeScores(directory, [exampleScore(0, 0.5)]);
  await mkdir(join(directory, "figures"));
  await writeFile(join(directory, "figures", "latency.svg"), "<svg/>");
  await recordFiles(directory, ["scores.jsonl", "figures/latency.svg"]);
  return directory;
}

test("an untouched run verifies, each file by its hash and the derived ones byte for byte", async () => {
  const directory = await sealedRun();
  const { ok, problems, checked, unknownFiles } = await verifyRunFolder(directory, { derive });
  assert.deepEqual([ok, problems, unknownFiles], [true, [], []]);
  for (const name of [
    "figures/latency.svg",
    "journal.jsonl",
    "samples.jsonl",
    "scores.jsonl",
    "summary.json",
    "trials.csv",
  ]) {
    assert.ok(checked.includes(`${name} has its hash`), name);
  }
  assert.ok(checked.includes("summary.json follows from the journal"));
});

test("one changed byte in any file, at any place tried, is found", async () => {
  const directory = await sealedRun();
  for (const name of [...(await listRunFiles(directory)), "manifest.json"]) {
    const path = join(directory, name);
    const bytes = await readFile(path);
    const places = Array.from({ length: 20 }, (_, index) => Math.round((index / 19) * (bytes.length - 1)));
    for (const at of new Set(places)) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 4;
      await writeFile(path, changed);
      const { ok, problems } = await verifyRunFolder(directory, { derive });
      assert.ok(!ok && problems.length > 0, `${name} byte ${at}`);
    }
    await writeFile(path, bytes);
  }
  assert.equal((await verifyRunFolder(directory, { derive })).ok, true);
});

test("a missing file, an unknown figure and a longer file are found; a stranger's notes are only named", async () => {
  const directory = await sealedRun();
  await writeFile(join(directory, "notes.txt"), "mine");
  assert.deepEqual((await verifyRunFolder(directory, { derive })).unknownFiles, ["notes.txt"]);
  assert.equal((await verifyRunFolder(directory, { derive })).ok, true);
  await writeFile(join(directory, "figures", "more.svg"), "<svg/>");
  await rm(join(directory, "samples.jsonl"));
  const { problems } = await verifyRunFolder(directory, { derive });
  assert.deepEqual(problems, [
    "every file has its hash: samples.jsonl is missing",
    "every file has its hash: figures/more.svg is not in the manifest",
  ]);
});

test("a link in the place of a file is found, also where it leads to the same bytes", async () => {
  const directory = await sealedRun();
  await rename(join(directory, "trials.csv"), join(directory, "..", "elsewhere.csv"));
  await symlink(join("..", "elsewhere.csv"), join(directory, "trials.csv"));
  const { ok, problems } = await verifyRunFolder(directory, { derive });
  assert.equal(ok, false);
  assert.deepEqual(problems, ["every file has its hash: trials.csv is a link: the run does not hold this file itself"]);
});

test("a derived file that was made wrongly is found although its hash is right", async () => {
  const directory = await sealedRun();
  await writeFile(join(directory, "summary.json"), '{"n":2}\n');
  await recordFiles(directory, ["summary.json"]);
  const { problems } = await verifyRunFolder(directory, { derive });
  assert.deepEqual(problems, ["summary.json follows from the journal: n is 2, recomputed from the journal it is 1"]);
});

test("a run that was never sealed and a folder that is none are findings, not exceptions", async () => {
  const { directory } = await createRunFolder(await newFolder(), exampleManifest());
  const unsealed = await verifyRunFolder(directory);
  assert.equal(unsealed.ok, false);
  assert.ok(unsealed.problems.includes("manifest.json is as it was written: the run was never sealed"));
  const none = await verifyRunFolder(await newFolder());
  assert.equal(none.ok, false);
  assert.match(none.problems[0] ?? "", /expected a run folder/);
});

test("sealing again cannot hide a changed journal, and goes on after a resume that only added rows", async () => {
  const directory = await sealedRun();
  const path = join(directory, "journal.jsonl");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace('"endAtMs":171', '"endAtMs":172'));
  const again = () => sealRun(directory, { state: "finished", stateReason: null, derive });
  await assert.rejects(again(), /expected the journal that was sealed in .*, got one that was changed since/);
  await writeFile(path, text);
  const log = await openJournal(directory, { runId: "run-1", session: 2 });
  await log.session(exampleSession(2, "completed"));
  await log.trial(exampleTrial(1, { session: 2 }));
  await log.close();
  assert.equal((await verifyRunFolder(directory, { derive })).ok, false, "what was added is not sealed yet");
  await again();
  assert.deepEqual((await verifyRunFolder(directory, { derive })).problems, []);
});

test("scores of a run that is not sealed yet wait for its sealing", async () => {
  const { directory } = await createRunFolder(await newFolder(), exampleManifest());
  await writeScores(directory, [exampleScore(0, 0.5)]);
  assert.equal((await recordFiles(directory, ["scores.jsonl"])).state, "running");
});

test("sealing twice leaves the same bytes, and a file outside of the run is not recorded", async () => {
  const directory = await sealedRun();
  const once = await sealRun(directory, { state: "finished", stateReason: null, derive });
  const { mtimeMs } = await stat(join(directory, "manifest.json"));
  assert.deepEqual(await sealRun(directory, { state: "finished", stateReason: null, derive }), once);
  assert.equal((await stat(join(directory, "manifest.json"))).mtimeMs, mtimeMs);
  await assert.rejects(recordFiles(directory, ["../x"]), /expected files of .* got "\.\.\/x"/);
});

const page: Derivations = { "report.md": ({ trials }) => `${trials.length} trials were measured.\n` };

async function sealedBy(buildId: string): Promise<string> {
  const directory = await sealedRun();
  await sealRun(directory, { state: "finished", stateReason: null, derive: { ...derive, ...page }, buildId });
  return directory;
}

test("what this Benchbook made must come out byte for byte, pages too", async () => {
  const directory = await sealedBy("this one");
  const options = { derive, pages: page, buildId: "this one" };
  const { ok, checked, notMadeAgain } = await verifyRunFolder(directory, options);
  assert.deepEqual([ok, notMadeAgain], [true, []]);
  assert.ok(checked.includes("report.md follows from the journal"));
  const otherWords = { "report.md": () => "One trial was measured.\n" };
  const otherOrder = { "summary.json": ({ trials }: { trials: readonly unknown[] }) => `{ "n": ${trials.length} }\n` };
  assert.deepEqual((await verifyRunFolder(directory, { ...options, derive: otherOrder, pages: otherWords })).problems, [
    "summary.json follows from the journal: recomputed from the journal it has other bytes",
    "report.md follows from the journal: recomputed from the journal it has other bytes",
  ]);
});

test("of what another Benchbook made the numbers must come out, and pages have their hashes", async () => {
  const directory = await sealedBy("an older one");
  const today = {
    derive: { "summary.json": ({ trials }: { trials: readonly unknown[] }) => `{ "new": 0, "n": ${trials.length} }\n` },
    pages: { "report.md": () => "Today this is said otherwise.\n" },
    buildId: "this one",
  };
  const { problems, notMadeAgain } = await verifyRunFolder(directory, today);
  assert.deepEqual([problems, notMadeAgain], [[], ["report.md"]]);
  const wrong = { ...today, derive: { "summary.json": () => '{ "new": 0, "n": 7 }\n' } };
  assert.deepEqual((await verifyRunFolder(directory, wrong)).problems, [
    "summary.json follows from the journal: n is 1, recomputed from the journal it is 7",
  ]);
  await writeFile(join(directory, "report.md"), "1 trials were measureD.\n");
  assert.match((await verifyRunFolder(directory, today)).problems.join(), /report\.md was changed/);
});

test("sealing again keeps the buildId of a page that it does not make", async () => {
  const directory = await sealedBy("an older one");
  const again = await sealRun(directory, { state: "finished", stateReason: null, derive, buildId: "this one" });
  assert.equal(again.files["report.md"]?.madeBy, "an older one");
  assert.equal(again.files["summary.json"]?.madeBy, "this one");
  assert.equal(again.files["journal.jsonl"]?.madeBy, undefined);
});
