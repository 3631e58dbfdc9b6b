import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { newFolder } from "../../../../tests/support/store/run.js";
import { quantileInterval } from "../../../statistics/intervals/quantile-interval.js";
import { quantile } from "../../../statistics/quantile.js";
import { csvText } from "../../run-folder/files/csv-text.js";
import { readCsv } from "../read-csv.js";
import { openExploration } from "./exploration.js";

async function opened(name: string, content: string | Buffer) {
  const path = join(await newFolder(), name);
  await writeFile(path, content);
  return openExploration([path]);
}

test("columns are typed by all their cells, the type is said with its reason, and missing is told from zero", async () => {
  const lines = [
    "\uFEFFid,latency_sec,ok,when,big,label,none,note,vram_gb",
    '1,0,True,2026-11-22,9007199254740993,007,,"a, ""b""\nc",0',
    "2,NaN,false,2026-11-22T10:00:00Z,1,8,,,",
    '-3,.5e1,,2026-11-23 10:00,2,9,,"",1.5',
  ];
  const table = await opened("t.csv", `${lines.join("\r\n")}\r\n`);
  assert.deepEqual(
    table.columns.map(({ name, type, reason, unit, missing, zeros }) => [name, type, reason, unit, missing, zeros]),
    [
      ["id", "number", "each of 3 cells is a number", null, 0, 0],
      [
        "latency_sec",
        "number",
        "each of 2 cells is a number; 1 say NaN, NA, null or the like and are missing",
        "s",
        1,
        1,
      ],
      ["ok", "boolean", "each of 2 cells is true or false", null, 1, null],
      ["when", "date", "each of 3 cells is a date in ISO form", null, 0, null],
      ["big", "text", "1 of 3 are whole numbers beyond 2^53, which would lose digits", null, 0, null],
      ["label", "text", "1 of 3 begin with 0, so these are labels", null, 0, null],
      ["none", "empty", "no row has a value here", null, 3, null],
      ["note", "text", "in quotes in a file that puts quotes around texts only", null, 1, null],
      ["vram_gb", "number", "each of 2 cells is a number", "GB", 1, 1],
    ],
  );
  assert.deepEqual((await table.rows())[2]?.note, "");
  table.close();
});

test("a CSV is read as readCsv reads it: the same names, types, nulls and values", async () => {
  const text = fc.oneof(
    fc.constantFrom("", "=1+1", "'tis", "007", "NaN", "a,b", 'say "x"', "line\nbreak", "模型 🤖", "1e3", "true", " "),
    fc.string({ maxLength: 8 }).filter((one) => !/[\0\r]/.test(one)),
  );
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  const row = fc.record({
    a: fc.option(text, { nil: null }),
    b: fc.option(number, { nil: null }),
    c: fc.option(fc.boolean(), { nil: null }),
    "d_ms;": fc.option(text, { nil: null }),
  });
  const folder = await newFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
      const path = join(folder, "t.csv");
      await writeFile(path, csvText(["a", "b", "c", "d_ms;"], rows));
      const [expected, table] = [await readCsv(path), await openExploration([path])];
      const nulls = (columns: readonly { name: string; type: string }[]) =>
        columns.map(({ name, type }) => [name, type]);
      assert.deepEqual(nulls(table.columns), nulls(expected.columns));
      const positive = expected.rows.map((one) => ({ ...one, b: typeof one.b === "number" ? one.b + 0 : one.b }));
      const found = (await table.rows(100)).map((one) => ({
        ...one,
        b: typeof one.b === "number" ? one.b + 0 : one.b,
      }));
      assert.deepEqual(found, positive);
      table.close();
    }),
    { numRuns: 60 },
  );
});

test("UTF-16, CR line ends and a semicolon are read, and bad lines are named", async () => {
  const utf16 = Buffer.from("\uFEFFa;b_ms\r1;2\r3;4\r", "utf16le");
  assert.deepEqual(await (await opened("t.csv", utf16)).rows(), [
    { a: 1, b_ms: 2 },
    { a: 3, b_ms: 4 },
  ]);
  await assert.rejects(
    opened("t.csv", "a,b\n1,2\n1,2,3\n"),
    /expected 2 cells in each line of .*t.csv, got: line 3 has 3/,
  );
  await assert.rejects(opened("t.csv", ""), /expected a header in .*t.csv, got an empty file/);
  await assert.rejects(opened("t.xlsx", "x"), /ends in .csv, .tsv, .json, .jsonl or .parquet, got .*t.xlsx/);
  await assert.rejects(openExploration(["/no/such.csv"]), /got nothing at/);
});

test("percentiles by group are quantile and quantileInterval, bit for bit, and too few rows have no interval", async () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    model: i % 5 === 0 ? "small" : "large",
    ms: i % 7 === 3 ? null : ((i * 7919) % 1009) / 3,
  }));
  const table = await openExploration([rows]);
  const found = await table.percentiles("ms", { by: "model", shares: [0.5, 0.95] });
  const expected = ["large", "small"].map((model) => {
    const own = rows.filter((row) => row.model === model);
    const values = own.flatMap(({ ms }) => (ms === null ? [] : [ms]));
    const ends = (p: number) => {
      const interval = quantileInterval(values, p);
      return interval.kind === "interval" ? [interval.low, interval.high] : [null, null];
    };
    const [[p50Low, p50High], [p95Low, p95High]] = [ends(0.5), ends(0.95)];
    const counts = { n: values.length, missing: own.length - values.length };
    const p50 = quantile(values, 0.5);
    return { model, ...counts, p50, p50Low, p50High, p95: quantile(values, 0.95), p95Low, p95High };
  });
  assert.deepEqual(found, expected);
  assert.deepEqual([found[1]?.n, found[1]?.p95Low], [68, null], "72 values are needed for a p95");
  const sql = await table.query(
    "SELECT model, quantile_exact(ms, 0.95) AS p95 FROM data GROUP BY model ORDER BY model",
  );
  assert.deepEqual(
    sql.map((row) => row.p95),
    found.map((row) => row.p95),
  );
  await assert.rejects(
    table.percentiles("model"),
    /expected a column of numbers, got model, which is text \(400 texts\)/,
  );
  await assert.rejects(table.percentiles("mss"), /expected a column among model, ms, got mss/);
});

test("describe gives every column of numbers with its unit, zeros and missing apart", async () => {
  const table = await openExploration([[{ wait_ms: 0 }, { wait_ms: 4 }, { wait_ms: null }, { wait_ms: 2, note: "x" }]]);
  const [row] = await table.describe({ shares: [0.5] });
  // Student's t with 2 degrees of freedom in closed form: 0.95 sqrt(2 / (4 x 0.975 x 0.025)), times 2 / sqrt(3)
  assert.deepEqual(
    [
      row?.column,
      row?.unit,
      row?.n,
      row?.missing,
      row?.zeros,
      row?.mean,
      row?.standardDeviation,
      row?.min,
      row?.p50,
      row?.max,
    ],
    ["wait_ms", "ms", 3, 1, 1, 2, 2, 0, 2, 4],
  );
  assert.ok(Math.abs(Number(row?.meanHigh) - 6.9682754235) < 1e-8);
});

test("where, join and SQL work on the same table, and a join that would count rows twice is refused", async () => {
  const table = await openExploration([[1, 2, 3].map((id) => ({ id, ms: id * 10 }))]);
  const quick = await table.where("ms < 30");
  assert.deepEqual([quick.rowCount, table.rowCount], [2, 3]);
  const joined = await quick.join([{ id: 2, score: 0.5 }], { on: "id" });
  assert.deepEqual(await joined.rows(), [
    { id: 1, ms: 10, score: null },
    { id: 2, ms: 20, score: 0.5 },
  ]);
  assert.deepEqual(await joined.query("SELECT sum(ms) AS total, count(score) AS scored FROM data"), [
    { total: 30, scored: 1 },
  ]);
  await assert.rejects(
    quick.join(
      [
        { id: 2, s: 1 },
        { id: 2, s: 2 },
      ],
      { on: "id" },
    ),
    /expected each id once .* got 2 2 times/,
  );
  await assert.rejects(
    quick.join([{ id: 2, ms: 1 }], { on: "id" }),
    /other names for the columns that both tables have: ms/,
  );
  await assert.rejects(quick.join([{ other: 2 }], { on: "id" }), /expected a column id in both tables/);
  await assert.rejects(table.where("nothing = 1"), /expected an SQL condition such as .*got nothing = 1/);
  const frame = await joined.toDataFrame({ say: () => undefined });
  assert.deepEqual(frame.shape, [2, 3]);
});

test("a column of numbers that are written for people says so in its reason, and in the error that asks for numbers", async () => {
  const path = join(await newFolder(), "german.csv");
  await writeFile(path, "latency_s;share;n;name\n14,3;10 %;+5;a\n1,5;20 %;6;b\n");
  const table = await openExploration([path]);
  assert.deepEqual(
    table.columns.map(({ type, reason }) => [type, reason]),
    [
      ["text", '2 texts, such as "14,3": a number is written like 1234.5'],
      ["text", '2 texts, such as "10 %": a number is written like 1234.5'],
      ["text", '1 of 2 are no number, such as "+5": a number is written like 1234.5'],
      ["text", "2 texts"],
    ],
  );
  await assert.rejects(
    table.percentiles("latency_s"),
    /got latency_s, which is text \(2 texts, such as "14,3": a number/,
  );
});

test("where a semicolon file has decimal commas, 1.142 may be 1142: it is text, by both readers, with the reason", async () => {
  const folder = await newFolder();
  const lines = ["a_ms;b;c", "1.142;14,3;1.5", "2.000;7,25;2.25"];
  const [german, plain] = [join(folder, "german.csv"), join(folder, "plain.csv")];
  await writeFile(german, lines.join("\n"));
  await writeFile(plain, lines.join("\n").replaceAll(",", "."));
  const types = async (path: string) => (await openExploration([path])).columns.map(({ type }) => type);
  const readTypes = async (path: string) => (await readCsv(path)).columns.map(({ type }) => type);
  assert.deepEqual([await types(german), await readTypes(german)], Array(2).fill(["text", "text", "number"]));
  assert.deepEqual([await types(plain), await readTypes(plain)], Array(2).fill(["number", "number", "number"]));
  assert.match((await openExploration([german])).columns[0]?.reason ?? "", /2 of 2 are like 1\.142 .* may group thou/);
});

test("a first line sep=; names the separator, as in Excel, and is no header", async () => {
  const folder = await newFolder();
  for (const [index, separator] of [";", ",", "\t"].entries()) {
    const path = join(folder, `sep-${index}.csv`);
    const rows = [
      ["a, b", "n"],
      ["x;y", 1],
      ["z", "2"],
    ].map((cells) => cells.map((cell) => `"${cell}"`).join(separator));
    await writeFile(path, [`sep=${separator}`, ...rows].join("\r\n"));
    assert.deepEqual(
      (await (await openExploration([path])).rows()).map((row) => Object.values(row)),
      [
        ["x;y", 1],
        ["z", 2],
      ],
    );
    assert.deepEqual(
      (await readCsv(path)).columns.map(({ header }) => header),
      ["a, b", "n"],
    );
  }
});

test("different values are counted exactly below a million rows", async () => {
  // HyperLogLog said 134 of 100 such values.
  const rows = Array.from({ length: 5000 }, (_, index) => ({ id: index * 7919, model: `m${index % 100}` }));
  const { columns } = await openExploration([rows]);
  assert.deepEqual(
    columns.map(({ distinctAbout }) => distinctAbout),
    [5000, 100],
  );
});

test("a misspelled setting is refused, and who asks a text for numbers is told which columns are", async () => {
  const table = await openExploration([[{ model: "a", wait_ms: 1, tokens: 2 }]]);
  const misspelled: object = { By: "model" };
  await assert.rejects(table.percentiles("wait_ms", misspelled), /percentiles has no setting "By"; it has: by, shares/);
  await assert.rejects(table.values("wait_ms", misspelled), /values has no setting "By"; it has: by/);
  await assert.rejects(table.describe({ ...misspelled }), /describe has no setting "By"; it has: columns, shares/);
  await assert.rejects(table.percentiles("model"), /got model, which is text \(1 text\); numbers: wait_ms, tokens$/);
});
