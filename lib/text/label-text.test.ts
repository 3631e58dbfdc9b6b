import assert from "node:assert/strict";
import { test } from "node:test";
import { dashboardFigure } from "../report/figures/dashboard-figure.js";
import { distributionFigure } from "../report/figures/distribution-figure.js";
import { withoutUnit } from "./label-text.js";

test("a name that ends in its unit does not get it twice", () => {
  const named: readonly (readonly [string, string, string])[] = [
    ["TTFT (ms)", "ms", "TTFT"],
    ["total_time [s]", "s", "total_time"],
    ["latency (milliseconds)", "ms", "latency"],
    ["speed (tok/s)", "tokens/s", "speed"],
    ["errors (percent)", "%", "errors"],
    ["latency (p95)", "ms", "latency (p95)"],
    ["latency_ms", "ms", "latency_ms"],
    ["(ms)", "ms", "(ms)"],
    ["wait", "", "wait"],
  ];
  for (const [name, unit, expected] of named) assert.equal(withoutUnit(name, unit), expected, name);
});

test("axes, titles and panels of a column that is called TTFT (ms) say the unit once", () => {
  const figure = distributionFigure([{ name: "a", values: [4, 5, 6] }], { quantity: "TTFT (ms)", unit: "ms" });
  const panel = { title: "TTFT (ms)", unit: "ms", betterWhen: null, values: [{ target: "a", value: 5 }] };
  const words = JSON.stringify([figure.layout, dashboardFigure([panel])]);
  assert.doesNotMatch(words, /\(ms\)[^a-z]*\(ms\)/);
  assert.match(words, /"TTFT \(ms\)"/);
  assert.match(words, /<b>TTFT<\/b> \(ms\)/);
  assert.match(figure.layout.title.text, /^TTFT is 5 ms \(median\)$/);
});
