import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { estimateWidth, shortenMiddle, wrapText } from "../text/label-text.js";
import { countText, durationText, numberText, percentText } from "../text/number-text.js";
import { PALETTE, targetColors, targetDash, targetHatching, targetSymbol } from "./theme.js";

test("numbers have three significant digits, and nothing observed is no zero", () => {
  const cases: [number | null, string][] = [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [1.2345, "1.23"],
    [123.45, "123"],
    [999.6, "1000"],
    [12345.6, "12,346"],
    [0.000012, "1.20e-5"],
    [-1.5, "-1.5"],
    [null, "–"],
    [Number.NaN, "–"],
  ];
  for (const [value, text] of cases) assert.equal(numberText(value), text);
});

test("durations take the unit that fits them", () => {
  assert.equal(durationText(0.84), "0.84 ms");
  assert.equal(durationText(999.4), "999 ms");
  assert.equal(durationText(999.9), "1 s");
  assert.equal(durationText(1234), "1.23 s");
  assert.equal(durationText(300_000), "5 min");
  assert.equal(durationText(null), "–");
  assert.equal(percentText(0.953), "95.3 %");
  assert.equal(countText(10_000, "trial"), "10,000 trials");
});

test("a shortened name keeps both ends and its length", () => {
  assert.equal(shortenMiddle("SmolLM2-135M-Instruct-q4_1", 14), "SmolLM2…t-q4_1");
  assert.equal(shortenMiddle("short", 14), "short");
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 3, max: 30 }),
      (text, length) => [...shortenMiddle(text, length)].length <= length,
    ),
  );
});

test("wrapped text loses nothing but blanks, and its lines fit", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 300 }), (text) => {
      const lines = wrapText(text, 120, 11);
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      for (const line of lines) assert.ok(estimateWidth(line, 11) <= 120 || [...line].length === 1);
    }),
  );
});

test("a name too long for its line breaks after a separator", () => {
  assert.deepEqual(wrapText("registry.example/organisation/model", 130, 11), [
    "registry.example/",
    "organisation/model",
  ]);
});

test("a target keeps its color when others come or go", () => {
  const whole = targetColors(["a", "b", "c"]);
  assert.deepEqual([...whole.values()], PALETTE.slice(0, 3));
  const part = targetColors(["c", "new"], whole);
  assert.equal(part.get("c"), whole.get("c"));
  assert.equal(part.get("new"), PALETTE[3]);
  assert.equal(targetColors(["__proto__", "constructor"]).size, 2);
});

test("48 targets are told apart by color and marker, by color and dashes, and by color and hatching", () => {
  const names = Array.from({ length: 48 }, (_, i) => `model-${i}`);
  // Also where a run's first targets have a color from elsewhere, and where the order is not that of the palette.
  for (const known of [new Map(), new Map([["model-9", PALETTE[3]]]), new Map([["model-20", "#123456"]])]) {
    const colors = targetColors(names, known);
    for (const look of [targetSymbol, targetDash, targetHatching]) {
      const looks = names.map((name) => `${colors.get(name)} ${look(name, colors)}`);
      assert.equal(new Set(looks).size, 48, look.name);
    }
  }
});

test("more targets than colors still get one each", () => {
  const names = Array.from({ length: 20 }, (_, i) => `model-${i}`);
  assert.ok([...targetColors(names).values()].every((color) => /^#[0-9a-f]{6}$/.test(color)));
});
