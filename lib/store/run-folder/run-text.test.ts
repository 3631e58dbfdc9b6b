import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";
import { answered, exampleTrial, failedAfterText } from "../../../tests/support/metrics/trial.js";
import { exampleManifest } from "../../../tests/support/store/run.js";
import type { Run } from "../../types/index.js";
import { shownShortly } from "./run-text.js";

const trials = [
  exampleTrial({ phase: "warmup" }),
  exampleTrial({ planIndex: 1, outcome: answered() }),
  exampleTrial({ planIndex: 2, outcome: failedAfterText() }),
];

function exampleRun(over: Parameters<typeof exampleManifest>[0]): Promise<Run> {
  const manifest = exampleManifest({
    targets: [{ kind: "llama", name: "a" }],
    plannedTrials: 5,
    warnings: [],
    ...over,
  });
  const none = async () => [];
  return shownShortly({
    directory: "/runs/made-1",
    manifest,
    trials: async () => trials,
    samples: none,
    scores: none,
  });
}

test("a run is printed in a few lines: how it ended, what it holds, where it lies, what to call next", async () => {
  const run = await exampleRun({ state: "finished" });
  const text = [
    'Run "made": finished',
    "  targets: a",
    "  trials: 1 answered, 1 failed, 1 warm-up; 5 planned",
    "  directory: /runs/made-1",
    "  next: summarize(run), writeReport(run); its manifest is run.manifest",
  ].join("\n");
  assert.equal(inspect(run), text);
  assert.equal(inspect(run, { colors: true, depth: 0 }), text);
});

test("of a run that broke off it says why, and that it can be resumed", async () => {
  const printed = inspect(await exampleRun({ state: "broken-off", stateReason: "interrupted" }));
  assert.match(printed, /^Run "made": broken-off \(interrupted\)\n/);
  assert.match(printed, /\n {2}next: resumeRun\(run\.directory\) sends what is missing; or summarize/);
});

test("of many targets the first are named, and warnings are counted", async () => {
  const targets = ["a", "b", "c", "d", "e", "f"].map((name) => ({ kind: "llama", name }));
  const printed = inspect(await exampleRun({ state: "finished", targets, warnings: ["one", "two"] }));
  assert.match(printed, /\n {2}targets: a, b, c, d and 2 more\n/);
  assert.match(printed, /\n {2}warnings: 2, in run\.manifest\.warnings\n/);
});

test("what prints it is no field of it", async () => {
  const run = await exampleRun({ state: "finished" });
  assert.deepEqual(Object.keys(run), ["directory", "manifest", "trials", "samples", "scores"]);
  assert.ok(isDeepStrictEqual({ ...run }, run));
  assert.deepEqual(JSON.parse(JSON.stringify(run)).manifest, JSON.parse(JSON.stringify(run.manifest)));
});

test("nothing in a run's name, reason or target moves the cursor of a terminal", async () => {
  const targets = [{ kind: "llama", name: "a\u001b[2Jb\r\n  next: rm" }];
  const stateReason = "x\u0007\u202e";
  const printed = inspect(await exampleRun({ name: "n\u001b]0;title", state: "broken-off", stateReason, targets }));
  assert.doesNotMatch(printed, /(?!\n)\p{Cc}|\u202e/u);
  assert.equal(printed.split("\n").length, 5);
});
