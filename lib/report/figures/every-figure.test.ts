import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText, everyFigure } from "../../../tests/support/report/figures/every-figure.js";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import { gapFigure } from "./gap-figure.js";
import { latencyFigure } from "./latency-figure.js";
import { percentileFigure } from "./percentile-figure.js";
import { throughputFigure } from "./throughput-figure.js";
import { timelineFigure } from "./timeline-figure.js";

const PLAIN = ["q8_0", "q4_1"];
const HOSTILE = [
  "<script>alert('1')</script>",
  `"quotes" & 'more' $x$ %{y}`,
  "n".repeat(300),
  "نموذج-\u202e模型-🙂\u0000\ud800",
  "__proto__",
];

for (const [name, make] of Object.entries(everyFigure)) {
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
  const trials = [exampleTrial(0, { phase: "warmup" })];
  for (const make of [latencyFigure, throughputFigure, timelineFigure, percentileFigure, gapFigure]) {
    assert.equal(make(trials).layout.title.text, "No measured trials");
  }
});
