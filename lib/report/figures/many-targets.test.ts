import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText, everyFigure } from "../../../tests/support/report/figures/every-figure.js";
import type { Figure, Trace } from "../figure.js";
import { PALETTE, targetColors, targetSymbol } from "../theme.js";

const named = (count: number) => Array.from({ length: count }, (_, i) => `smollm2-${i}b-instruct-q${i % 7}`);

/** A page of paper at the width of a figure is about 1000 pixels high; twice that is still read when it is made to fit one. */
const HIGHEST = 2100;

for (const [name, make] of Object.entries(everyFigure)) {
  test(`the ${name} figure of 3, 30 and 300 targets fits a picture, and its text fits it`, async () => {
    for (const count of [3, 30, 300]) {
      const figure = make(named(count));
      assert.ok(figure.layout.height <= HIGHEST, `${count} targets: ${figure.layout.height} pixels`);
      await checkText(figure);
    }
  });

  test(`the ${name} figure says how many targets it leaves out, and its words do not grow with them`, () => {
    const [some, many] = [make(named(30)), make(named(300))];
    const left = (figure: Figure) => Number(/; (\d+) left out of the picture/.exec(figure.caption)?.[1]);
    assert.equal(left(many) - left(some), 270, many.caption);
    assert.doesNotMatch(make(named(3)).caption, /left out of the picture/);
    assert.ok(many.caption.length < some.caption.length + 80, many.caption);
    assert.ok(many.layout.title.text.length < some.layout.title.text.length + 40, many.layout.title.text);
    assert.ok(many.data.length <= some.data.length, `${many.data.length} traces`);
  });
}

const RUN = ["zeta", "delta", "beta", "kappa", "alpha", "gamma", "iota", "eta", "theta", "lambda", "mu", "nu"];
const SHOWN = ["gamma", "alpha", "nu", "zeta"];
const NO_TARGETS = ["comparison", "lens", "phases"]; // a trace of theirs is a metric, a tool, a phase

/** Whose a trace is: the target that its name or its first words under the mouse speak of. */
function ownerOf(trace: Trace, names: readonly string[]): string | undefined {
  const texts = [trace.text, trace.hovertext].flat().filter((text) => typeof text === "string" && text !== "");
  const words = [String(trace.name), String(texts[0] ?? "")].join(" ").split(/[^a-z]+/);
  return names.find((name) => words.includes(name));
}

const paletteOf = (trace: Trace) => PALETTE.filter((color) => JSON.stringify(trace).includes(color));

for (const [name, make] of Object.entries(everyFigure)) {
  test(`a color of the ${name} figure means the target that it means in the run, or none`, () => {
    const colors = targetColors(RUN);
    const figure = make(SHOWN, { colors });
    const seen = new Set<string>();
    for (const trace of figure.data) {
      const owner = ownerOf(trace, SHOWN);
      const expected = owner === undefined ? [] : [colors.get(owner)];
      const found = paletteOf(trace);
      if (found.length > 0) assert.deepEqual(found, expected, `${String(trace.name)}: ${JSON.stringify(trace.marker)}`);
      if (owner !== undefined) seen.add(owner);
    }
    if (!NO_TARGETS.includes(name)) assert.deepEqual([...seen].sort(), [...SHOWN].sort());
  });
}

test("figures whose markers tell targets apart give each the marker that it has in the run", () => {
  const colors = targetColors(RUN);
  for (const name of ["quality", "load", "trade-off", "drift", "percentile"])
    for (const trace of everyFigure[name]?.(SHOWN, { colors }).data ?? []) {
      const owner = ownerOf(trace, SHOWN);
      const symbol = /"symbol":"([a-z-]+)"/.exec(JSON.stringify(trace.marker ?? {}))?.[1];
      if (owner !== undefined && symbol !== undefined) assert.equal(symbol, targetSymbol(owner, colors), name);
    }
});

test("without a run's colors every figure of the same trials takes the same order", () => {
  const orders = ["latency", "quality", "percentile", "memory", "bars", "drift"].map((name) =>
    (everyFigure[name]?.(SHOWN).data ?? []).flatMap((trace) => ownerOf(trace, SHOWN) ?? []),
  );
  for (const order of orders) assert.deepEqual([...new Set(order)], SHOWN);
});
