import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareTargets, openRun, recipes, summarize, verifyRun } from "../../lib/index.js";
import { projectFile } from "../../lib/project.js";

describe("the recorded runs", () => {
  const recorded = projectFile("data/recorded/q8-against-q4");

  const others = ["simulated-open-loop", "baseline", "baseline-memory"].map((name) =>
    projectFile(`data/recorded/${name}`),
  );
  for (const folder of [recorded, ...others]) {
    it(`can be verified: every published number of ${folder.split(/[\\/]/).at(-1)} follows from the journal`, async () => {
      const { ok, problems, checked } = await verifyRun(folder);
      assert.deepEqual([ok, problems], [true, []]);
      assert.ok(checked.includes("summary.json follows from the journal"));
    });
  }

  it("hold two arms over the same cases, interleaved, with the counts of the engine", async () => {
    const trials = await (await openRun(recorded)).trials();
    const summaries = summarize(trials);
    assert.deepEqual(
      summaries.map(({ answered, tokenSource }) => [answered, tokenSource]),
      [
        [58, "engine"],
        [58, "engine"],
      ],
    );
    const [baseline = "", candidate = ""] = summaries.map((summary) => summary.group);
    const comparison = compareTargets(trials, { baseline, candidate, metric: "timeToFirstTokenMs" });
    assert.equal(comparison.n, 29);
    assert.ok((comparison.interval?.low ?? 0) <= (comparison.ratio ?? 0));
  });

  it("are read by the harness's reader too", async () => {
    const { latency, quality } = await recipes.readModels(projectFile("data/recorded/benchmark_outputs"));
    assert.deepEqual([latency[0]?.answered, quality[0]?.jsonAnswers], [3, 1]);
  });
});
