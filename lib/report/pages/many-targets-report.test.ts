import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { exampleEngine, exampleManifest } from "../../../tests/support/report/manifest.js";
import { exampleScores, exampleServerSamples } from "../../../tests/support/report/rows.js";
import { exampleRun } from "../../../tests/support/report/trials.js";
import { summarize } from "../../metrics/summarize.js";
import { tableHtml } from "../tables/table-html.js";
import { tableText } from "../tables/table-text.js";
import { reportHtml } from "./report-html.js";
import type { ReportInput } from "./report-input.js";
import { reportMarkdown } from "./report-markdown.js";

const named = (count: number) => Array.from({ length: count }, (_, i) => `model-${i}`);

/** A run in which every target has something to say against it: few trials, unknown weights, all cores taken, a warning. */
function input(count: number): ReportInput {
  const names = named(count);
  const [session] = exampleManifest().sessions;
  assert.ok(session !== undefined);
  const engines = names.map((name) => exampleEngine(name, { modelSha256: null, threads: 4 }));
  const manifest = exampleManifest({
    targets: names.map((name) => ({ kind: "simulated", name })),
    sessions: [{ ...session, engines }],
    warnings: names.map((name) => `${name} was slow to open`),
    verdict: { kind: "run-judgement", verdict: "invalid", reasons: names.map((name) => `${name}: 8 of 20 failed`) },
  });
  const trials = exampleRun(20, names);
  return { manifest, trials, scores: exampleScores(trials), samples: exampleServerSamples(60, names), figures: [] };
}

test("a report of 300 targets is no longer than one of 30, and says what it leaves out and where it is", async () => {
  const [some, many] = [reportMarkdown(input(30)), reportMarkdown(input(300))];
  assert.ok(many.length < some.length * 1.1, `${some.length} characters of 30 targets, ${many.length} of 300`);
  assert.match(many, /How fast and how well do model-0, model-1, model-2, model-3 and 296 more answer/);
  assert.match(many, /Median latencies of 300 targets: from .* \(model-\d+\) to .* \(model-\d+\)\./);
  assert.match(many, /… and 294 more of this kind\./);
  assert.match(many, /… \d+ more rows\n\n[^#]*All rows: \[summary\.json\]\(summary\.json\)/);
  const { document } = new JSDOM(await reportHtml(input(300))).window;
  for (const file of ["summary.json", "samples.jsonl", "scores.jsonl", "manifest.json"])
    assert.ok(document.querySelector(`.benchbook-note a[href="${file}"]`), file);
});

test("a report of few targets leaves nothing out", () => {
  assert.doesNotMatch(reportMarkdown(input(3)), /more of this kind|more rows|All rows|The other/);
});

test("the table of summaries shows the first 24 groups, counts the rest, and shows as many as are asked for", () => {
  const summaries = summarize(exampleRun(4, named(30)));
  const text = tableText(summaries);
  const metrics = text.split("\n").filter((line) => line.startsWith("model-0 ")).length;
  assert.match(text, /^model-23 /m);
  assert.doesNotMatch(text, /^model-24 /m);
  assert.match(text, new RegExp(`^… ${6 * metrics} more rows$`, "m"));
  assert.match(text, /^The other 22 are in the summaries themselves\.$/m);
  assert.match(tableText(summaries, { limit: 1000 }), /^model-29 /m);
  assert.doesNotMatch(tableHtml(summarize(exampleRun(4, named(24)))), /more row/);
});

test("a file with all rows is named only where rows are left out", () => {
  const rows = [{ a: 1 }, { a: 2 }];
  assert.match(tableText(rows, { limit: 1, rest: "all.csv" }), /All rows: all\.csv$/);
  assert.doesNotMatch(tableText(rows, { rest: "all.csv" }), /all\.csv/);
});
