import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import * as bb from "../../lib/index.js";
import { runBenchmark, scoreRun, simulatedTarget, verifyRun, writeReport } from "../../lib/index.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

const made = syntheticCases({ count: 2, promptTokens: 8, maxTokens: 5, seed: 1 });
const cases = { ...made, cases: made.cases.map((one) => ({ ...one, expected: "word word word" })) };

const measured = () =>
  runBenchmark({
    name: "scored",
    targets: [simulatedTarget({ name: "quick", timeToFirstTokenMs: 2, gapMs: 1, tokens: 3 })],
    cases,
    warmups: 0,
    directory: mkdtempSync(path.join(tmpdir(), "benchbook-scores-")),
    onProgress: null,
  });

describe("scoreRun", () => {
  it("writes the reports anew that the run has: they told of a run without scores", async () => {
    const run = await measured();
    await writeReport(run, { formats: ["md"] });
    const scores = await scoreRun(run, [bb.scores.rougeScorer({ atLeast: 0.5 })]);
    assert.equal(scores.length, 2);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    assert.match(await readFile(path.join(run.directory, "report.md"), "utf8"), /rouge/);
    assert.ok(!(await readdir(run.directory)).includes("report.html"), "a report that was not there");
  });

  it("writes no report where there is none", async () => {
    const run = await measured();
    await scoreRun(run, [bb.scores.rougeScorer({ atLeast: 0.5 })]);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    assert.deepEqual(
      (await readdir(run.directory)).filter((name) => /report|figures/.test(name)),
      [],
    );
  });
});
