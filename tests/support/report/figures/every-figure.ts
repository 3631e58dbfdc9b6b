// Every figure of this room, of targets with given names: for tests that hold for all of them.
import assert from "node:assert/strict";
import { gravest, targetTrend } from "../../../../lib/comparison/trend/target-trend.js";
import type { Trend } from "../../../../lib/comparison/trend/trend.js";
import { driftOverRun } from "../../../../lib/findings/drift.js";
import type { Figure } from "../../../../lib/report/figure.js";
import { barsFigure } from "../../../../lib/report/figures/bars-figure.js";
import { comparisonFigure } from "../../../../lib/report/figures/comparison-figure.js";
import { dashboardFigure } from "../../../../lib/report/figures/dashboard-figure.js";
import { distributionFigure } from "../../../../lib/report/figures/distribution-figure.js";
import { driftFigure } from "../../../../lib/report/figures/drift-figure.js";
import { gapFigure } from "../../../../lib/report/figures/gap-figure.js";
import { latencyFigure } from "../../../../lib/report/figures/latency-figure.js";
import { lensFigure } from "../../../../lib/report/figures/lens-figure.js";
import { loadFigure } from "../../../../lib/report/figures/load-figure.js";
import { memoryFigure } from "../../../../lib/report/figures/memory-figure.js";
import type { FigureOptions } from "../../../../lib/report/figures/options.js";
import { percentileFigure } from "../../../../lib/report/figures/percentile-figure.js";
import { phasesFigure } from "../../../../lib/report/figures/phases-figure.js";
import { qualityFigure } from "../../../../lib/report/figures/quality-figure.js";
import { rankingFigure } from "../../../../lib/report/figures/ranking-figure.js";
import { serverMetricsFigure } from "../../../../lib/report/figures/server-metrics-figure.js";
import { throughputFigure } from "../../../../lib/report/figures/throughput-figure.js";
import { timelineFigure } from "../../../../lib/report/figures/timeline-figure.js";
import { tradeOffFigure } from "../../../../lib/report/figures/trade-off-figure.js";
import { trendFigure } from "../../../../lib/report/figures/trend-figure.js";
import { turnsFigure } from "../../../../lib/report/figures/turns-figure.js";
import { renderSvg } from "../../../../lib/report/render/render-svg.js";
import type { Trial } from "../../../../lib/types/index.js";
import { textBoxes } from "../../text-boxes.js";
import { exampleMetricsSamples, exampleScores, exampleServerSamples } from "../rows.js";
import { exampleRun } from "../trials.js";

const estimate = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });

/** Cases with three repetitions, so that a trial can be held against its own case. */
function repeatedRun(names: readonly string[]) {
  return exampleRun(60, names).map((trial) => ({ ...trial, caseId: `case-${trial.planIndex % 20}` }));
}

/** Conversations of three turns, twelve of them for each target. */
function talkedRun(names: readonly string[]) {
  return exampleRun(36, names).map((trial, at) => {
    const turn = (Math.floor(at / Math.max(1, names.length)) % 3) + 1;
    return { ...trial, caseId: `case-${trial.planIndex % 12}`, turn };
  });
}

/** A trial whose server accounts for its time, over HTTP. */
function withAccount(trial: Trial): Trial {
  const { dispatchedAtMs, firstTokenAtMs, endAtMs } = trial;
  const decodeMs = endAtMs - (firstTokenAtMs ?? endAtMs) - 2;
  return {
    ...trial,
    ...{ newConnection: true, connectionReadyAtMs: dispatchedAtMs + 12, requestSentAtMs: dispatchedAtMs + 13 },
    serverTimes: {
      ...{ source: "ollama", queueMs: 8, loadMs: 14, promptMs: 40, promptTokens: 12, decodeMs, decodeTokens: 19 },
      totalMs: 8 + 14 + 40 + decodeMs + 3,
    },
  };
}

/** Thirty runs of each target: a step after the twelfth, another engine from the 24th on. */
function exampleTrend(names: readonly string[]): Trend {
  const found = names.map((target, i) =>
    targetTrend(
      target,
      Array.from({ length: 30 }, (_, run) => {
        const estimate = (100 + 10 * i) * (run < 12 ? 1 : 1.1) + (run % 5);
        const [createdAt, directory] = ["2026-11-22T10:00:00.000Z", `runs/${run + 1}`];
        const facts = { place: run + 1, runId: `run-${run + 1}`, name: target, directory, createdAt };
        const interval = run % 7 === 0 ? null : { low: estimate * 0.9, high: estimate * 1.1 };
        return {
          point: { ...facts, estimate, interval, cases: 12, trials: 36, notes: [] },
          conditions: { "engine version": run < 23 ? target : `${target} 2` },
        };
      }),
      { metric: "latencyMs", confidence: 0.95, noiseThreshold: 0.015, seed: 1 },
    ),
  );
  return {
    ...{ kind: "trend", metric: "latencyMs", unit: "ms", confidence: 0.95, noiseThreshold: 0.015 },
    ...{ runs: names.length === 0 ? 0 : 30, verdict: gravest(found.map(({ verdict }) => verdict)) },
    ...{ reasons: [], targets: found, leftOut: [] },
  };
}

/** Each figure of a run with targets of these names; without names, of nothing. */
export const everyFigure: Readonly<Record<string, (names: readonly string[], options?: FigureOptions) => Figure>> = {
  latency: (names, options) => latencyFigure(exampleRun(40, names), options),
  throughput: (names, options) => throughputFigure(exampleRun(40, names), options),
  timeline: (names, options) => timelineFigure(exampleRun(40, names), options),
  phases: (names, options) => phasesFigure(exampleRun(40, names).map(withAccount), options),
  percentile: (names, options) => percentileFigure(exampleRun(80, names), options),
  gaps: (names, options) => gapFigure(exampleRun(40, names), options),
  memory: (names, options) =>
    memoryFigure(exampleRun(20, names), { ...options, samples: exampleServerSamples(names.length * 50, names) }),
  "server-metrics": (names, options) =>
    serverMetricsFigure(exampleRun(20, names), {
      ...options,
      samples: exampleMetricsSamples(Math.min(names.length, 4) * 50, names),
    }),
  quality: (names, options) => qualityFigure(exampleScores(exampleRun(20, names)), options),
  comparison: (names, options) =>
    comparisonFigure(
      names.map((label, i) => ({
        label,
        ratio: 0.9 + i * 0.1,
        low: 0.85 + i * 0.1,
        high: 0.96 + i * 0.1,
        n: 24,
        betterWhen: "lower",
      })),
      options,
    ),
  "trade-off": (names, options) =>
    tradeOffFigure(
      names.map((target, i) => ({ target, speed: estimate(900 - i * 120), quality: estimate(0.8 - i * 0.1), n: 24 })),
      options,
    ),
  ranking: (names, options) =>
    rankingFigure(
      {
        ...{ kind: "ranking", by: "latencyMs", unit: "ms", betterWhen: "lower", confidence: 0.95 },
        rows: names.map((target, i) => ({
          ...{ target, estimate: 100 + i, group: 1 },
          ...{ rankLow: Math.max(1, i), rankHigh: Math.min(names.length, i + 2) },
        })),
        ...{ cases: 24, lostCases: 0, leftOut: [], notes: [] },
      },
      options,
    ),
  load: (names, options) =>
    loadFigure(
      ["goodput (requests/s)", "time to first token (ms)"].map((title, k) => ({
        title,
        points: names.flatMap((target, i) =>
          [1, 2, 4, 8].map((load) => ({
            target,
            load,
            value: load === 4 && i === 1 ? null : load * (i + 1 + k),
            low: load * (i + 0.8 + k),
            high: load * (i + 1.2 + k),
          })),
        ),
      })),
      options,
    ),
  lens: (names, options) =>
    lensFigure(
      names.flatMap((tool, i) =>
        ["TTFT", "ITL", "TPOT"].map((metric, k) => ({
          tool,
          metric,
          value: i === 1 && k === 2 ? null : 5 * 10 ** k + i,
          unit: "ms" as const,
          formula: "(last - first) / (n - 1)",
        })),
      ),
      options,
    ),
  drift: (names, options) => driftFigure(driftOverRun(repeatedRun(names), "latencyMs"), options),
  dashboard: (names, options) =>
    dashboardFigure(
      ["throughput", "latency", "memory"].map((title, k) => {
        const values = names.map((target, i) => ({
          target,
          value: i === 1 ? null : 10 * k + i,
          low: 9 * k,
          high: 11 * k + i,
        }));
        return { title, unit: "ms", betterWhen: "lower", values };
      }),
      options,
    ),
  trend: (names, options) => trendFigure(exampleTrend(names), options),
  turns: (names, options) => turnsFigure(talkedRun(names), options),
  bars: (names, options) =>
    barsFigure(exampleRun(20, names), { ...options, scores: exampleScores(exampleRun(20, names)) }),
  values: (names, options) =>
    distributionFigure(
      names.map((name, i) => ({ name, values: Array.from({ length: 40 + i }, (_, k) => 100 + i + (k % 7)) })),
      { ...options, quantity: "wait", unit: "ms" },
    ),
};

/** Draws a figure and checks that no text is clipped and that no two overlap; gives the SVG. */
export async function checkText(figure: Figure): Promise<string> {
  const { width, height } = figure.layout;
  const svg = await renderSvg(figure);
  const texts = await textBoxes(svg);
  for (const { text, box } of texts) {
    const isInside = box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
    assert.ok(isInside, `clipped: "${text}" ${JSON.stringify(box)} in ${width} x ${height}`);
  }
  for (const [i, one] of texts.entries()) {
    for (const other of texts.slice(i + 1)) {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Boxes reach from the font's ascent to its descent; up to three pixels of that are empty.
      assert.ok(across <= 0 || down <= 3, `"${one.text}" overlaps "${other.text}" by ${across} x ${down}`);
    }
  }
  return svg;
}
