import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import type { Figure } from "../figure.js";
import { barsFigure } from "./bars-figure.js";

interface Bar {
  readonly value: unknown;
  readonly low: number | null;
  readonly high: number | null;
}

function list(value: unknown): readonly unknown[] {
  assert.ok(Array.isArray(value));
  return value;
}

function titlesOf(figure: Figure): string[] {
  const texts = list(figure.layout.annotations).flatMap((note) =>
    typeof note === "object" && note !== null && "text" in note ? [String(note.text)] : [],
  );
  return texts.flatMap((text) => /^<b>(.*)<\/b>/.exec(text)?.[1] ?? []);
}

/** The bar of a target in the panel of a title, with the ends of its interval. */
function barOf(figure: Figure, title: string, target: string): Bar {
  const index = titlesOf(figure).indexOf(title);
  const own = figure.data.filter((trace) => trace.name === target)[index];
  assert.ok(own !== undefined, `no panel ${title}`);
  const [value] = list(own.y);
  const bars = own.error_y;
  if (typeof bars !== "object" || bars === null || !("array" in bars) || !("arrayminus" in bars))
    return { value, low: null, high: null };
  const [up, down] = [list(bars.array)[0], list(bars.arrayminus)[0]].map(Number);
  return { value, low: Number(value) - (down ?? Number.NaN), high: Number(value) + (up ?? Number.NaN) };
}

function near(bar: Bar, [value, low, high]: readonly [number, number, number]): void {
  const pairs: readonly (readonly [unknown, number])[] = [
    [bar.value, value],
    [bar.low, low],
    [bar.high, high],
  ];
  for (const [found, expected] of pairs)
    assert.ok(Math.abs(Number(found) - expected) < 1e-4, `${found} is not ${expected}`);
}

/** Ten trials over ten cases: first token after 100, 110, … 190 ms, then 19 gaps of 20 ms; the first `failed` fail. */
const arm = (target: string, from: number, failed = 0) =>
  Array.from({ length: 10 }, (_, i) =>
    exampleTrial(from + i, { target, caseId: `case-${i}`, firstTokenMs: 100 + 10 * i, failed: i < failed }),
  );

test("each panel holds the estimate of its quantity with its interval", () => {
  const figure = barsFigure([...arm("a", 0), ...arm("b", 10, 2)]);
  assert.deepEqual(titlesOf(figure), [
    "Median time to first token",
    "Median latency",
    "Mean decode rate",
    "Failed trials",
  ]);
  // A median of ten lies between the second and the ninth value with 97.9 % (Conover 1999, table A3).
  near(barOf(figure, "Median time to first token", "a"), [145, 110, 180]);
  near(barOf(figure, "Median latency", "a"), [525, 490, 560]);
  // 19 tokens after the first in 380 ms, each time.
  near(barOf(figure, "Mean decode rate", "a"), [50, 50, 50]);
  // Wilson 2/10 is the complement of 8/10: .490162, .943318 (R: binom.confint, method "wilson"); 0/10: z² / (10 + z²).
  near(barOf(figure, "Failed trials", "b"), [20, 5.6682, 50.9838]);
  near(barOf(figure, "Failed trials", "a"), [0, 0, 27.7533]);
});

test("each scorer has a panel of its own, pass rates in percent, and warm-ups are in none", () => {
  const trials = [...arm("a", 0), exampleTrial(10, { target: "a", phase: "warmup" })];
  const scores = trials.map(({ planIndex, caseId, target, repetition }) => {
    const common = { planIndex, caseId, target, repetition, reason: "made" };
    return { ...common, scorer: "checkJson", value: null, passed: planIndex < 8 };
  });
  const figure = barsFigure(trials, { scores });
  near(barOf(figure, "Passed: checkJson", "a"), [80, 49.0162, 94.3318]);
});

test("rates of targets whose tokens no one source counts do not stand side by side", () => {
  const uncounted = arm("b", 10).map((trial) => ({ ...trial, usage: null }));
  assert.ok(!titlesOf(barsFigure([...arm("a", 0), ...uncounted])).includes("Mean decode rate"));
});

test("a target without answers has no bar of a time, and no bar of height zero", () => {
  const figure = barsFigure([...arm("a", 0), ...arm("b", 10, 10)]);
  assert.deepEqual(barOf(figure, "Median latency", "b"), { value: null, low: null, high: null });
  assert.match(figure.caption, /no difference is tested here/);
});
