import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromDataFrame, toDataFrame } from "./data-frame.js";

const quiet = { say: () => undefined };

test("nothing is printed by loading, summing and describing", (t) => {
  // First in this file: TensorFlow.js prints its banner once, at the first sum of a process.
  const prints = (["log", "info", "warn", "error"] as const).map((name) =>
    t.mock.method(console, name, () => undefined),
  );
  const frame = toDataFrame([{ a: 1 }, { a: null }, { a: 2 }]);
  frame.describe();
  frame.add(1);
  frame.column("a").sum();
  for (const print of prints) assert.deepEqual(print.mock.calls, []);
});

test("records that lack keys stay in their columns, and what is missing is NaN among numbers and null elsewhere", () => {
  const frame = toDataFrame([{ a: 1, b: "x" }, { b: "y", c: true }, { a: 3 }], quiet);
  assert.deepEqual(frame.columns, ["a", "b", "c"]);
  assert.deepEqual(frame.dtypes, ["float32", "string", "boolean"]);
  assert.deepEqual(frame.values, [
    [1, "x", null],
    [Number.NaN, "y", true],
    [3, null, null],
  ]);
  assert.deepEqual(fromDataFrame(frame), [
    { a: 1, b: "x", c: null },
    { a: null, b: "y", c: true },
    { a: 3, b: null, c: null },
  ]);
});

test("sums are right in 64 bits and over missing values, and filters and groups find their columns", () => {
  const rows = [1, 2, null, 16_777_217].map((ms, index) => ({ ms, model: `org/m-${index % 2}` }));
  const frame = toDataFrame(rows, quiet);
  assert.equal(frame.column("ms").sum(), 16_777_220);
  assert.equal(frame.column("ms").mean(), 16_777_220 / 3);
  assert.deepEqual(frame.query([true, false, true, false]).column("ms").values, [1, Number.NaN]);
  assert.deepEqual(frame.groupby(["model"]).count().column("model").values, ["org/m-0", "org/m-1"]);
});

test("every table comes back from its DataFrame, whatever its texts and names are", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const name = fc.oneof(
    fc.constantFrom("head", "head_", "values", "columns", "constructor", "a b", "0", "$data", "then"),
    text,
  );
  const column = fc.constantFrom<fc.Arbitrary<unknown>>(
    fc.double({ noNaN: true }),
    fc.oneof(fc.integer(), fc.constant(2 ** 53 - 1)),
    text,
    fc.boolean(),
  );
  const table = fc
    .uniqueArray(fc.tuple(name, column), { selector: ([one]) => one, minLength: 1, maxLength: 4 })
    .chain((columns) => {
      const row = Object.fromEntries(columns.map(([key, cell]) => [key, fc.option(cell, { nil: null })]));
      return fc.array(fc.record(row, { noNullPrototype: true }), { minLength: 1, maxLength: 5 });
    });
  fc.assert(
    fc.property(table, (rows) => {
      assert.deepEqual(fromDataFrame(toDataFrame(rows, quiet)), rows);
    }),
    { numRuns: 200 },
  );
});

test("commas, quotes, line breaks, other scripts and large numbers come back as they went in", () => {
  const texts = ["a,b", 'say "no"', "two\nlines", "\r\n", "\ttab", "", "naïve 東京 🙂 e\u0301", "NaN", "null", "1,5"];
  const numbers = [2 ** 53 + 2, -(2 ** 60), 0.1, -0.5, 5e-324, 1e308, 0, 16_777_217, null, 2 ** 31];
  const rows = texts.map((text, index) => ({ 'a "text", said': text, "line\nbreak": numbers[index] ?? null }));
  assert.deepEqual(fromDataFrame(toDataFrame(rows, quiet)), rows);
});

test("names of members are changed and said, and objects and bigints become text and are said", () => {
  const said: string[] = [];
  const frame = toDataFrame([{ head: 1, big: 9_007_199_254_740_993n, list: [1, 2] }], {
    say: (note) => said.push(note),
  });
  assert.deepEqual(frame.columns, ["head_", "big", "list"]);
  assert.deepEqual(frame.values, [[1, "9007199254740993", "[1,2]"]]);
  assert.equal(frame.head(1).shape[0], 1, "head still is danfojs' own");
  assert.deepEqual(said, [
    "toDataFrame: 1 values of column big became text, because danfojs cannot hold them",
    "toDataFrame: 1 values of column list became text, because danfojs cannot hold them",
    "toDataFrame: column head is named head_ in the DataFrame, whose own members it would hide",
  ]);
});

test("an empty table is an empty frame with its columns", () => {
  assert.deepEqual(toDataFrame([], { columns: ["a", "b"] }).shape, [0, 2]);
  assert.deepEqual(toDataFrame([]).shape, [0, 0]);
  assert.deepEqual(fromDataFrame(toDataFrame([], { columns: ["a"] })), []);
});
