import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "../../../tests/support/report/figures/every-figure.js";
import { exampleRun, exampleTrial } from "../../../tests/support/report/trials.js";
import { driftOverRun } from "../../findings/drift.js";
import { driftFigure } from "./drift-figure.js";
import { placeTrials } from "./place-trials.js";
import { timelineBands } from "./timeline-bands.js";
import { timelineFigure } from "./timeline-figure.js";

/** One target with `many` trials in flight at once, and some that had one at a time. */
function unevenRun(many: number) {
  const crowded = Array.from({ length: many }, (_, i) => exampleTrial(i, { target: "crowded", startMs: 0 }));
  const lone = ["b", "c", "d", "e"].map((target, i) => exampleTrial(many + i, { target, startMs: i * 500 }));
  return [...lone.slice(0, 2), ...crowded, ...lone.slice(2)];
}

test("the labels of targets with one row do not meet beside one with hundreds, and the picture stays a picture", async () => {
  for (const many of [1, 12, 30, 300, 3000]) {
    const figure = timelineFigure(unevenRun(many));
    assert.ok(figure.layout.height <= 1500, `${many} in flight: ${figure.layout.height} pixels`);
    await checkText(figure);
  }
});

test("each target's rows lie in its own band, in the order of the targets", () => {
  const trials = unevenRun(20);
  const names = [...new Set(trials.map(({ target }) => target))];
  const groups = new Map(names.map((name) => [name, trials.filter(({ target }) => target === name)]));
  const { placed } = placeTrials(groups);
  const { yOf, middles, height } = timelineBands(placed, names);
  assert.deepEqual(
    middles,
    [...middles].sort((a, b) => a - b),
  );
  let before = 0;
  for (const name of names) {
    const own = placed.filter(({ trial }) => trial.target === name).map(yOf);
    assert.ok(Math.min(...own) > before, `${name} begins at ${Math.min(...own)}, where ${before} is taken`);
    assert.equal(new Set(own).size, name === "crowded" ? 20 : 1);
    before = Math.max(...own);
  }
  assert.ok(before < height);
});

test("of very many trials the first to be sent are drawn, and the caption says how many of how many", () => {
  const figure = timelineFigure(exampleRun(3000));
  assert.match(figure.caption, /Of the 6000 trials the first 5000 to be sent are drawn\./);
  assert.match(figure.layout.title.text, /^6000 trials/);
  const ends = figure.data.flatMap((trace) => (Array.isArray(trace.x) ? [trace.x.length] : []));
  assert.ok(ends.reduce((sum, one) => sum + one, 0) < 5000 * 9 + 1000);
});

test("of very many points a drift is drawn by one in some, and its medians are of all", () => {
  const trials = exampleRun(4000).map((trial) => ({ ...trial, caseId: `case-${trial.planIndex % 20}` }));
  const figure = driftFigure(driftOverRun(trials, "latencyMs"));
  assert.match(figure.caption, /Drawn of \d,?\d+ trials: one in 3; the medians are of all\./);
  const points = figure.data.slice(0, 2).reduce((sum, trace) => sum + (Array.isArray(trace.x) ? trace.x.length : 0), 0);
  assert.ok(points > 2000 && points <= 3000, `${points} points`);
});
