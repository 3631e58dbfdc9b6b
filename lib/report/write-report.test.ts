import assert from "node:assert/strict";
import fs from "node:fs";
import { cp } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { newFolder } from "../../tests/support/store/run.js";
import { projectRoot } from "../project.js";
import { openRun } from "../store/run-folder/open-run.js";
import { verifyRun } from "./verify-run.js";
import { rewriteReports, writeReport } from "./write-report.js";

/** The names of the files of rows that a task reads; hashing a file reads it in another way. */
async function rowsRead(task: () => Promise<unknown>): Promise<readonly string[]> {
  const { createReadStream } = fs;
  const read: string[] = [];
  fs.createReadStream = (file, options) => {
    if (typeof options === "object" && options.end === undefined) read.push(path.basename(String(file)));
    return createReadStream(file, options);
  };
  syncBuiltinESMExports();
  try {
    await task();
  } finally {
    fs.createReadStream = createReadStream;
    syncBuiltinESMExports();
  }
  return read;
}

test("a report reads the rows of its run once, and the run verifies with it", async () => {
  const folder = path.join(await newFolder(), "run");
  await cp(path.join(projectRoot, "data/recorded/simulated-open-loop"), folder, { recursive: true });
  const run = await openRun(folder);
  const times = (names: readonly string[], name: string) => names.filter((one) => one === name).length;
  const written = await rowsRead(() => writeReport(run, { formats: ["md"] }));
  assert.equal(times(written, "journal.jsonl"), 1, written.join(" "));
  const rewritten = await rowsRead(() => rewriteReports(folder));
  assert.equal(times(rewritten, "journal.jsonl"), 1, rewritten.join(" "));
  assert.deepEqual((await verifyRun(folder)).problems, []);
});
