import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleRun } from "../../tests/support/metrics/compare/run.js";
import { failedAfterText } from "../../tests/support/metrics/trial.js";
import { exampleManifest } from "../../tests/support/report/manifest.js";
import { compareTargets } from "../comparison/compare-targets.js";
import { projectFile } from "../project.js";
import { threatSentences } from "../report/pages/threats.js";
import { openRun } from "../store/run-folder/open-run.js";
import type { Trial } from "../types/index.js";
import { assessRun } from "./assess-run.js";
import { findings } from "./findings.js";

const steady = exampleRun({ cases: 12, repetitions: 4, ratio: 1.2, seed: 1 });
const manifest = exampleManifest({ targets: ["a", "b"].map((name) => ({ kind: "openai", name })) });

/** The trials of target b with these warnings in every `every`th of its answers. */
const warned = (warnings: readonly string[], every = 1): Trial[] =>
  steady.map((trial, index) =>
    trial.target === "b" && trial.repetition % every === 0
      ? { ...trial, outcome: { ...trial.outcome, warnings } }
      : { ...trial, planIndex: index },
  );

describe("the findings of a run", () => {
  it("are none where nothing speaks against it, and the gravest stand first", () => {
    assert.deepEqual(findings({ trials: steady, manifest }), []);
    const failing = steady.map((trial, index) => (index % 3 === 0 ? { ...trial, outcome: failedAfterText() } : trial));
    const found = findings({ trials: failing, manifest: { ...manifest, warmups: 0 } });
    assert.deepEqual(found.at(0)?.severity, "invalid");
    assert.deepEqual(
      found.map(({ code }) => code).filter((code) => code === "failed-trials" || code === "no-warm-ups"),
      ["failed-trials", "failed-trials", "no-warm-ups"],
    );
  });

  it("are the one list that verdict, comparison and threats take their sentences from", () => {
    const late = steady.map((trial) => ({ ...trial, intendedAtMs: trial.dispatchedAtMs - 400 }));
    const [first] = findings({ trials: late });
    assert.deepEqual([first?.code, first?.about, first?.severity], ["sent-late", "a", "client"]);
    const text = first?.text ?? "";
    assert.equal(assessRun(late).reasons[0], text);
    assert.equal(compareTargets(late, { baseline: "a", candidate: "b", metric: "latencyMs" }).reasons[0], text);
    assert.ok(threatSentences({ trials: late }).includes(`Requests${text.slice("requests".length)}.`));
    assert.ok(!threatSentences({ trials: late }, [text]).join("\n").includes(text.slice("requests".length)));
  });

  it("count the answers in which a driver warned, with what a stream was labeled as", () => {
    const texts = (trials: readonly Trial[]) =>
      findings({ trials, manifest }).map(({ code, severity, text }) => `${code} ${severity} ${text}`);
    assert.deepEqual(texts(warned(["thought_not_closed"])), [
      "thought-not-closed note b: 48 of 48 answers are all thought, which the model did not close",
    ]);
    assert.match(
      texts(warned(["events_without_blank_line"], 2)).join(),
      /^events-.* note b: 24 of 48 answers came as events/,
    );
    assert.match(texts(warned(["last_event_not_closed"], 4)).join(), /^last-event-not-closed note b: 12 of 48 answers/);
    assert.match(
      texts(warned(["stream_labelled_as=text/html"])).join(),
      /^stream-labeled-otherwise note b: 48 of 48 answers were .* something else \(text\/html\)$/,
    );
    assert.deepEqual(texts(warned(["missing_done"])), ["trial-warnings note warnings in trials: 48 × missing_done"]);
  });

  it("put such warnings in the notes of the verdict, which stays valid, and others only among the threats", () => {
    const { verdict, notes, findings: told } = assessRun(warned(["thought_not_closed"]), { manifest });
    assert.deepEqual([verdict, notes.length, told[0]?.code], ["valid", 1, "thought-not-closed"]);
    assert.deepEqual(assessRun(warned(["missing_done"]), { manifest }).notes, []);
    assert.match(threatSentences({ trials: warned(["missing_done"]), manifest }).join(), /^Warnings in trials: 48 ×/);
  });

  it("are those of its files when a run is given", async () => {
    const run = await openRun(projectFile("data/recorded/baseline"));
    const found = await findings(run);
    assert.deepEqual(
      found,
      findings({ trials: await run.trials(), manifest: run.manifest, samples: await run.samples() }),
    );
    assert.deepEqual(
      found.filter(({ severity }) => severity === "few").map(({ code, about }) => `${code} ${about}`),
      ["as-asked", "short-prompt", "short-prompt+lean"].map((name) => `too-few-trials ${name}`),
    );
  });

  it("of a run of an older version are told in today's words", async () => {
    const run = await openRun(projectFile("data/recorded/baseline"));
    assert.equal(run.manifest.verdict?.verdict, "invalid"); // "INVALID" in the file of 0.1.0
  });
});
