import assert from "node:assert/strict";
import { test } from "node:test";
import { stalledTrial } from "../../../tests/support/metrics/trial.js";
import { exampleSamples, exampleScores, exampleServerSamples } from "../../../tests/support/report/rows.js";
import { exampleRun, exampleTrial } from "../../../tests/support/report/trials.js";
import { driftOverRun } from "../../findings/drift.js";
import { definitionLens } from "../../metrics/definition-lens.js";
import type { Trial } from "../../types/index.js";
import { comparisonFigure, type EffectRow } from "./comparison-figure.js";
import { dashboardFigure } from "./dashboard-figure.js";
import { driftFigure } from "./drift-figure.js";
import { gapFigure } from "./gap-figure.js";
import { lensFigure } from "./lens-figure.js";
import { loadFigure } from "./load-figure.js";
import { memoryFigure } from "./memory-figure.js";
import { figureOptions } from "./options.js";
import { percentileFigure } from "./percentile-figure.js";
import { placeTrials } from "./place-trials.js";
import { qualityFigure } from "./quality-figure.js";
import { timelineFigure } from "./timeline-figure.js";

const trace = (figure: { data: readonly Readonly<Record<string, unknown>>[] }, name: string) =>
  figure.data.find((one) => one.name === name);

function list(value: unknown): readonly unknown[] {
  assert.ok(Array.isArray(value));
  return value;
}

test("the timeline counts failures and the most in flight, and marks each failure at its end", () => {
  // Three trials of 480 ms, begun at 0, 200 and 1000 ms: two overlap.
  const trials = [
    exampleTrial(0, { startMs: 0 }),
    exampleTrial(1, { startMs: 200, failed: true }),
    exampleTrial(2, { startMs: 1000 }),
  ];
  const figure = timelineFigure(trials);
  assert.equal(figure.layout.title.text, "3 trials in 1.48 s: 1 failed, at most 2 in flight");
  assert.deepEqual(trace(figure, "failed")?.x, [0.68]);
});

test("the timeline shows reasoning as a part of its own where a model reasoned, and nowhere else", () => {
  const [plain, ...rest] = exampleRun(4, ["thinking"]).filter((trial) => trial.outcome.kind === "answered");
  assert.ok(plain !== undefined);
  const arrivals = plain.arrivals.map((event, at) => (at < 6 ? { ...event, kind: "reasoning" as const } : event));
  const partOf = (trials: readonly Trial[]) =>
    timelineFigure(trials).data.filter(({ name, hoverinfo }) => name === "reasoning" && hoverinfo === "text");
  const [reasoning] = partOf([{ ...plain, phase: "measured", arrivals }]) as { x: number[] }[];
  const [from = 0, to = 0] = reasoning?.x ?? [];
  const seconds = (Number(arrivals[6]?.atMs) - Number(plain.firstTokenAtMs)) / 1000;
  assert.ok(Math.abs(to - from - seconds) < 1e-9, `${to - from} s of ${seconds}`);
  assert.deepEqual(partOf(rest), []);
});

test("bars in one row of the timeline never overlap, and sessions follow one another", () => {
  const trials = Array.from({ length: 40 }, (_, i) => ({
    ...exampleTrial(i, { startMs: (i * 137) % 4000 }),
    session: i % 2,
  }));
  const { placed, sessions } = placeTrials(new Map([["model-a", trials]]));
  assert.equal(sessions, 2);
  const sorted = [...placed].sort((a, b) => a.trial.intendedAtMs + a.shiftMs - b.trial.intendedAtMs - b.shiftMs);
  const ends = new Map<number, number>();
  for (const { trial, row, shiftMs } of sorted) {
    assert.ok(trial.intendedAtMs + shiftMs >= (ends.get(row) ?? 0));
    ends.set(row, trial.endAtMs + shiftMs);
  }
  const end = (session: number) =>
    Math.max(...placed.filter((one) => one.trial.session === session).map((one) => one.trial.endAtMs + one.shiftMs));
  const start = Math.min(
    ...placed.filter((one) => one.trial.session === 1).map((one) => one.trial.intendedAtMs + one.shiftMs),
  );
  assert.ok(start > end(0));
});

test("a percentile is drawn solid only from the n that supports it", () => {
  const figure = percentileFigure(
    Array.from({ length: 80 }, (_, i) => exampleTrial(i)),
    { percentile: "p95" },
  );
  const lines = figure.data.filter((one) => one.name === "model-a");
  const dash = (one: Readonly<Record<string, unknown>>) => JSON.stringify(one.line).includes('"dash":"dot"');
  const unsure = lines.find(dash);
  const sure = lines.find((one) => !dash(one));
  assert.equal(list(unsure?.x).at(-1), 71);
  assert.equal(list(sure?.x).at(0), 72);
  assert.match(
    percentileFigure([exampleTrial(0), exampleTrial(1)]).layout.title.text,
    /From n = 2, too few for a p95 of latency: it needs 72/,
  );
});

test("a gap of ten medians is a stall and is said where it was", () => {
  const gapsMs = [20, 20, 20, 400, 20];
  const figure = gapFigure([exampleTrial(0, { gapsMs })]);
  assert.equal(figure.layout.title.text, "model-a: median gap 20 ms; 1 stall in 5 gaps, the longest 400 ms");
  const stalls = trace(figure, "model-a stalls");
  assert.deepEqual(stalls?.x, [400]);
  assert.match(String(stalls?.text), /case case-0, repetition 0, before chunk 5/);
  assert.match(gapFigure([exampleTrial(0, { firstTokenMs: null })]).layout.title.text, /No gaps/);
});

test("the memory title holds the peak while serving and its distance from the baseline", () => {
  // Samples of 300, 301, … MiB at 0, 250, … ms; one trial from 1000 ms (304 MiB) to 1480 ms (305 MiB at 1250 ms).
  const figure = memoryFigure([exampleTrial(1)], { samples: exampleSamples(20) });
  assert.match(
    figure.layout.title.text.replace("<br>", " "),
    /peaks at 305 MiB, serving model-a, \d+ MiB above the reading before the first trial/,
  );
  assert.equal(memoryFigure([exampleTrial(0)], { samples: [] }).layout.title.text, "No memory samples");
});

test("the memory figure shows each target's server in the target's color, and graphics memory beside it", () => {
  // Samples at 0, 250, … ms; the trial of b runs from 2000 to 2480 ms, where b's server holds 1100 + 2 x 8 and + 2 x 9 MiB.
  const trials = [exampleTrial(1, { target: "a" }), exampleTrial(2, { target: "b" })];
  const figure = memoryFigure(trials, { samples: exampleServerSamples(20, ["a", "b"]) });
  assert.equal(
    figure.layout.title.text.replace("<br>", " "),
    "The server of b peaks at 1118 MiB, 12 MiB above the reading before the first trial",
  );
  assert.match(
    figure.caption,
    /a: peak 1010 MiB of its server, graphics memory 2000 MiB, in 2 samples\. b: peak 1118 MiB/,
  );
  const [line, strip] = [trace(figure, "server of b"), trace(figure, "serving b")];
  assert.deepEqual(list(line?.y).slice(0, 3), [1100, 1102, 1104]);
  const colorOf = (one: typeof line) => JSON.stringify(one?.line).match(/#[0-9a-f]{6}/)?.[0];
  assert.equal(colorOf(line), colorOf(strip));
  assert.deepEqual(
    figure.data.map(({ name }) => name),
    [
      ...["resident memory of the measuring process", "graphics memory in use"],
      ...["server of a", "server of b", "serving a", "serving b"],
    ],
  );
});

test("memory that is a sum over several processes is called so", () => {
  const sent = (processes?: number) =>
    memoryFigure([exampleTrial(1)], {
      ...(processes === undefined ? {} : { processes }),
      samples: exampleServerSamples(20, []),
    });
  const names = [undefined, 1, 2].map((processes) => sent(processes).data[0]?.name);
  assert.deepEqual(names, [
    "resident memory of the measuring process",
    "resident memory of the measuring process",
    "resident memory of the measuring process and its 2 sending processes together",
  ]);
});

test("a server that was not seen has no line in the memory figure", () => {
  const unseen = exampleServerSamples(20, ["a"]).map((sample) => ({
    ...sample,
    servers: sample.servers?.map((server) => ({ ...server, residentBytes: null })),
  }));
  const figure = memoryFigure([exampleTrial(1, { target: "a" })], { samples: unseen });
  assert.equal(trace(figure, "server of a"), undefined);
  assert.match(figure.layout.title.text, /^Resident memory peaks at 305 MiB/);
});

test("quality leaves warm-ups and unjudged answers out and counts the latter", () => {
  const trials = exampleRun(40, ["a"]);
  const figure = qualityFigure(exampleScores(trials), { trials });
  const failed = trials.filter((trial) => trial.phase === "measured" && trial.outcome.kind === "failed").length;
  assert.match(figure.caption, new RegExp(`^80 scores\\. ${failed * 2} answers without a judgement`));
  const rates = list(trace(figure, "a")?.x);
  const judged = trials.filter((trial) => trial.phase === "measured" && trial.outcome.kind === "answered");
  assert.equal(rates.at(0), judged.filter((trial) => trial.planIndex % 3 > 0).length / judged.length);
});

test("an effect is better or worse only where its whole interval is outside the noise", () => {
  const row = (over: Partial<EffectRow>): EffectRow => ({
    label: "latency",
    ratio: 0.9,
    low: 0.85,
    high: 0.95,
    n: 24,
    betterWhen: "lower",
    ...over,
  });
  const rows = [
    row({}),
    row({ betterWhen: "higher" }),
    row({ high: 0.985 }),
    row({ ratio: null, low: null, high: null }),
  ];
  assert.equal(comparisonFigure(rows).layout.title.text, "Of 4 effects 1 better, 1 worse, 2 not clear of the noise");
  const one = comparisonFigure([row({})], { baseline: "a", candidate: "b" });
  assert.equal(one.layout.title.text, "b against a: latency −10 % (95 % interval −15 % to −5 %)");
});

test("the lens says over which range the tools would report one answer", () => {
  // The worked example of the definitions.
  const figure = lensFigure(definitionLens(stalledTrial()));
  assert.equal(
    figure.layout.title.text.replace("<br>", " "),
    "One answer, 9 tools: TTFT 5 to 200 ms, ITL 24.8 to 26.6 ms, TPOT 24.8 to 26.8 ms",
  );
});

test("a drift is said with its size, and a steady run is said to be one", () => {
  const trials = (growth: number) =>
    Array.from({ length: 60 }, (_, i) => stalled(i, 100 * Math.exp((growth * i) / 60 + (i % 2 === 0 ? 0.01 : -0.01))));
  // A case comes again after six trials, 0.03 of the logarithm later; the thirds' medians are of its rounds 1 and 8, seven
  // rounds apart: exp(0.21) - 1 = 23.4 %.
  const text = (growth: number) => driftFigure(driftOverRun(trials(growth), "latencyMs")).layout.title.text;
  assert.match(text(0.3).replace("<br>", " "), /latencyMs: the run drifted by \+23\.4 %/);
  assert.equal(text(0), "latencyMs: no drift seen over 60 trials");
});

function stalled(index: number, latencyMs: number) {
  const startMs = index * 1000;
  return { ...exampleTrial(index, { startMs }), caseId: `case-${index % 6}`, endAtMs: startMs + latencyMs };
}

test("a dashboard shows a dash where nothing was observed and no bar of no height", () => {
  const values = [
    { target: "a", value: null },
    { target: "b", value: 2 },
  ];
  const figure = dashboardFigure([{ title: "memory", unit: "MiB", betterWhen: "lower", values }], {
    name: "memory_comparison",
  });
  assert.equal(figure.name, "memory_comparison");
  assert.deepEqual(trace(figure, "a")?.y, [null]);
  assert.match(JSON.stringify(figure.layout.annotations), /"text":"–"/);
});

test("a dashboard names every target that leads in most measures", () => {
  const panel = (a: number, b: number) => ({
    title: "latency",
    unit: "ms",
    betterWhen: "lower" as const,
    values: [
      { target: "a", value: a },
      { target: "b", value: b },
    ],
  });
  const title = (...panels: Parameters<typeof dashboardFigure>[0]) => dashboardFigure(panels).layout.title.text;
  assert.equal(title(panel(1, 2), panel(3, 3)), "a has the better estimate in 1 of 2 measures");
  assert.equal(title(panel(1, 2), panel(4, 3)), "a, b have the better estimate in 1 of 2 measures each");
  assert.equal(title(panel(3, 3)), "a, b: 1 measure");
});

test("the options of a run hold its load, its warnings and a color for each of its targets", () => {
  const options = figureOptions({
    load: { kind: "batches", size: 2 },
    warnings: ["clock stepped"],
    targets: [{ kind: "x", name: "a" }],
    state: "broken-off",
    stateReason: "stopped",
  });
  assert.deepEqual([...(options.colors?.keys() ?? [])], ["a"]);
  assert.deepEqual(options.notes, ["The run did not finish: stopped.", "clock stepped"]);
  assert.match(
    timelineFigure([exampleTrial(0)], options).caption,
    /batches of 2\..*The run did not finish: stopped\. clock stepped\.$/,
  );
});

test("a load that was not measured leaves a gap in the line, and the title names the highest value of the first panel", () => {
  const point = (load: number, value: number | null) => ({ target: "a", load, value, low: null, high: null });
  const figure = loadFigure([
    { title: "goodput (requests/s)", points: [point(4, 3.5), point(1, 1), point(2, null), point(8, 2)] },
  ]);
  assert.equal(figure.layout.title.text, "Goodput (requests/s): highest 3.5 with a at a load of 4");
  assert.deepEqual(trace(figure, "a")?.y, [1, null, 3.5, 2]);
});
