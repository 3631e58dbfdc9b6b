import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { assessRun } from "../../lib/findings/assess-run.js";
import { figures, openRun, runBenchmark, tables, verifyRun, writeReport } from "../../lib/index.js";
import { newestSchema } from "../../lib/metrics/catalogue.js";
import { projectFile } from "../../lib/project.js";
import { simulatedTarget } from "../../lib/targets/simulated-target.js";
import { openLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-verdict-"));
const golden = projectFile("data/recorded/q8-against-q4");
const summaryOf = async (directory: string) =>
  JSON.parse(await readFile(path.join(directory, "summary.json"), "utf8")) as Record<string, unknown>;

describe("the verdict on a run", () => {
  it("is judged when the run is sealed, stored with it, and carried by captions, tables and the report", async () => {
    const run = await runBenchmark({
      targets: [simulatedTarget({ name: "quick", timeToFirstTokenMs: 20, gapMs: 2, tokens: 5 })],
      cases: syntheticCases({ count: 6, promptTokens: 8, maxTokens: 20, seed: 1 }),
      load: openLoop({ requestsPerSecond: 40, arrivals: "constant" }),
      directory: folder(),
      onProgress: null,
    });
    const [trials, { manifest }] = [await run.trials(), run];
    const { verdict } = manifest;
    assert.ok(verdict !== undefined);
    assert.match(verdict.verdict, /^(too-few|client-limited)$/);
    assert.ok(verdict.reasons.includes("quick has 6 trials: at least 10 are needed"), verdict.reasons.join("\n"));
    assert.deepEqual(assessRun(trials, { manifest }), verdict);
    const summary = await summaryOf(run.directory);
    assert.deepEqual([summary.schema, summary.verdict], [newestSchema, verdict]);
    assert.match(JSON.stringify(summary.arrivals), /"target":"quick","arrivals":"constant"/);
    assert.match(JSON.stringify(summary.client), /"littles-law","target":"quick","requests":6/);
    const said = new RegExp(`Verdict on the run: ${verdict.verdict}`);
    assert.match(figures.latency(trials, figures.figureOptions(manifest)).caption, said);
    assert.match(tables.text([{ a: 1 }], { verdict }), said);
    await writeReport(run, { formats: ["md"] });
    const report = await readFile(path.join(run.directory, "report.md"), "utf8");
    assert.match(report, new RegExp(`The run is ${verdict.verdict}`));
    assert.match(report, /quick has 6 trials: at least 10 are needed/);
    assert.match(report, /event loop late by/);
    const { ok, problems } = await verifyRun(run.directory);
    assert.deepEqual([ok, problems], [true, []]);
    assert.deepEqual((await openRun(run.directory)).manifest.verdict, verdict, "a report written later keeps it");
  });

  it("records what the client did in the session, with the floor of what it can tell", async () => {
    const run = await runBenchmark({
      targets: [simulatedTarget({ name: "quick", timeToFirstTokenMs: 5, gapMs: 1, tokens: 3 })],
      cases: syntheticCases({ count: 4, promptTokens: 8, maxTokens: 20, seed: 1 }),
      directory: folder(),
      onProgress: null,
    });
    const client = run.manifest.sessions[0]?.client;
    assert.ok(client);
    assert.deepEqual([client.rowsStored, client.targets[0]?.requests], [5, 4]); // a warm-up is stored, and not counted
    assert.ok((client.floor?.timerResolutionMs ?? 1) < 0.1);
    assert.ok(client.eventLoopUtilisation > 0 && client.cpuShare > 0);
  });

  it("does not change a run that was sealed before there were verdicts", async () => {
    const { manifest, trials } = await openRun(golden);
    assert.deepEqual(
      [manifest.verdict, manifest.summarySchema, manifest.sessions[0]?.client],
      [undefined, undefined, undefined],
    );
    assert.equal((await summaryOf(golden)).schema, 1);
    assert.doesNotMatch(figures.latency(await trials(), figures.figureOptions(manifest)).caption, /Verdict/);
    const copy = path.join(folder(), "copy");
    await cp(golden, copy, { recursive: true });
    await writeReport(await openRun(copy), { formats: ["md"] });
    assert.equal((await summaryOf(copy)).schema, 1);
    assert.equal((await verifyRun(copy)).ok, true);
  });

  it("of an older version's rules is kept and verifies, and a report that is written anew judges anew", async () => {
    const copy = path.join(folder(), "copy");
    await cp(projectFile("data/recorded/baseline"), copy, { recursive: true });
    assert.equal((await openRun(copy)).manifest.verdict?.verdict, "invalid"); // six trials of a target, by the rules of 0.1.0
    assert.deepEqual((await verifyRun(copy)).problems, []);
    await writeReport(await openRun(copy), { formats: ["md"] });
    const { manifest } = await openRun(copy);
    assert.equal(manifest.verdict?.verdict, "too-few");
    assert.deepEqual((await summaryOf(copy)).verdict, manifest.verdict);
    assert.match(await readFile(path.join(copy, "report.md"), "utf8"), /The run is too-few: .*too small/);
    assert.deepEqual((await verifyRun(copy)).problems, []);
  });

  it("can be asked for an old run, from its trials and its manifest: nothing is held against its client", async () => {
    const run = await openRun(golden);
    const { verdict, reasons } = assessRun(await run.trials(), { manifest: run.manifest });
    assert.notEqual(verdict, "client-limited", reasons.join("\n"));
  });
});
