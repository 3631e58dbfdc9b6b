import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { newFolder } from "../../../tests/support/store/run.js";
import { projectFile } from "../../project.js";
import { openExploration } from "./explore/exploration.js";
import { readCsv } from "./read-csv.js";

const LETTERS = { number: "n", boolean: "b", date: "d", text: "t", empty: "-" } as const;

/** The types of a file's columns by both readers, a letter a column. */
async function typesOf(path: string): Promise<{ read: string; explored: string }> {
  const table = await openExploration([path]);
  const letters = (columns: readonly { type: keyof typeof LETTERS }[]) =>
    columns.map(({ type }) => LETTERS[type]).join("");
  const types = { read: letters((await readCsv(path)).columns), explored: letters(table.columns) };
  table.close();
  return types;
}

/** As version 0.1.0 of Benchbook read them, when its two readers had rules of their own. */
const RECORDED = {
  "baseline-memory/trials.csv": "nttntnnt----tb-nn-nnnnnnnn-nnnnnnn-tn-t-",
  "baseline/trials.csv": "nttntnnt----tb-nn-nnnnnnnn-nnnnnnn-tn-t-",
  "peers/llama-bench-llama-cpp-python-0.3.36/llama-bench.csv": "tttttttttttttttttttttttttttttttttttttdtttt",
  "peers/made/llama-bench.csv": "ttttttttttttttttttttttttttttdtttt",
  "peers/made/results.csv": "tttnnnnn",
  "peers/ollama-bench/ollama-0.13.5.csv": "ttnnn",
  "peers/ollama-bench/ollama-0.17.4.csv": "ttnnn",
  "q8-against-q4/trials.csv": "nttntnnt----tb-nn-nnnnnnnn-nnnnnnn-tn-t-",
  "simulated-open-loop/trials.csv": "nttntnntttt-tb-nn-nnnnnnnnnnnnn-n--tn-t-",
};

for (const [file, types] of Object.entries(RECORDED)) {
  test(`both readers give the columns of ${file} the types that they always had`, async () => {
    const path = projectFile(`data/recorded/${file}`);
    assert.deepEqual(await typesOf(path), { read: types, explored: types });
  });
}

test("both readers give the cells of any column the same type", async () => {
  const path = join(await newFolder(), "t.csv");
  const hard = ["1.142", "1.142.000", "14,3", "1.142,5", "007", "-0", "5.", ".5", "1e400", "NaN", "none", "True", "x"];
  const exact = ["9007199254740991", "9007199254740992", "-9007199254740993", "9007199254740993.0", "2026-11-22"];
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789.,-+eE:T "), minLength: 1, maxLength: 6 });
  const column = fc.array(fc.oneof(fc.constantFrom(...hard, ...exact), digits), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(column, { minLength: 3, maxLength: 3 }), async ([a = [], b = [], c = []]) => {
      await writeFile(path, ["a;b;c", ...a.map((cell, row) => `${cell};${b[row]};${c[row]}`), ""].join("\n"));
      const { read, explored } = await typesOf(path);
      assert.equal(read, explored);
    }),
    { numRuns: 200 },
  );
});

test("what may be 1142 and what may be 1142000 stay texts by both readers", async () => {
  const path = join(await newFolder(), "t.csv");
  await writeFile(path, "a;b;c\n1.142;about ten;1.142.000\n2;14,3;2\n");
  assert.deepEqual(await typesOf(path), { read: "ttt", explored: "ttt" });
});
