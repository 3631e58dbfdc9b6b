import assert from "node:assert/strict";
import { test } from "node:test";
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
