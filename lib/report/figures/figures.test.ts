import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleRun, exampleTrial } from "../../../tests/support/report/trials.js";
import type { Figure } from "../figure.js";
import { latencyFigure } from "./latency-figure.js";
import { throughputFigure } from "./throughput-figure.js";

function names(figure: Figure): unknown[] {
  return figure.data.map((trace) => trace.name);
}

test("the latency title says the finding in numbers that the trials hold", () => {
  // Five answers of 100 + 19 x 20 = 480 ms each.
  const trials = Array.from({ length: 5 }, (_, i) => exampleTrial(i));
  const figure = latencyFigure(trials);
  assert.equal(figure.layout.title.text, "model-a answers in 480 ms (median), the slowest of 5 took 480 ms");
  assert.equal(figure.kind, "figure");
  assert.equal(figure.name, "latency");
});

test("a p95 is in the title and drawn only from 72 answers on", () => {
  // 72 values: the smallest n with a two-sided 95 % interval of p95 (design notes, statistics, rule 3).
  const few = latencyFigure(Array.from({ length: 71 }, (_, i) => exampleTrial(i)));
  const enough = latencyFigure(Array.from({ length: 72 }, (_, i) => exampleTrial(i)));
  assert.doesNotMatch(few.layout.title.text, /95 %/);
  assert.equal(names(few).includes("model-a p95"), false);
  assert.match(few.caption, /Latency of model-a: from n = 71, too few for a p95 \(needs 72\)\./);
  assert.match(enough.layout.title.text, /95 % within 480 ms/);
  assert.equal(names(enough).includes("model-a p95"), true);
});

test("warm-ups enter no figure, and the caption counts them", () => {
  const trials = [exampleTrial(0, { phase: "warmup", firstTokenMs: 9000 }), exampleTrial(1), exampleTrial(2)];
  for (const figure of [latencyFigure(trials), throughputFigure(trials)]) {
    assert.doesNotMatch(JSON.stringify(figure.data), /9\.?\d* s/);
    assert.match(
      figure.caption,
      /^n = 2 measured trials of 1 target \(none failed\); 2 cases × 1 repetition; 1 warm-up left out;/,
    );
  }
});

test("failed trials have no latency and are counted in the caption", () => {
  const figure = latencyFigure([exampleTrial(0), exampleTrial(1, { failed: true })], {
    load: { kind: "closed", concurrency: 4 },
  });
  assert.match(figure.caption, /\(1 failed\).*closed loop, 4 at a time/);
  const points = figure.data.filter((trace) => trace.name === "model-a" && trace.xaxis === "x2");
  assert.deepEqual(points[0]?.x, [480]);
});

test("answers that were not streamed give no panel of time to first token", () => {
  const figure = latencyFigure([exampleTrial(0, { firstTokenMs: null }), exampleTrial(1, { firstTokenMs: null })]);
  assert.match(figure.caption, /Not streamed: no time to first token\./);
  assert.equal("xaxis2" in figure.layout, false);
});

test("thousands of answers are drawn as counts, so that the figure stays small", () => {
  const figure = latencyFigure(exampleRun(3000));
  assert.ok(JSON.stringify(figure).length < 60_000);
  assert.match(JSON.stringify(figure.data), /counts of trials/);
});

test("throughput names the token source, and rates of different sources are not ranked", () => {
  const words = {
    source: "whitespace",
    inputTokens: null,
    outputTokens: 20,
    cachedInputTokens: null,
    reasoningTokens: null,
  } as const;
  const same = throughputFigure([exampleTrial(0), exampleTrial(1)]);
  assert.match(same.caption, /Tokens counted by: engine\./);
  // (20 - 1) tokens in 19 gaps of 20 ms are 50 tokens/s.
  assert.equal(same.layout.title.text, "model-a writes 50 tokens/s (mean of trials)");
  const mixed = throughputFigure([exampleTrial(0), exampleTrial(1, { target: "b", usage: words })]);
  assert.match(mixed.caption, /model-a: engine; b: whitespace: rates of different sources do not compare\./);
  assert.match(mixed.layout.title.text, /counted by different sources/);
});

test("answers without a token count are said to be missing, and no rate is made up", () => {
  const figure = throughputFigure([exampleTrial(0, { usage: null }), exampleTrial(1, { usage: null })]);
  assert.equal(figure.layout.title.text, "Tokens were not counted: no rates");
  assert.match(figure.caption, /No single source counted tokens: no rates\..*model-a: no rate for 2 trials\./);
});

test("the caption says how often cases came: with an open loop they go round, and all bear repetition 0", () => {
  // By hand: 12 trials of 5 cases in turn are cases 0 and 1 three times and the others twice; 15 are each three times.
  const caption = (count: number, targets: readonly string[] = ["model-a"]) => {
    const rows = Array.from({ length: count }, (_, i) => exampleTrial(i, { repetition: 0 }));
    return latencyFigure(targets.flatMap((target) => rows.map((row) => ({ ...row, target })))).caption;
  };
  assert.match(caption(12), /; 5 cases, each 2 to 3 times; /);
  assert.match(caption(15), /; 5 cases × 3 repetitions; /);
  assert.match(caption(12, ["a", "b"]), /; 5 cases, each 2 to 3 times per target; /);
  assert.match(caption(1), /; 1 case × 1 repetition; /);
});

test("of targets that all failed nothing is said that is not so: their answers were streamed, their tokens counted", () => {
  const none = {
    inputTokens: 3,
    outputTokens: 0,
    reasoningTokens: null,
    cachedInputTokens: null,
    source: "engine" as const,
  };
  const trials = Array.from({ length: 3 }, (_, i) => {
    const trial = exampleTrial(i, { failed: true, firstTokenMs: null, usage: none });
    return { ...trial, streamed: true };
  });
  const latency = latencyFigure(trials);
  assert.match(latency.caption, /No trial has a time to first token\./);
  assert.doesNotMatch(latency.caption, /Not streamed/);
  const throughput = throughputFigure(trials);
  assert.equal(throughput.layout.title.text, "No trial has a rate in tokens");
});

test("the throughput of targets that took turns is over each one's own turns, and is said to be", () => {
  const axes = (trials: ReturnType<typeof exampleRun>) => JSON.stringify(throughputFigure(trials).layout);
  const one = [exampleTrial(0), exampleTrial(1)];
  assert.match(axes(one), /throughput of the whole run, gaps included \(tokens\/s\)/);
  const two = [...one, exampleTrial(2, { target: "model-b" }), exampleTrial(3, { target: "model-b" })];
  assert.match(axes(two), /throughput over a target's own turns \(tokens\/s\)/);
  assert.doesNotMatch(axes(two), /whole run/);
});
