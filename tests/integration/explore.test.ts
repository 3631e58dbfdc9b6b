import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explore, figures, tables } from "../../lib/index.js";

describe("explore", () => {
  it("opens what lies in data/ by its name there, also a run folder with its scores", async () => {
    const table = await explore("recorded/q8-against-q4");
    assert.equal(table.layout?.file, "run folder");
    assert.equal(table.rowCount, 118);
    const measured = await table.where("phase = 'measured'");
    const [first, second] = await measured.percentiles("score_semanticSimilarity", { by: "target", shares: [0.5] });
    assert.deepEqual([first?.target, first?.n, first?.missing], ["smollm2-135m-instruct-q4_0", 44, 14]);
    assert.equal(second?.n, 44);
    const csv = await explore("recorded/q8-against-q4/trials.csv");
    assert.deepEqual(
      await csv.percentiles("latencyMs", { by: ["phase", "target"] }),
      await table.percentiles("latencyMs", { by: ["phase", "target"] }),
      "the CSV of the run gives the same numbers",
    );
  });

  it("says what there is when a name is found nowhere", async () => {
    await assert.rejects(
      explore("nothing-here.csv"),
      /got nothing at .*nothing-here.csv; in data\/ there is cases\/base/,
    );
    const files = await tables.dataFiles();
    assert.ok(files.some(({ path, kind }) => path === "recorded/q8-against-q4" && kind === "run folder"));
  });

  it("draws figures with the units of the columns and says what was left out", async () => {
    const rows = Array.from({ length: 90 }, (_, i) => ({
      model: i % 2 === 0 ? "a" : "b",
      wait_ms: i % 9 === 0 ? null : 100 + i,
      tokens_per_sec: 5 + (i % 2),
    }));
    const table = await explore(rows);
    const figure = await figures.explored(table, "wait_ms", { by: "model" });
    // numpy.median of the 40 values of each: a 144, b 145
    assert.match(String(figure.layout.title.text), /Median wait_ms from 14\d(\.5)? ms \(a\) to 14\d(\.5)? ms \(b\)/);
    assert.doesNotMatch(figure.caption, /[Rr]ows of/);
    assert.match(figure.caption, /n = 80 values; 10 rows without a value left out/);
    assert.match(figure.caption, /too few for a p95 \(needs 72\)/);
    assert.match(await figures.renderSvg(figure), /wait_ms \(ms\)/);
    const dashboard = await figures.exploredDashboard(table, { by: "model", columns: ["wait_ms", "tokens_per_sec"] });
    assert.match(dashboard.caption, /2 targets.*Bars: medians \(type 7\) of the 90 rows, taken as independent\./);
    const alone = await figures.explored(await explore(rows.slice(1, 4)), "tokens_per_sec");
    assert.match(alone.caption, /tokens_per_sec: from n = 3, too few/, "no group: no name of it");
    const legend = alone.data.map(({ name }) => name);
    assert.ok(legend.includes("one value") && !legend.includes("one trial"), String(legend));
    assert.match(await figures.renderSvg(dashboard), /tokens\/s/);
  });
});
