import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { exampleEngine, exampleManifest } from "../../../tests/support/report/manifest.js";
import { exampleRun, exampleTrial } from "../../../tests/support/report/trials.js";
import { summarize } from "../../metrics/summarize.js";
import type { Score, Trial } from "../../types/index.js";
import { latencyFigure } from "../figures/latency-figure.js";
import { qualityRows } from "../quality-rows.js";
import { runVerdictItems } from "./client-rows.js";
import { reportHtml } from "./report-html.js";
import type { ReportInput } from "./report-input.js";
import { reportMarkdown } from "./report-markdown.js";
import { threatSentences } from "./threats.js";
import { verdictSentences } from "./verdict.js";

const TEXT = `<img src=x onerror=alert(1)> | \`code\` [a](javascript:b) "q"`;

function scoreOf(trial: Trial, over: Partial<Score>): Score {
  const { planIndex, caseId, target, repetition } = trial;
  return {
    planIndex,
    caseId,
    target,
    repetition,
    scorer: "checkJson",
    value: null,
    passed: null,
    reason: "made",
    ...over,
  };
}

function input(over: Partial<ReportInput> = {}): ReportInput {
  return { manifest: exampleManifest(), trials: exampleRun(40), scores: [], samples: [], figures: [], ...over };
}

test("the Markdown report has its sections in order and states what the data holds", () => {
  const text = reportMarkdown(input());
  assert.deepEqual(text.match(/^##? .*$/gm), [
    "# made run",
    "## Question",
    "## Verdict",
    "## Results",
    "## Quality",
    "## Threats to validity",
    "## Set-up",
    "## Raw data, verifying, repeating",
  ]);
  assert.match(text, /How fast and how well do q8_0 and q4_1 answer the 12 cases of bootcamp 1\.0\?/);
  assert.match(text, /q8_0: median latency .* \(95 % interval .*; n = 38\), p95 not estimable \(n = 38 &lt; 72\)\./);
  assert.match(text, /llama\.cpp b1/);
  assert.match(text, new RegExp("ab".repeat(32)));
  assert.match(text, /The answers were not scored\./);
});

test("a verdict without trials says that there is none", () => {
  assert.deepEqual(verdictSentences([], []), ["Nothing was measured, so there is no verdict."]);
});

test("a run whose manifest holds no verdict is said to have none, and not passed over", () => {
  const { verdict: _, ...sealedBefore } = exampleManifest();
  assert.deepEqual(runVerdictItems(sealedBefore), [
    "The manifest holds no verdict: whether the run is valid was not judged.",
  ]);
});

test("a target is called fastest only when the interval of its median lies below all others", () => {
  const near = [...exampleRun(12, ["a"]), ...exampleRun(12, ["b"])];
  assert.match(verdictSentences(near, summarize(near))[0] ?? "", /overlaps with another/);
  const far = Array.from({ length: 24 }, (_, i) =>
    exampleTrial(i, { target: i % 2 === 0 ? "a" : "b", firstTokenMs: 100 + (i % 2) * 5000 + i }),
  );
  assert.match(verdictSentences(far, summarize(far))[0] ?? "", /The interval of a's median lies below all others: it/);
  const invalid = verdictSentences(far, summarize(far), ["the clock stepped"])[0] ?? "";
  assert.match(invalid, /lies below all others, and nothing follows from it: the run is not valid\.$/);
  const three = far.slice(0, 6);
  assert.match(verdictSentences(three, summarize(three))[0] ?? "", /cannot be said: too few trials/);
});

test("each threat is found in the run's own data, and a clean run has none", () => {
  const clean = Array.from({ length: 80 }, (_, i) => exampleTrial(i, { target: i % 2 === 0 ? "q8_0" : "q4_1" }));
  const flags = (manifest: Parameters<typeof exampleManifest>[0], trials: readonly Trial[] = clean) =>
    threatSentences({ manifest: exampleManifest(manifest), trials }).join("\n");
  assert.equal(flags({}), "");
  assert.match(flags({ warmups: 0 }), /No warm-ups/);
  const oneAfterOther = clean.map((trial, i) => ({ ...trial, target: i < 40 ? "q8_0" : "q4_1" }));
  assert.match(
    flags({}, oneAfterOther),
    /^q4_1 against the first target: the arms were not interleaved: one ran after the other/m,
  );
  assert.match(flags({ cases: [] }), /fewer than 10 prompts/);
  assert.match(flags({ state: "broken-off", stateReason: "error budget" }), /did not finish: error budget/);
  assert.match(flags({ plannedTrials: 100 }), /20 of 100 planned trials are missing/);
  assert.match(flags({ warnings: ["clock stepped"] }), /^Clock stepped\.$/m);
  assert.match(
    flags({ generation: { ...exampleManifest().generation, temperature: 0.7, seed: null } }),
    /No generation seed/,
  );
  assert.match(flags({}, clean.slice(0, 20)), /10 answered trials, fewer than the 36/);
  assert.match(
    flags({}, [...clean, exampleTrial(80, { target: "q8_0", failed: true })]),
    /q8_0 failed 1 of 41 times \(1 × stall_timeout\): they have no latency/,
  );
  assert.match(
    flags(
      {},
      clean.map((trial) => ({ ...trial, usage: null })),
    ),
    /no single source of token counts/,
  );
  const [session] = exampleManifest().sessions;
  assert.ok(session !== undefined);
  assert.match(
    flags({ sessions: [{ ...session, engines: [exampleEngine("q8_0", { threads: 4 })] }] }),
    /4 threads on 4 cores/,
  );
  assert.match(
    flags({ sessions: [{ ...session, engines: [exampleEngine("q8_0", { modelSha256: null })] }] }),
    /not known by a hash/,
  );
});

test("quality counts what was not judged and takes it for no zero", () => {
  const trials = [exampleTrial(0), exampleTrial(1), exampleTrial(2)];
  const scores = trials.map((trial, i) => scoreOf(trial, { passed: i === 0 ? true : i === 1 ? false : null }));
  const [row] = qualityRows(scores);
  assert.equal(row?.judged, 2);
  assert.equal(row?.notJudged, 1);
  assert.equal(row?.passRate, 0.5);
  assert.equal(row?.meanValue, null);
});

test("the verdict says how good the answers were, with intervals", () => {
  const trials = Array.from({ length: 10 }, (_, i) => exampleTrial(i));
  const passes = trials.map((trial, i) => scoreOf({ ...trial, caseId: `case-${i}` }, { passed: i < 8 }));
  const values = trials.map((trial) => scoreOf(trial, { scorer: "semanticSimilarity", value: 0.5 }));
  const text = reportMarkdown(input({ trials, scores: [...passes, ...values] }));
  // Wilson 8/10: .490162, .943318 (design notes, statistics, known answers).
  assert.match(text, /checkJson passed in 8 of 10 answers, 80 % \(95 % interval 49 % to 94\.3 %, Wilson\)\./);
  assert.match(text, /mean semanticSimilarity 0\.5 \(10 answers; no interval: they are of fewer than 10 cases\)/);
});

test("answers to the same case are not counted as new cases: the interval of a pass rate is clustered", () => {
  const cases = (count: number) => {
    const trials = Array.from({ length: 5 * count }, (_, i) => ({ ...exampleTrial(i), caseId: `case-${i % count}` }));
    return { trials, scores: trials.map((trial, i) => scoreOf(trial, { passed: i % count < (4 * count) / 5 })) };
  };
  const text = reportMarkdown(input(cases(20)));
  // Five equal answers to each of 20 cases are worth 19 answers: statsmodels 0.15.0's clustered error, then numpy.roots of Wilson's equation with t(19).
  assert.match(
    text,
    /passed in 80 of 100 answers, 80 % \(95 % interval 56\.2 % to 92\.6 %, Wilson, clustered by case\)\./,
  );
  assert.match(
    reportMarkdown(input(cases(5))),
    /20 of 25 answers, 80 % \(no interval: they are of fewer than 10 cases\)/,
  );
});

test("foreign text stays text in the Markdown report", () => {
  const manifest = exampleManifest({ name: TEXT, targets: [{ kind: "x", name: TEXT }], warnings: [TEXT] });
  const trials = exampleRun(12, [TEXT]);
  const figures = [{ name: TEXT, caption: TEXT, file: "figures/a (1).png" }];
  const text = reportMarkdown(input({ manifest, trials, figures }));
  assert.doesNotMatch(text, /<img/);
  assert.doesNotMatch(text, /(?<!\\)\]\(javascript/);
  assert.match(text, /\]\(figures\/a%20%281%29\.png\)/);
});

test("the HTML report is one page that allows its own scripts by hash and nothing else", async () => {
  const trials = exampleRun(40);
  const figure = latencyFigure(trials);
  const html = await reportHtml(
    input({ trials, figures: [{ name: "latency", caption: figure.caption, file: "figures/latency.png", figure }] }),
  );
  const { document } = new JSDOM(html).window;
  const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "";
  assert.match(policy, /default-src 'none'/);
  const scripts = [...document.querySelectorAll("script:not([type])")];
  assert.equal(scripts.length, 3);
  for (const script of scripts) {
    const hash = createHash("sha256")
      .update(script.textContent ?? "")
      .digest("base64");
    assert.ok(policy.includes(`'sha256-${hash}'`), "each script is allowed by its hash");
  }
  const loaded = [...document.querySelectorAll("[src], link[href]")].map(
    (element) => element.getAttribute("src") ?? "",
  );
  for (const source of loaded) assert.match(source, /^data:image\/svg\+xml;base64,/);
  assert.match(document.querySelector("img")?.getAttribute("alt") ?? "", /answers in .*n = 80 measured trials/);
  assert.equal(document.documentElement.lang, "en");
});

test("foreign text stays text in the HTML report", async () => {
  const manifest = exampleManifest({
    name: TEXT,
    targets: [{ kind: "x", name: TEXT }],
    warnings: [`${TEXT}</script><script>alert(2)</script>`],
  });
  const trials = exampleRun(12, [`${TEXT}</script><script>alert(2)</script>`]);
  const figure = latencyFigure(trials);
  const html = await reportHtml(
    input({ manifest, trials, figures: [{ name: TEXT, caption: TEXT, file: "x.png", figure }] }),
  );
  const { document } = new JSDOM(html).window;
  assert.equal(document.querySelectorAll("main img").length, 1);
  assert.equal(document.querySelectorAll("[onerror]").length, 0);
  assert.equal(document.querySelectorAll("script:not([type])").length, 3);
  assert.equal(document.querySelector("h1")?.textContent, TEXT);
});

test("a report does not change when its run is sealed, for it is one of the sealed files", () => {
  const files = { "journal.jsonl": { sha256: "00", bytes: 1 } };
  assert.equal(reportMarkdown(input({ manifest: exampleManifest({ files }) })), reportMarkdown(input()));
});

test("a report of nothing is a report", async () => {
  const nothing = input({ manifest: exampleManifest({ sessions: [], targets: [], cases: [] }), trials: [] });
  assert.match(reportMarkdown(nothing), /Nothing was measured/);
  assert.match(await reportHtml(nothing), /Nothing was measured/);
});
