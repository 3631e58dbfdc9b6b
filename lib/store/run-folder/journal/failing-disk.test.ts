import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Fault, failingFiles } from "../../../../tests/support/store/faults.js";
import {
  exampleManifest,
  exampleSample,
  exampleSession,
  exampleTrial,
  newFolder,
} from "../../../../tests/support/store/run.js";
import { createRunFolder } from "../create-run-folder.js";
import { openRunFolder } from "../open-run-folder.js";
import { sealRun } from "../seal-run.js";
import { verifyRunFolder } from "../verify-run-folder.js";
import { openJournal } from "./open-journal.js";

const TRIALS = 4;
const HEALTHY = failingFiles("EIO", 0, "once");

/** A whole run on a disk that may fail. Gives what was confirmed and the first error. */
async function runOn(files: ReturnType<typeof failingFiles>, parent: string) {
  const confirmed: number[] = [];
  let directory: string | null = null;
  try {
    directory = (await createRunFolder(parent, exampleManifest(), files)).directory;
    const log = await openJournal(directory, { runId: "run-1", session: 1, files });
    try {
      await log.session(exampleSession(1));
      for (let index = 0; index < TRIALS; index += 2) {
        log.sample(exampleSample(index));
        const pair = [index, index + 1].map((each) => log.trial(exampleTrial(each)).then(() => confirmed.push(each)));
        const settled = await Promise.allSettled(pair);
        for (const each of settled) if (each.status === "rejected") throw each.reason;
      }
      await log.session(exampleSession(1, "completed"));
    } finally {
      await log.close();
    }
    await sealRun(directory, { state: "finished", stateReason: null, files });
    return { confirmed, directory, error: null };
  } catch (error) {
    return { confirmed, directory, error };
  }
}

async function checkAfterwards(
  confirmed: readonly number[],
  directory: string | null,
  what: string,
  verify: boolean,
): Promise<void> {
  if (directory === null) return assert.deepEqual(confirmed, [], what);
  for (const name of await readdir(directory)) {
    // The process that could not remove its lock still lives here; elsewhere it would have ended by now.
    if (name.endsWith(".lock")) await rm(join(directory, name));
  }
  const kept = (await (await openRunFolder(directory)).trials()).map((trial) => trial.planIndex);
  assert.deepEqual(
    confirmed.filter((index) => !kept.includes(index)),
    [],
    `${what}: a confirmed row is lost`,
  );
  assert.equal(new Set(kept).size, kept.length, what);
  const log = await openJournal(directory, { runId: "run-1", session: 2, files: HEALTHY });
  await log.session(exampleSession(2));
  for (let index = 0; index < TRIALS; index++) {
    if (!kept.includes(index)) await log.trial(exampleTrial(index, { session: 2 }));
  }
  await log.session(exampleSession(2, "completed"));
  await log.close();
  const again = (await (await openRunFolder(directory)).trials()).map((trial) => trial.planIndex);
  assert.deepEqual(again, [0, 1, 2, 3], `${what}: the rest can be written`);
  if (!verify) return;
  await sealRun(directory, { state: "finished", stateReason: null, files: HEALTHY });
  assert.deepEqual((await verifyRunFolder(directory)).problems, [], what);
}

for (const how of ["once", "forever"] as const) {
  test(`whichever call of a run the disk fails (${how}), nothing confirmed is lost and the run can be finished`, async () => {
    const faults: readonly Fault[] = how === "once" ? ["ENOSPC", "EIO", "EMFILE", "torn", "short"] : ["ENOSPC", "EIO"];
    const parent = await newFolder();
    for (const fault of faults) {
      for (let at = 1; ; at++) {
        const files = failingFiles(fault, at, how);
        const { confirmed, directory, error } = await runOn(files, join(parent, `${fault}-${at}`));
        const what = `${fault} ${how} at call ${at}`;
        if (error !== null)
          assert.ok(error instanceof Error && /E[A-Z]+|locks?/.test(error.message), `${what}: ${error}`);
        if (fault === "short") assert.equal(error, null, what);
        await checkAfterwards(confirmed, directory, what, at % 5 === 0);
        if (files.calls() < at) break;
      }
    }
  });
}

test("after a failed sync every call is refused with the first cause, which says that earlier rows are safe", async () => {
  const parent = await newFolder();
  const { directory } = await createRunFolder(parent, exampleManifest());
  let sick = false;
  const log = await openJournal(directory, {
    runId: "run-1",
    session: 1,
    files: {
      ...HEALTHY,
      open: async (path, flags) => {
        const file = await HEALTHY.open(path, flags);
        const datasync = async () => {
          if (sick) throw Object.assign(new Error("EIO: made to fail"), { code: "EIO" });
          await file.datasync();
        };
        return { ...file, datasync };
      },
    },
  });
  await log.trial(exampleTrial(0));
  sick = true;
  await assert.rejects(
    log.trial(exampleTrial(1)),
    /journal.jsonl: EIO: made to fail; every row confirmed before is safe/,
  );
  sick = false;
  await assert.rejects(log.trial(exampleTrial(2)), /EIO: made to fail/, "the disk is well again, and is not trusted");
  await assert.rejects(log.close(), /EIO: made to fail/);
  const trials = await (await openRunFolder(directory)).trials();
  assert.deepEqual(trials[0], exampleTrial(0));
});
