import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { capacities } from "../bench/simulation/capacity.mjs";
import { newSteps, stableHistories } from "../bench/simulation/changes.mjs";
import { clusteredNulls, equalTargets, plannedSizes } from "../bench/simulation/comparisons.mjs";
import { clusteredRows, quantileRows, rateRows } from "../bench/simulation/coverage.mjs";
import { randomOf } from "../bench/simulation/draws.mjs";
import { bestAlone, equalRanks } from "../bench/simulation/ranking.mjs";
import { earlyFalseCalls, earlyPower } from "../bench/simulation/sequential.mjs";
import { stoppedMeasurements } from "../bench/simulation/stopping.mjs";
import { simulatedRun } from "../bench/simulation/trials.mjs";
import { compareTargets } from "../lib/dist/index.js";

test("the runs of the study are as slow as they say: 1.3 times within one percent", () => {
  const trials = simulatedRun(randomOf(1), {
    cases: 200,
    repetitions: 3,
    ratio: 1.3,
    caseSpread: 0.02,
    jitter: 0.1,
    seed: 5,
  });
  assert.equal(trials.length, 2 * 200 * 3);
  const found = compareTargets(trials, { baseline: "a", candidate: "b", metric: "timeToFirstTokenMs" });
  assert.ok(Math.abs((found.ratio ?? 0) / 1.3 - 1) < 0.01, String(found.ratio));
  assert.equal(found.verdict, "slower");
});

test("every part of the study gives shares from a few experiments", async () => {
  const shares = [
    ...clusteredRows(3, 100).map(({ share }) => share),
    ...quantileRows(3).map(({ share }) => share),
    ...rateRows(2).map(({ share }) => share),
    ...equalTargets(2).map(({ called }) => called),
    ...clusteredNulls(2).map(({ called }) => called),
    ...plannedSizes(1).map(({ found }) => found),
    ...(await capacities(1, [4000])).map(({ held }) => held),
    ...earlyFalseCalls(2).map(({ called }) => called),
    ...earlyPower(2).map(({ found }) => found),
    ...stoppedMeasurements(1).map(({ held }) => held),
    ...equalRanks(2).map(({ called }) => called),
    bestAlone(1).found,
    ...stableHistories(1).map(({ anyLook }) => anyLook),
    ...newSteps(1).map(({ called }) => called),
  ];
  assert.ok(shares.length > 50);
  for (const share of shares) assert.ok(share >= 0 && share <= 1, String(share));
});

test("the tables of the documentation are those that the study wrote, line by line", () => {
  const tableLines = (/** @type {string} */ file) =>
    readFileSync(new URL(file, import.meta.url), "utf8")
      .replace(/^[\s\S]*?(?=^## Intervals)/m, "")
      .split("\n")
      .filter((line) => line.startsWith("|") || line.startsWith("## "));
  const written = tableLines("../bench/results/simulation.md");
  assert.ok(written.length > 120, `${written.length} lines`);
  assert.deepEqual(tableLines("../docs/simulation-study.md"), written);
  assert.ok(!written.some((line) => line.includes("MISSED")));
});
