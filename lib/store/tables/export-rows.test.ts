import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { fromDataFrame, toDataFrame } from "./data-frame.js";
import { exportRows } from "./export-rows.js";
import { readCsv } from "./read-csv.js";

const folder = mkdtempSync(join(tmpdir(), "export-rows-"));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, "rows.csv");

/** Texts that break a table when they are not in quotes, or in quotes that are not doubled. */
const awkward = ["a, b", 'say "no"', "two\nlines", "\r\n", '","', " wide ", "naïve 東京 🙂", "", "null", "007", "=1+1"];
const rows = awkward.map((text, index) => ({
  place: index,
  text,
  ms: index % 3 === 0 ? null : index / 3,
  ok: index % 2 === 0,
}));

test("commas, quotes and line breaks go through a DataFrame into a file and come back", async () => {
  const frame = toDataFrame(rows);
  assert.equal(await exportRows(fromDataFrame(frame), path), path);
  assert.deepEqual((await readCsv(path)).rows, rows);
  // danfojs' own file of the same frame has more lines and more cells than the frame has: this is why there is exportRows.
  const theirs = parse(frame.toCSV(), { relax_column_count: true, relax_quotes: true });
  assert.notEqual(theirs.length, rows.length + 1);
});

test("another reader finds the same texts", async () => {
  await exportRows(rows, path);
  const read: Record<string, string>[] = parse(readFileSync(path, "utf8"), { columns: true });
  assert.deepEqual(
    read.map(({ text }) => text),
    awkward.map((text) => (/^[=\r]/.test(text) ? `'${text}` : text)),
  );
});

test("what is filtered with danfojs is written as what is left", async () => {
  const frame = toDataFrame(rows);
  const kept = frame.query(rows.map(({ ok }) => ok));
  await exportRows(fromDataFrame(kept), path);
  assert.deepEqual(
    (await readCsv(path)).rows,
    rows.filter(({ ok }) => ok),
  );
});

test("any table of texts comes back from its file", async () => {
  const text = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: "grapheme", maxLength: 20 }));
  const table = fc.array(fc.record({ a: text, b: text }, { noNullPrototype: true }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(table, async (lines) => {
      await exportRows(lines, path);
      assert.deepEqual((await readCsv(path)).rows, lines);
    }),
    { numRuns: 50 },
  );
});

test("what no cell can hold becomes text, and what is missing stays empty", async () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  const mixed = [{ big: 9_007_199_254_740_993n, list: [1, "a,b"], at }, { late: 1 }, { late: Number.NaN }];
  await exportRows(mixed, path);
  assert.deepEqual((await readCsv(path)).rows, [
    { big: "9007199254740993", list: '[1,"a,b"]', at: "2026-01-02T03:04:05.678Z", late: null },
    { big: null, list: null, at: null, late: 1 },
    { big: null, list: null, at: null, late: null },
  ]);
});

test("nothing to write is said, and a file that was there stays", async () => {
  await exportRows([{ a: 1 }], path);
  await assert.rejects(exportRows([], path), /expected at least one row with a column, got none/);
  await assert.rejects(exportRows([{}], path), /got none/);
  assert.ok(existsSync(path));
  await assert.rejects(exportRows([{ a: 1 }], join(path, "below.csv")), /cannot write to .*give another path/);
});
