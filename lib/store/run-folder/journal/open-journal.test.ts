import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exampleSample, exampleSession, exampleTrial, newFolder } from "../../../../tests/support/store/run.js";
import { diskFiles, type FileLayer } from "../files/file-layer.js";
import { openJournal } from "./open-journal.js";
import { JOURNAL_FILE, readJournal, readSamples } from "./read-rows.js";

test("what was confirmed is read back, in the order of writing, with the last record of each session", async () => {
  const folder = await newFolder();
  const log = await openJournal(folder, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1));
  log.sample(exampleSample(1.23456789));
  await Promise.all([3, 1, 2].map((index) => log.trial(exampleTrial(index))));
  await log.session(exampleSession(1, "completed"));
  await log.close();
  const { trials, sessions, problems } = await readJournal(folder, { run: "run-1" });
  assert.deepEqual(trials, [exampleTrial(3), exampleTrial(1), exampleTrial(2)]);
  assert.deepEqual(sessions, [exampleSession(1, "completed")]);
  assert.deepEqual(problems, []);
  assert.deepEqual(await readSamples(folder), { samples: [exampleSample(1.2346)], problems: [] });
  assert.deepEqual(await readdir(folder), ["journal.jsonl", "samples.jsonl"], "no lock is left");
});

test("a row is confirmed only after its sync, rows that wait share one, and a lone row does not wait", async () => {
  const folder = await newFolder();
  const events: string[] = [];
  const files: FileLayer = {
    ...diskFiles,
    open: async (path, flags) => {
      const file = await diskFiles.open(path, flags);
      if (!path.endsWith(JOURNAL_FILE) || flags !== "a") return file;
      return {
        ...file,
        datasync: async () => {
          await file.datasync();
          events.push("sync");
        },
      };
    },
  };
  const log = await openJournal(folder, { runId: "run-1", session: 1, files });
  await log.trial(exampleTrial(0)).then(() => events.push("confirmed 0"));
  assert.deepEqual(events.splice(0), ["sync", "confirmed 0"]);
  await Promise.all(Array.from({ length: 500 }, (_, index) => log.trial(exampleTrial(index + 1))));
  assert.equal(events.length, 1, "one sync for 500 rows that came at once");
  await log.close();
});

test("a second writer is refused at once, named with process, host and time; after the close it may write", async () => {
  const folder = await newFolder();
  const log = await openJournal(folder, { runId: "run-1", session: 1 });
  await log.session(exampleSession(1));
  await assert.rejects(openJournal(folder, { runId: "run-1", session: 2 }), (error: Error) => {
    assert.match(error.message, new RegExp(`got process ${process.pid} on .+ writing since \\d{4}-`));
    return true;
  });
  await log.trial(exampleTrial(0));
  await log.close();
  await assert.rejects(openJournal(folder, { runId: "run-1", session: 1 }), /got 1, which is in the journal; use 2/);
  const next = await openJournal(folder, { runId: "run-1", session: 2 });
  await next.trial(exampleTrial(1, { session: 2 }));
  await next.close();
  assert.deepEqual((await readJournal(folder)).problems, []);
  assert.equal((await readJournal(folder)).trials.length, 2);
});

test("a trial with a number that is none is refused by name, and the journal goes on without a gap", async () => {
  const folder = await newFolder();
  const log = await openJournal(folder, { runId: "run-1", session: 1 });
  await assert.rejects(log.trial(exampleTrial(0, { endAtMs: Number.NaN })), /expected a trial to record.*endAtMs/);
  await log.trial(exampleTrial(1));
  await log.close();
  await assert.rejects(log.trial(exampleTrial(2)), /after its close/);
  assert.deepEqual((await readJournal(folder)).problems, []);
});

test("continuing a damaged journal moves what is bad to quarantine, keeps the good rows and tells it ever after", async () => {
  const folder = await newFolder();
  const path = join(folder, JOURNAL_FILE);
  const log = await openJournal(folder, { runId: "run-1", session: 1 });
  for (const index of [0, 1, 2]) await log.trial(exampleTrial(index));
  await log.close();
  const lines = (await readFile(path, "utf8")).split("\n");
  const damaged = `${lines[0]}\n${lines[1]?.replace("answer", "ANSWER")}\n${lines[2]}\n{"v":1,"run":"run-1","se`;
  await writeFile(path, damaged);
  const next = await openJournal(folder, { runId: "run-1", session: 2 });
  await next.trial(exampleTrial(1, { session: 2 }));
  await next.close();
  const { trials, problems } = await readJournal(folder);
  assert.deepEqual(trials, [exampleTrial(0), exampleTrial(2), exampleTrial(1, { session: 2 })]);
  assert.deepEqual(
    problems.map((problem) => problem.kind),
    ["missing-rows", "repaired", "repaired"],
  );
  assert.match(problems[1]?.message ?? "", /journal.jsonl line 2: set aside: its checksum does not fit/);
  const quarantine = (await readFile(`${path}.quarantine`, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const kept = quarantine.map((entry: { base64: string }) => Buffer.from(entry.base64, "base64").toString());
  assert.deepEqual(kept, [lines[1]?.replace("answer", "ANSWER"), '{"v":1,"run":"run-1","se']);
});

test("a number that a bad last line may have had is not given again", async () => {
  const folder = await newFolder();
  const log = await openJournal(folder, { runId: "run-1", session: 1 });
  for (const index of [0, 1]) await log.trial(exampleTrial(index));
  await log.close();
  const path = join(folder, JOURNAL_FILE);
  await writeFile(path, (await readFile(path, "utf8")).replace("answer number 1", "answer number 7"));
  await (await openJournal(folder, { runId: "run-1", session: 2 })).close();
  const { problems } = await readJournal(folder);
  assert.deepEqual(
    problems.map((problem) => problem.kind),
    ["missing-rows", "repaired"],
  );
});
