import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival, exampleTrial, failedAfterText, stalledTrial } from "../../tests/support/metrics/trial.js";
import { definitionLens } from "./definition-lens.js";

function value(rows: ReturnType<typeof definitionLens>, tool: string, metric: string): number | null {
  const row = rows.find((candidate) => candidate.tool === tool && candidate.metric === metric);
  assert.ok(row !== undefined, `no row ${tool}, ${metric}`);
  return row.value;
}

function near(actual: number | null, expected: number, tolerance = 1e-9): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance * Math.abs(expected),
    `${actual} is not ${expected}`,
  );
}

test("the worked example of the definitions: one stream, every tool's number", () => {
  const rows = definitionLens(stalledTrial());
  assert.equal(value(rows, "vLLM bench serve", "TTFT"), 5);
  for (const tool of [
    "Benchbook",
    "vLLM bench serve 0.33, chat",
    "GuideLLM",
    "AIPerf",
    "inference-perf",
    "LLMPerf",
    "MLPerf LoadGen",
    "seed scripts",
  ]) {
    assert.equal(value(rows, tool, "TTFT"), 200, tool);
  }
  near(value(rows, "GuideLLM", "TPOT"), 26.6);
  near(value(rows, "LLMPerf", "ITL"), 26.6);
  near(value(rows, "vLLM bench serve", "TPOT"), (2660 - 5) / 99);
  near(value(rows, "inference-perf", "NTPOT"), 26.6);
  for (const [tool, metric] of [
    ["Benchbook", "ITL = TPOT"],
    ["GuideLLM", "ITL"],
    ["AIPerf", "ITL"],
    ["vLLM bench serve 0.33, chat", "TPOT"],
    ["vLLM bench serve 0.33, chat", "ITL mean"],
    ["inference-perf", "ITL mean"],
    ["inference-perf", "TPOT"],
    ["MLPerf LoadGen", "TPOT"],
  ] as const) {
    near(value(rows, tool, metric), (2660 - 200) / 99);
  }
});

test("a pool of raw gaps holds the wait for the first token where the role chunk starts it", () => {
  // The 100 gaps are 195, 98 of 20 and one of 500: numpy 2.4 percentile(gaps, 99) = 198.05
  const rows = definitionLens(stalledTrial());
  near(value(rows, "vLLM bench serve", "ITL p99"), 198.05);
  near(value(rows, "vLLM bench serve", "ITL mean"), (2660 - 5) / 100);
});

test("only the gaps show the stall", () => {
  const rows = definitionLens(stalledTrial());
  assert.equal(value(rows, "Benchbook", "worst chunk gap"), 500);
  assert.equal(value(rows, "AIPerf", "ICL max"), 500);
  assert.equal(value(rows, "inference-perf", "ITL max"), 500);
});

test("the seed scripts count words and divide by the whole time", () => {
  near(value(definitionLens(stalledTrial()), "seed scripts", "tokens/s"), (80 / 2660) * 1000);
});

test("LoadGen starts at the scheduled time", () => {
  const rows = definitionLens(exampleTrial({ intendedAtMs: -40 }));
  assert.equal(value(rows, "MLPerf LoadGen", "TTFT"), 140);
  assert.equal(value(rows, "Benchbook", "TTFT"), 100);
});

test("reasoning is a first token for GuideLLM and no first content for the seed scripts", () => {
  const rows = definitionLens(exampleTrial({ firstAnswerTokenAtMs: 170, arrivals: [arrival(100, "reasoning", 1)] }));
  assert.equal(value(rows, "GuideLLM", "TTFT"), 100);
  assert.equal(value(rows, "seed scripts", "TTFT"), 170);
});

test("a formula that lacks what it needs gives null, never 0", () => {
  const rows = definitionLens(
    exampleTrial({
      streamed: false,
      usage: null,
      outcome: failedAfterText(""),
      firstAnswerTokenAtMs: null,
      lastTokenAtMs: null,
    }),
  );
  for (const { tool, metric, value: shown } of rows) assert.equal(shown, null, `${tool} ${metric}`);
});

test("every row prints its formula and unit", () => {
  for (const row of definitionLens(stalledTrial())) {
    assert.ok(row.formula.length > 0 && (row.unit === "ms" || row.unit === "tokens/s"));
  }
});
