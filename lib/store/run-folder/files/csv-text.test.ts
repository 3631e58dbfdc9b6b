import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { newFolder } from "../../../../tests/support/store/run.js";
import { readCsv } from "../../tables/read-csv.js";
import { type Cell, csvText, neutralize, type Row, restore } from "./csv-text.js";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "\n", '"', ",", ";", "1", "a", "é", "＝"),
    maxLength: 8,
  }),
);

async function roundTrip(columns: readonly string[], rows: readonly Row[], path: string): Promise<readonly Row[]> {
  await writeFile(path, csvText(columns, rows));
  return (await readCsv(path)).rows;
}

test("every text comes back from neutralizing, and none that is neutralized begins like a formula", () => {
  fc.assert(
    fc.property(text, (one) => {
      assert.equal(restore(neutralize(one)), one);
      assert.doesNotMatch(neutralize(one), /^[=+\-@\t\r\n]/);
    }),
    { numRuns: 2000 },
  );
});

test("every table of texts, numbers, truth values and nulls comes back from its CSV with its types", async () => {
  const path = join(await newFolder(), "t.csv");
  const orNull = (cell: fc.Arbitrary<Cell>) => fc.option(cell, { nil: null });
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  const row = fc.record(
    { text: orNull(text), number: orNull(number), flag: orNull(fc.boolean()), fixed: fc.constant(0.5) },
    { noNullPrototype: true },
  );
  const wellFormed = (rows: readonly Row[]) => rows.every((one) => !/\p{Surrogate}/u.test(String(one.text)));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }).filter(wellFormed), async (rows) => {
      assert.deepEqual(await roundTrip(["text", "number", "flag", "fixed"], rows, path), rows);
    }),
    { numRuns: 300 },
  );
});

test("null and the empty text stay apart, and so do 007, 1e3 and true as texts and as values", async () => {
  const path = join(await newFolder(), "t.csv");
  const rows = [
    { text: "007", n: 7, flag: true },
    { text: "", n: 1e3, flag: null },
    { text: null, n: null, flag: false },
    { text: "true", n: -0.5, flag: true },
  ];
  assert.deepEqual(await roundTrip(["text", "n", "flag"], rows, path), rows);
  assert.deepEqual(await roundTrip(["text"], [{ text: "1" }, { text: null }, { text: "" }], path), [
    { text: "1" },
    { text: null },
    { text: "" },
  ]);
});

// Payloads of OWASP "CSV Injection" and its test lists, and texts that this project's own escape could stumble over.
const FORMULAS = [
  "=1+1",
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://x","y")',
  '=IMPORTXML("http://x","//a")',
  '=WEBSERVICE("http://x")',
  "+1+1",
  "+cmd|' /C calc'!A0",
  "-1+1",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  "\r\n=1+1",
  "=",
  "+",
  "-",
  "@",
  "\t",
  "\r",
  "'=1+1",
  "''=1+1",
  "'+1",
  "'-1",
  "'@x",
  '="a""b"',
  "=1,2",
  "=1;2",
  "=A1\nB",
  "＝1+1",
  "＋1",
  "－1",
  "＠x",
  '=DDE("cmd";"/C calc";"x")',
  "-5",
  "+49 30 123",
  '=1+1",=2+2',
  "@",
  "=\u0000",
  "=é",
  "'\t=1",
];

test("forty formulas are texts to a real spreadsheet reader, and come back exactly", async () => {
  assert.ok(FORMULAS.length >= 40);
  const rows = FORMULAS.map((formula, index) => ({ index, formula }));
  const path = join(await newFolder(), "t.csv");
  assert.deepEqual(await roundTrip(["index", "formula"], rows, path), rows);
  const danfojs = createRequire(import.meta.url).resolve("danfojs-node");
  const xlsx: typeof import("xlsx") = createRequire(danfojs)("xlsx"); // SheetJS comes with danfojs
  const book = xlsx.read(csvText(["index", "formula"], rows), { type: "string", cellFormula: true });
  const sheet = book.Sheets[book.SheetNames[0] ?? ""] ?? {};
  const cells = Object.entries(sheet).filter(([address]) => /^B\d+$/.test(address));
  assert.ok(cells.length >= FORMULAS.length);
  for (const [address, cell] of cells) {
    assert.ok(typeof cell === "object" && cell !== null && !("f" in cell), `${address} holds a formula`);
    assert.ok("t" in cell && cell.t === "s", `${address} is no text`);
  }
});
