import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, exampleTrial, failedAfterText, later, usage } from "../../tests/support/metrics/trial.js";
import { valuesForQuantileInterval } from "../statistics/intervals/quantile-interval.js";
import type { Trial } from "../types/index.js";
import { summarizedMetrics } from "./catalogue.js";
import { valuesNeeded } from "./distribution.js";
import { summarize } from "./summarize.js";
import { summaryRows } from "./summary-rows.js";

/** `count` trials of one target, one after the other, each 200 ms from `fromMs` on. */
function inARow(count: number, fromMs: number, changes: Partial<Trial> = {}): Trial[] {
  return Array.from({ length: count }, (_, index) => later(fromMs + 200 * index, exampleTrial(changes)));
}

function only(trials: readonly Trial[]) {
  const [summary, ...others] = summarize(trials);
  assert.ok(summary !== undefined && others.length === 0);
  return summary;
}

test("throughput is output tokens of successful trials over last end minus first dispatch", () => {
  const summary = only(inARow(5, 1000));
  assert.equal(summary.kind, "summary");
  assert.equal(summary.group, "a");
  assert.equal(summary.trials, 5);
  assert.equal(summary.durationSeconds, 1);
  assert.equal(summary.outputTokensPerSecond, 50);
  assert.equal(summary.requestsPerMinute, 300);
  assert.equal(summary.latencyMs.p50, 200);
  assert.equal(summary.latencyMs.standardDeviation, 0);
  assert.deepEqual(summary.notes, []);
});

test("idle time inside a run of one target is part of its duration", () => {
  const trials = [exampleTrial(), later(1800, exampleTrial())];
  assert.equal(only(trials).durationSeconds, 2);
});

test("trials in flight together are charged once", () => {
  const trials = [exampleTrial(), later(50, exampleTrial()), later(100, exampleTrial())];
  assert.equal(only(trials).durationSeconds, 0.3);
});

test("warm-ups never enter", () => {
  const warmups = inARow(2, 0, { phase: "warmup", usage: usage(1000) });
  const summary = only([...warmups, ...inARow(5, 10_000)]);
  assert.equal(summary.trials, 5);
  assert.equal(summary.durationSeconds, 1);
  assert.equal(summary.outputTokens.max, 10);
});

test("errors stay in every denominator and their time counts", () => {
  const failed = later(800, exampleTrial({ outcome: failedAfterText(), usage: null }));
  const summary = only([...inARow(4, 0), failed]);
  assert.equal(summary.failed, 1);
  assert.equal(summary.errorRate, 0.2);
  assert.equal(summary.durationSeconds, 1);
  assert.equal(summary.outputTokensPerSecond, 40);
  assert.equal(summary.requestsPerMinute, 240);
  assert.equal(summary.latencyMs.n, 4);
  assert.equal(summary.latencyMs.missing, 1);
  assert.equal(summary.timeToFirstTokenMs.n, 5);
});

test("targets that take turns are each charged with their own turns", () => {
  const a = { target: "a" };
  const b = { target: "b" };
  const trials = [...inARow(2, 0, a), ...inARow(3, 1000, b), ...inARow(2, 3000, a), ...inARow(3, 5000, b)];
  const [first, second] = summarize(trials);
  assert.equal(first?.group, "a");
  assert.equal(first?.durationSeconds, 0.8);
  assert.equal(first?.outputTokensPerSecond, 50);
  assert.equal(second?.durationSeconds, 1.2);
});

test("blocks of one target that follow each other are one stretch, with the pause between them", () => {
  const trials = [
    ...inARow(1, 0, { block: 0 }),
    ...inARow(1, 300, { block: 1 }),
    ...inARow(1, 900, { target: "b", block: 2 }),
  ];
  assert.equal(summarize(trials)[0]?.durationSeconds, 0.5);
});

test("another target's warm-up is a turn of that target", () => {
  const trials = [
    exampleTrial(),
    later(500, exampleTrial({ target: "b", phase: "warmup" })),
    later(900, exampleTrial()),
  ];
  const [a, b] = summarize(trials);
  assert.equal(a?.durationSeconds, 0.4);
  assert.equal(b?.trials, 0);
  assert.equal(b?.durationSeconds, null);
  assert.equal(b?.latencyMs.p50, null);
});

test("a warm-up before its target's second turn does not join the turns", () => {
  const trials = [
    exampleTrial(),
    later(300, exampleTrial({ target: "b" })),
    later(600, exampleTrial({ phase: "warmup" })),
    later(900, exampleTrial()),
  ];
  assert.equal(summarize(trials)[0]?.durationSeconds, 0.4);
});

test("sessions do not share a clock: their durations are added", () => {
  const summary = only([...inARow(2, 5_000_000, { session: 0 }), ...inARow(3, 100, { session: 1 })]);
  assert.equal(summary.durationSeconds, 1);
  assert.match(summary.notes.join(), /2 sessions/);
});

test("mixed token sources give no token metrics, and choosing one gives them back", () => {
  const trials = [...inARow(2, 0), ...inARow(2, 400, { usage: usage(12, "server-timings") })];
  const mixed = only(trials);
  assert.equal(mixed.tokenSource, null);
  assert.equal(mixed.outputTokensPerSecond, null);
  for (const metric of ["outputTokens", "interTokenLatencyMs", "tokensPerSecond", "tokensPerSecondEndToEnd"] as const) {
    assert.equal(mixed[metric].n, 0);
    assert.equal(mixed[metric].mean, null);
  }
  assert.equal(mixed.latencyMs.n, 4);
  assert.match(mixed.notes.join(), /usage, server-timings/);
  const [chosen] = summarize(trials, { tokenSource: "usage" });
  assert.equal(chosen?.tokenSource, "usage");
  assert.equal(chosen?.outputTokens.n, 2);
  const [words] = summarize(trials, { tokenSource: "whitespace" });
  assert.equal(words?.outputTokens.mean, 2);
});

test("an answered trial without a count makes the throughput unknown, not smaller", () => {
  const summary = only([...inARow(2, 0), ...inARow(1, 400, { usage: null })]);
  assert.equal(summary.outputTokensPerSecond, null);
  assert.equal(summary.tokenSource, "usage");
  assert.match(summary.notes.join(), /1 of 3 answered trials have no token count/);
});

test("a percentile that so few values cannot carry is named", () => {
  const unsupported = (count: number) => only(inARow(count, 0)).latencyMs.unsupported;
  assert.deepEqual(unsupported(35), ["p90", "p95", "p99"]);
  assert.deepEqual(unsupported(36), ["p95", "p99"]);
  assert.deepEqual(unsupported(72), ["p99"]);
  assert.deepEqual(unsupported(368), []);
  for (const percentile of ["p90", "p95", "p99"] as const) {
    assert.equal(valuesNeeded[percentile], valuesForQuantileInterval(Number(percentile.slice(1)) / 100));
  }
});

test("percentiles are of type 7", () => {
  // numpy 2.4: percentile([100, ..., 1000], [50, 90, 95, 99]) = 550, 910, 955, 991
  const trials = Array.from({ length: 10 }, (_, index) =>
    later(2000 * index, exampleTrial({ endAtMs: 100 * (index + 1) })),
  );
  const { p50, p90, p95, p99, min, max, percentileMethod } = only(trials).latencyMs;
  assert.deepEqual([p50, p90, p95, p99, min, max], [550, 910, 955, 991, 100, 1000]);
  assert.equal(percentileMethod, "type 7");
});

test("a group of failures alone is null where nothing was observed, and its request rate is truly 0", () => {
  const summary = only(inARow(3, 0, { outcome: failedAfterText(), usage: null, firstTokenAtMs: null, streamed: true }));
  assert.equal(summary.errorRate, 1);
  assert.equal(summary.requestsPerMinute, 0);
  assert.equal(summary.outputTokensPerSecond, null);
  assert.equal(summary.latencyMs.mean, null);
  assert.equal(summary.timeToFirstTokenMs.p50, null);
  assert.equal(summary.tokenSource, null);
});

test("no trials give no summaries", () => {
  assert.deepEqual(summarize([]), []);
});

test("groups follow what the caller asks for", () => {
  const trials = [
    exampleTrial({ caseId: "x" }),
    later(200, exampleTrial({ caseId: "y" })),
    later(400, exampleTrial({ caseId: "x" })),
  ];
  assert.deepEqual(
    summarize(trials, { by: "caseId" }).map((summary) => [summary.group, summary.trials, summary.durationSeconds]),
    [
      ["x", 2, 0.4],
      ["y", 1, 0.2],
    ],
  );
  const byKind = summarize(trials, { by: (trial) => trial.outcome.kind });
  assert.deepEqual(
    byKind.map((summary) => summary.group),
    ["answered"],
  );
});

test("a summary survives JSON and does not depend on the order of the trials", () => {
  const trials = [...inARow(3, 0), later(600, exampleTrial({ outcome: answered("x"), usage: usage(20) }))];
  const summary = only(trials);
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
  assert.deepEqual(only([...trials].reverse()), summary);
});

test("rows are flat, one for each metric of each group, also for what nobody observed", () => {
  const rows = summaryRows(summarize(inARow(5, 0)));
  assert.equal(rows.length, summarizedMetrics.length);
  const lag = rows.find((row) => row.metric === "scheduleLagMs");
  assert.deepEqual([lag?.n, lag?.missing, lag?.mean, lag?.unit], [0, 5, null, "ms"]);
  const latency = rows.find((row) => row.metric === "latencyMs");
  assert.deepEqual([latency?.group, latency?.p50, latency?.unsupported], ["a", 200, "p90, p95, p99"]);
  for (const cell of rows.flatMap((row) => Object.values(row))) assert.ok(cell === null || typeof cell !== "object");
});
