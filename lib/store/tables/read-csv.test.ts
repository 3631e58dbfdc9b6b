import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { newFolder } from "../../../tests/support/store/run.js";
import { csvText } from "../run-folder/files/csv-text.js";
import { readCsv } from "./read-csv.js";

test("columns are typed by all their cells, and missing is told from zero", async () => {
  const path = join(await newFolder(), "t.csv");
  const lines = [
    "\uFEFFid,ms,ok,when,big,label,none,note,ms,",
    '1,1.50,True,2026-11-22,9007199254740993,007,,"a, ""b""\nc",0,x',
    "2,NaN,false,2026-11-22T10:00:00Z,1,8,,NaN,,y",
    "-3,.5e1,,2026-11-23 10:00,2,9,,,1,z",
  ];
  await writeFile(path, `${lines.join("\r\n")}\r\n`);
  const { columns, rows } = await readCsv(path);
  assert.deepEqual(
    columns.map((column) => [column.name, column.type, column.nulls]),
    [
      ["id", "number", 0],
      ["ms", "number", 1],
      ["ok", "boolean", 1],
      ["when", "date", 0],
      ["big", "text", 0],
      ["label", "text", 0],
      ["none", "empty", 3],
      ["note", "text", 1],
      ["ms_2", "number", 1],
      ["column_10", "text", 0],
    ],
  );
  assert.deepEqual(rows[0], {
    id: 1,
    ms: 1.5,
    ok: true,
    when: "2026-11-22",
    big: "9007199254740993",
    label: "007",
    none: null,
    note: 'a, "b"\nc',
    ms_2: 0,
    column_10: "x",
  });
  assert.deepEqual([rows[1]?.ms, rows[1]?.note, rows[2]?.ms, rows[2]?.ok], [null, "NaN", 5, null]);
});

test("a file whose every cell is in quotes is typed by what the cells hold", async () => {
  const path = join(await newFolder(), "t.csv");
  await writeFile(path, '"a";"b"\n"1";"x;y"\n"2";""\n');
  assert.deepEqual((await readCsv(path)).rows, [
    { a: 1, b: "x;y" },
    { a: 2, b: "" },
  ]);
});

test("lines may end in LF, CRLF or CR, the last one in nothing, and cells may be cut anywhere between two reads", async () => {
  const path = join(await newFolder(), "t.csv");
  for (const end of ["\n", "\r\n", "\r"]) {
    await writeFile(path, ["a,b", "1,x", "2,y"].join(end));
    assert.deepEqual(
      (await readCsv(path)).rows,
      [
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ],
      JSON.stringify(end),
    );
  }
  const long = Array.from({ length: 3000 }, (_, index) => ({
    n: index,
    text: `é"${"\r\n".repeat(index % 7)}${"x".repeat(index)}`,
  }));
  await writeFile(path, csvText(["n", "text"], long));
  assert.deepEqual((await readCsv(path)).rows, long);
});

test("bad files give one clear error that names the line", async () => {
  const path = join(await newFolder(), "t.csv");
  const failsWith = async (content: string | Buffer, message: RegExp) => {
    await writeFile(path, content);
    await assert.rejects(readCsv(path), message);
  };
  await failsWith(
    'a,b\n1,2\n"x\ny",2\n1,2,3\n\n4\n',
    /expected 2 cells in each line of .*t.csv, got: line 5 has 3, line 7 has 1;/,
  );
  await failsWith('a,b\n1,"2\n', /t.csv line 2: a quote that never closes/);
  await failsWith('a,b\n1,"2"x\n', /t.csv line 2: text after a closing quote/);
  await failsWith("", /expected a header in .*, got an empty file/);
  await failsWith(Buffer.from([97, 10, 0xff, 0x41, 10]), /in UTF-8, .* got bytes that are neither/);
  await assert.rejects(readCsv(`${path}.none`), /expected a CSV file, got nothing at/);
});

test("a hostile header makes a column and no prototype", async () => {
  const path = join(await newFolder(), "t.csv");
  await writeFile(path, "__proto__,constructor,a\nx,y,1\n");
  const { columns, rows } = await readCsv(path);
  assert.deepEqual(
    columns.map((column) => [column.name, column.header]),
    [
      ["column_1", "__proto__"],
      ["constructor", "constructor"],
      ["a", "a"],
    ],
  );
  assert.equal(Object.getPrototypeOf(rows[0]), Object.prototype);
  assert.equal(rows[0]?.column_1, "x");
});
