import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";
import { answered, failedAfterText, madeTrial } from "../../metrics/made-trial.js";
import type { Run } from "../../types.js";
import { madeManifest } from "../made-run.js";
import { shownShortly } from "./run-text.js";

const trials = [
  madeTrial({ phase: "warmup" }),
  madeTrial({ planIndex: 1, outcome: answered() }),
  madeTrial({ planIndex: 2, outcome: failedAfterText() }),
];

function madeRun(over: Parameters<typeof madeManifest>[0]): Run {
  const manifest = madeManifest({ targets: [{ kind: "llama", name: "a" }], plannedTrials: 5, warnings: [], ...over });
  const none = async () => [];
  return shownShortly({ directory: "/runs/made-1", manifest, trials: none, samples: none, scores: none }, trials);
}

test("a run is printed in a few lines: how it ended, what it holds, where it lies, what to call next", () => {
  const run = madeRun({ state: "finished" });
  const text = [
    'Run "made": finished',
    "  targets: a",
    "  trials: 1 answered, 1 failed, 1 warm-up; 5 planned",
    "  directory: /runs/made-1",
    "  next: summarize(await run.trials()), writeReport(run); its manifest is run.manifest",
  ].join("\n");
  assert.equal(inspect(run), text);
  assert.equal(inspect(run, { colors: true, depth: 0 }), text);
});

test("of a run that broke off it says why, and that it can be resumed", () => {
  const printed = inspect(madeRun({ state: "broken-off", stateReason: "interrupted" }));
  assert.match(printed, /^Run "made": broken-off \(interrupted\)\n/);
  assert.match(printed, /\n {2}next: resumeRun\(run\.directory\) sends what is missing; or summarize/);
});

test("of many targets the first are named, and warnings are counted", () => {
  const targets = ["a", "b", "c", "d", "e", "f"].map((name) => ({ kind: "llama", name }));
  const printed = inspect(madeRun({ state: "finished", targets, warnings: ["one", "two"] }));
  assert.match(printed, /\n {2}targets: a, b, c, d and 2 more\n/);
  assert.match(printed, /\n {2}warnings: 2, in run\.manifest\.warnings\n/);
});

test("what prints it is no field of it", () => {
  const run = madeRun({ state: "finished" });
  assert.deepEqual(Object.keys(run), ["directory", "manifest", "trials", "samples", "scores"]);
  assert.ok(isDeepStrictEqual({ ...run }, run));
  assert.deepEqual(JSON.parse(JSON.stringify(run)).manifest, JSON.parse(JSON.stringify(run.manifest)));
});
