import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { caseSet, llamaTarget, recipes, simulatedTarget, transformersTarget, verifyRun } from "../../lib/index.js";

const tiny = fileURLToPath(new URL("../../../data/models/tiny-lm", import.meta.url));
const folder = () => mkdtempSync(path.join(tmpdir(), "variants-"));
const cases = caseSet({
  name: "two",
  version: "1.0.0",
  cases: [{ prompt: "What is the capital of France?" }, { prompt: "Name a fruit." }],
});
const says = (name: string, answer: string) =>
  simulatedTarget({ name, timeToFirstTokenMs: 150, gapMs: 1, tokens: 6, answer });
const quiet = { cases, maxTokens: 6, onProgress: null };

describe("recipes.variants", () => {
  it("puts engines of different kinds into one table, and leaves raw results, a report and verifiable runs", async () => {
    const directory = folder();
    const result = await recipes.variants({
      ...quiet,
      directory,
      generation: { ignoreEndOfSequence: true }, // the tiny model has nothing to say and would end at once
      variants: [
        llamaTarget({ model: "smollm2-135m-instruct-q4_1", threads: 1, contextSize: 256 }),
        transformersTarget({ model: tiny, name: "tiny", quantized: false }),
        says("told", "Paris is the capital of France"),
      ],
    });
    assert.equal(result.run.manifest.order, "interleaved");
    assert.deepEqual(
      result.summaries.map(({ model, device, answers, failed }) => [model, device, answers, failed]),
      [
        ["smollm2-135m-instruct-q4_1", "CPU", 2, 0],
        ["tiny", "CPU", 2, 0],
        ["told", null, 2, 0],
      ],
    );
    for (const row of result.rows) {
      assert.ok((row.tokensPerSecond ?? 0) > 0, row.model);
      assert.ok((row.residentMb ?? 0) > 20, `${row.model} is served by a process that is seen`);
      assert.ok(Math.abs(row.cosineSimilarity ?? 2) <= 1);
    }
    assert.ok(result.rows.slice(0, 2).every((row) => row.cosineSimilarity === 1));
    const lines = parse(readFileSync(result.csv), { columns: true }) as Record<string, string>[];
    assert.equal(lines.length, 6);
    assert.match(readFileSync(result.report, "utf8"), /\| told \|/);
    for (const run of [result.run, result.memoryRun])
      assert.deepEqual((await verifyRun(run?.directory ?? "")).problems, []);
    assert.equal(path.dirname(result.report), directory);
  });

  it("finds the variant that says the same nearer than the one that does not", async () => {
    const { summaries } = await recipes.variants({
      ...quiet,
      directory: folder(),
      reference: "b",
      isolation: "target",
      variants: [
        says("a", "A violin sonata by Mozart"),
        says("b", "The capital of France is Paris"),
        says("c", "Paris is the French capital city"),
      ],
    });
    const [a, b, c] = summaries.map((one) => one.cosineSimilarity?.median ?? Number.NaN);
    assert.equal(b, 1);
    assert.ok(Number(c) > 0.7 && Number(a) < 0.4, `${c} and ${a}`);
    assert.ok(
      summaries.every((one) => (one.residentMb ?? 0) > 20),
      "memory is of the isolated run itself",
    );
  });

  it("has nothing to compare with where the reference failed, and says so", async () => {
    const broken = simulatedTarget({
      ...{ name: "broken", timeToFirstTokenMs: 1, gapMs: 1, tokens: 3 },
      failures: { probability: 1 },
    });
    const { rows, report } = await recipes.variants({
      ...quiet,
      directory: folder(),
      variants: [broken, says("well", "An apple is a fruit")],
    });
    assert.ok(rows.every((row) => row.cosineSimilarity === null));
    assert.match(readFileSync(report, "utf8"), /broken did not answer/);
  });

  it("refuses what cannot work before anything is loaded or overwritten", async () => {
    const directory = folder();
    writeFileSync(path.join(directory, "report.md"), "an earlier report");
    const variants = [says("a", "x"), says("b", "y")];
    await assert.rejects(
      recipes.variants({ ...quiet, directory, variants, reference: "c" }),
      /one of the variants \(a, b\), got "c"/,
    );
    await assert.rejects(recipes.variants({ ...quiet, directory, variants: [] }), /one of the variants/);
    const unknown = [...variants, llamaTarget({ model: "nobody" })];
    await assert.rejects(
      recipes.variants({ ...quiet, directory, variants: unknown }),
      /target "nobody": expected a known model/,
    );
    assert.deepEqual(readdirSync(directory), ["report.md"]);
    assert.equal(readFileSync(path.join(directory, "report.md"), "utf8"), "an earlier report");
    await assert.rejects(
      recipes.variants({ ...quiet, directory: path.join(directory, "report.md"), variants }),
      /expected a folder for the results, got the file/,
    );
    mkdirSync(path.join(directory, "raw_results.csv"));
    await assert.rejects(recipes.variants({ ...quiet, directory, variants }), /got a folder: move it away/);
  });
});
