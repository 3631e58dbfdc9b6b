import assert from "node:assert/strict";
import { test } from "node:test";
import { driftOverRun } from "../../metrics/compare/drift.js";
import type { Figure } from "../figure.js";
import { madeScores, madeServerSamples } from "../made-rows.js";
import { madeRun, madeTrial } from "../made-trials.js";
import { renderSvg } from "../render/render-svg.js";
import { textBoxes } from "../render/text-boxes.js";
import { comparisonFigure } from "./comparison-figure.js";
import { dashboardFigure } from "./dashboard-figure.js";
import { driftFigure } from "./drift-figure.js";
import { gapFigure } from "./gap-figure.js";
import { latencyFigure } from "./latency-figure.js";
import { lensFigure } from "./lens-figure.js";
import { loadFigure } from "./load-figure.js";
import { memoryFigure } from "./memory-figure.js";
import { percentileFigure } from "./percentile-figure.js";
import { qualityFigure } from "./quality-figure.js";
import { throughputFigure } from "./throughput-figure.js";
import { timelineFigure } from "./timeline-figure.js";
import { tradeOffFigure } from "./trade-off-figure.js";

const PLAIN = ["q8_0", "q4_1"];
const HOSTILE = [
  "<script>alert('1')</script>",
  `"quotes" & 'more' $x$ %{y}`,
  "n".repeat(300),
  "نموذج-\u202e模型-🙂\u0000\ud800",
  "__proto__",
];

const estimate = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });

/** Cases with three repetitions, so that a trial can be held against its own case. */
function repeatedRun(names: readonly string[]) {
  return madeRun(60, names).map((trial) => ({ ...trial, caseId: `case-${trial.planIndex % 20}` }));
}

/** Each figure of a run with targets of these names; without names, of nothing. */
const FIGURES: Readonly<Record<string, (names: readonly string[]) => Figure>> = {
  latency: (names) => latencyFigure(madeRun(40, names)),
  throughput: (names) => throughputFigure(madeRun(40, names)),
  timeline: (names) => timelineFigure(madeRun(40, names)),
  percentile: (names) => percentileFigure(madeRun(80, names)),
  gaps: (names) => gapFigure(madeRun(40, names)),
  memory: (names) => memoryFigure(madeServerSamples(names.length * 50, names), madeRun(20, names)),
  quality: (names) => qualityFigure(madeScores(madeRun(20, names))),
  comparison: (names) =>
    comparisonFigure(
      names.map((label, i) => ({
        label,
        ratio: 0.9 + i * 0.1,
        low: 0.85 + i * 0.1,
        high: 0.96 + i * 0.1,
        n: 24,
        betterWhen: "lower",
      })),
    ),
  "trade-off": (names) =>
    tradeOffFigure(
      names.map((target, i) => ({ target, speed: estimate(900 - i * 120), quality: estimate(0.8 - i * 0.1), n: 24 })),
    ),
  load: (names) =>
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
    ),
  lens: (names) =>
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
    ),
  drift: (names) => driftFigure(driftOverRun(repeatedRun(names), "latencyMs")),
  dashboard: (names) =>
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
    ),
};

async function checkText(figure: Figure): Promise<string> {
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

for (const [name, make] of Object.entries(FIGURES)) {
  test(`the ${name} figure is plain JSON, the same for the same rows, and changes no row`, () => {
    const figure = make(PLAIN);
    assert.equal(figure.kind, "figure");
    assert.equal(figure.name, name);
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), figure);
    assert.deepEqual(make(PLAIN), figure);
    assert.ok(figure.caption.length > 10);
  });

  test(`the ${name} figure clips no text and lets no two texts overlap`, async () => {
    await checkText(make(PLAIN));
  });

  test(`the ${name} figure with hostile names is well-formed, and its text fits`, async () => {
    assert.doesNotMatch(await checkText(make(HOSTILE)), /<script/);
  });

  test(`the ${name} figure of nothing says so and draws`, async () => {
    const figure = make([]);
    assert.match(figure.layout.title.text, /^No|^Nothing/);
    assert.equal(figure.data.length, 0);
    await checkText(figure);
  });
}

test("a run of warm-ups alone is a run without measured trials", () => {
  const trials = [madeTrial(0, { phase: "warmup" })];
  for (const make of [latencyFigure, throughputFigure, timelineFigure, percentileFigure, gapFigure]) {
    assert.equal(make(trials).layout.title.text, "No measured trials");
  }
});
