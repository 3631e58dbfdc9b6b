import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { writtenNumbers } from "./written-numbers.js";

const last = (text: string) => {
  const { values = [], elsewhere = [] } = writtenNumbers(text).at(-1) ?? {};
  return [values, elsewhere];
};

// Read by hand, as a reader in the country of the notation would.
const read: readonly (readonly [text: string, values: readonly number[], elsewhere?: readonly number[]])[] = [
  ["72", [72]],
  ["It costs $1,234.50.", [1234.5]],
  ["-3", [-3]],
  ["−3 °C", [-3]],
  ["-$5", [-5]],
  ["x=-3", [-3]],
  ["10-3", [3]],
  ["5 – 10", [10]],
  ["72%", [72, 0.72]],
  ["72 %", [72, 0.72]],
  ["\\boxed{72}", [72]],
  ["72\\%", [72, 0.72]],
  ["1{,}234{,}567", [1234567]],
  ["1.234,5", [1234.5]],
  ["1,234", [1234], [1.234]],
  ["1.234", [1.234], [1234]],
  ["1,5", [1.5], [5]],
  ["0,125", [0.125], [125]],
  ["1'234'567", [1234567]],
  ["10 000", [10000]],
  ["1 234", [1234, 234]],
  ["1,2,3", [3]],
  ["3/4", [0.75]],
  ["\\frac{3}{4}", [0.75]],
  ["1 1/2", [1.5]],
  ["1½", [1.5]],
  ["3 \\times 10^{5}", [300000]],
  ["1.5e-3", [0.0015]],
  [".5", [0.5]],
  ["18.", [18]],
  ["答案是72。", [72]],
  ["72kg", [72]],
];

test("numbers are read as they are written in many places", () => {
  for (const [text, values, elsewhere = []] of read) assert.deepEqual(last(text), [values, elsewhere], text);
});

test("digits in a name are no number", () => {
  for (const text of ["H2O", "GPT-4", "x_1", "COVID-19", "", "seven"]) assert.deepEqual(writtenNumbers(text), [], text);
});

// ICU (Intl.NumberFormat) writes; what it wrote is read back, or the other reading is told.
test("what ICU writes for many countries is read back", () => {
  const locales = ["en-US", "de-DE", "fr-FR", "de-CH", "sv-SE", "pl-PL"];
  const number = fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: 0, max: 2 }));
  fc.assert(
    fc.property(number, fc.constantFrom(...locales), ([digits, decimals], locale) => {
      const value = digits / 10 ** decimals;
      const written = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals }).format(value);
      const [values = [], elsewhere = []] = last(`It is ${written}.`);
      assert.ok([...values, ...elsewhere].includes(value), `${written} in ${locale}: ${values}, ${elsewhere}`);
    }),
    { numRuns: 2000 },
  );
});

test("a million digits, commas or spaces are read in a moment", () => {
  for (const text of ["1".repeat(1e6), "1,".repeat(5e5), "111 ".repeat(25e4)]) {
    const begun = performance.now();
    writtenNumbers(text);
    assert.ok(performance.now() - begun < 5000, text.slice(0, 8));
  }
});
