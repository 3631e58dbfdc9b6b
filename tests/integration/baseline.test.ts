import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { compressingTarget, llamaTarget, loadCases, projectFile, recipes, simulatedTarget } from "../../lib/index.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "baseline-"));
const model = "smollm2-135m-instruct-q4_1";
const PNG = [0x89, 0x50, 0x4e, 0x47];

async function cases(count: number) {
  const all = await loadCases(projectFile("data/cases/baseline.jsonl"));
  return { ...all, cases: all.cases.slice(0, count) };
}

describe("recipes.baseline on the real weights", () => {
  it("shows what the cache saves in time and a short prompt in tokens, with answers, memory and five pictures", async () => {
    const directory = folder();
    const settings = { model, threads: 1, contextSize: 256, useMmap: false };
    const result = await recipes.baseline({
      baseline: llamaTarget({ ...settings, name: "no-cache", useKvCache: false }),
      optimized: [
        llamaTarget({ ...settings, name: "cache" }),
        compressingTarget(llamaTarget({ ...settings, name: "cache, short" })),
      ],
      cases: await cases(2),
      maxTokens: 4,
      repetitions: 1,
      directory,
      onProgress: null,
    });
    const of = (arm: string, metric: string) =>
      result.improvements.find((one) => one.arm === arm && one.metric === metric)?.percent ?? Number.NaN;
    assert.ok(of("cache", "totalSeconds") > 0, "evaluating the whole text again for each token takes longer");
    assert.equal(of("cache", "inputTokens"), 0);
    assert.ok(of("cache, short", "inputTokens") > 10, "the engine counts fewer prompt tokens");
    assert.ok((result.baseline.peakMemoryMb ?? 0) > 90, "the weights alone are 98 MB");
    const written = JSON.parse(readFileSync(result.results, "utf8"));
    assert.equal(written.optimised.length, 2);
    for (const { arms } of written.prompts)
      for (const one of arms) assert.ok(one.response.length > 0 && one.seconds > 0 && one.input_tokens > 30);
    assert.deepEqual(
      result.plots.map((file) => path.basename(file)),
      [
        "time_comparison.png",
        "token_comparison.png",
        "memory_comparison.png",
        "improvements.png",
        "comprehensive_dashboard.png",
      ],
    );
    for (const file of result.plots) {
      const bytes = readFileSync(file);
      assert.deepEqual([...bytes.subarray(0, 4)], PNG);
      assert.ok(bytes.length > 8000);
    }
  });
});

describe("recipes.baseline", () => {
  const simulated = (name: string, gapMs: number) => simulatedTarget({ name, timeToFirstTokenMs: 4, gapMs, tokens: 6 });

  it("takes turns between the arms and keeps the answers of each", async () => {
    const { run, baseline, optimized } = await recipes.baseline({
      ...{ baseline: simulated("a", 3), optimized: [simulated("b", 1)], cases: await cases(6) },
      ...{ repetitions: 2, directory: folder(), onProgress: null },
    });
    assert.equal(run.manifest.order, "interleaved");
    const order = (await run.trials()).filter(({ phase }) => phase === "measured").map(({ target }) => target);
    const turns = order.filter((name, i) => i > 0 && name !== order[i - 1]).length;
    assert.ok(turns >= 11, `${turns} changes of the arm in ${order.length} trials`);
    for (const arm of [baseline, ...optimized])
      assert.equal(arm.prompts.filter((one) => one.response !== null).length, 6);
  });

  it("refuses what cannot work and leaves the folder as it was", async () => {
    const directory = folder();
    const asked = { cases: await cases(1), directory, onProgress: null };
    await assert.rejects(
      recipes.baseline({ ...asked, baseline: simulated("a", 1), optimized: [] }),
      /at least one optimized/,
    );
    const unknown = compressingTarget(llamaTarget({ model: "nobody", name: "short" }));
    await assert.rejects(
      recipes.baseline({ ...asked, baseline: simulated("a", 1), optimized: [unknown] }),
      /target "short": expected a known model/,
    );
    const same = { baseline: simulated("a", 1), optimized: [simulated("a", 2)] };
    await assert.rejects(recipes.baseline({ ...asked, ...same }), /two targets are called "a"/);
    assert.deepEqual(readdirSync(directory), []);
  });
});
