import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { figures, goodput, resumeRun, runBenchmark, verifyRun, writeReport } from "../../lib/index.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-limits-"));
const cases = syntheticCases({ count: 6, promptTokens: 8, maxTokens: 20, seed: 1 });
// Answers of at least 20 + 4 x 5 = 40 ms: none can come within 30 ms, and all come within a minute.
const slow = simulatedTarget({ name: "slow", timeToFirstTokenMs: 20, gapMs: 5, tokens: 5 });
const quick = simulatedTarget({ name: "quick", timeToFirstTokenMs: 1, gapMs: 0, tokens: 3 });
const asked = { targets: [slow, quick], cases, repetitions: 2, onProgress: null } as const;
const summaryOf = async (directory: string) =>
  JSON.parse(await readFile(path.join(directory, "summary.json"), "utf8")) as Record<string, unknown>;

describe("a run with limits", () => {
  it("keeps them, and tells its goodput by them in summary, report and figures", async () => {
    const limits = { latencyMs: 60_000, timeToFirstTokenMs: 15 };
    const run = await runBenchmark({ ...asked, limits, directory: folder() });
    assert.deepEqual(run.manifest.limits, limits);
    const trials = await run.trials();
    const { goodput: told } = (await summaryOf(run.directory)) as { goodput: { target: string; good: number }[] };
    assert.deepEqual(told, [
      { target: "slow", ...goodput(trials, limits, { target: "slow" }) },
      { target: "quick", ...goodput(trials, limits, { target: "quick" }) },
    ]);
    assert.equal(told[0]?.good, 0, "its first token comes after 20 ms");
    await writeReport(run, { formats: ["md"] });
    const report = await readFile(path.join(run.directory, "report.md"), "utf8");
    assert.match(report, /Goodput by target: answers with latency within 60 s, time to first token within 15 ms/);
    assert.match(report, /good answer *\| latency within 60 s/);
    assert.match(report, /time to first token missed/);
    const figure = figures.throughput(trials, figures.figureOptions(run.manifest));
    assert.match(
      figure.caption,
      /Good: latency within 60 s, time to first token within 15 ms; failed requests are not good/,
    );
    assert.match(JSON.stringify(figure.layout), /goodput over a target's own turns.*0 of 12 good/s);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
    await assert.rejects(resumeRun(run.directory, { limits } as never), /resumeRun has no setting "limits"/);
  });

  it("is not what a run without them is: that one tells no goodput", async () => {
    const run = await runBenchmark({ ...asked, directory: folder() });
    assert.equal(run.manifest.limits, null);
    assert.equal("goodput" in (await summaryOf(run.directory)), false);
    const figure = figures.throughput(await run.trials(), figures.figureOptions(run.manifest));
    assert.doesNotMatch(JSON.stringify([figure.caption, figure.layout]), /good/i);
  });

  it("is refused when they are none", async () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [{}, /limits: expected at least one limit among timeToFirstTokenMs/],
      [{ ttftMs: 5 }, /limits: expected limits among .*, got ttftMs/],
      [{ latencyMs: 0 }, /limits: expected latencyMs to be a positive number of ms, got 0/],
      [{ latencyMs: "500" }, /limits: expected latencyMs to be a positive number .*, got 500/],
      [500, /expected limits to be a table of limits, got 500/],
    ];
    for (const [limits, message] of refused)
      await assert.rejects(runBenchmark({ ...asked, limits: limits as never, directory: folder() }), message);
  });
});
