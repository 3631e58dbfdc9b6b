import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { caseSet } from "./case-set.js";
import { loadCases } from "./load-cases.js";

let folder = "";
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "benchbook-cases-"));
});
after(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, content: string | Uint8Array) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return loadCases(file);
}

const header = '{"caseSet": "mine", "version": "1.2.0"}';

test("a JSONL file gives its cases, with the header's name and version", async () => {
  const set = await load(
    "a.jsonl",
    `${header}\n{"id":"one","prompt":"Hi","kind":"explain","maxTokens":9}\n{"prompt":"Ho"}\n`,
  );
  assert.deepEqual([set.name, set.version], ["mine", "1.2.0"]);
  const rest = { system: null, expected: null, checks: [] };
  assert.deepEqual(set.cases, [
    { id: "one", prompt: "Hi", kind: "explain", maxTokens: 9, ...rest },
    { id: "case-02", prompt: "Ho", kind: null, maxTokens: null, ...rest },
  ]);
});

test("without a header the file's name is the set's name and the version is 0", async () => {
  const set = await load("morning prompts.jsonl", '{"prompt":"Hi"}');
  assert.deepEqual([set.name, set.version], ["morning prompts", "0"]);
});

test("a byte-order mark, CRLF and blank lines change nothing", async () => {
  const plain = await load("plain.jsonl", `${header}\n{"prompt":"Hi"}\n{"prompt":"Ho"}\n`);
  const odd = await load("odd.jsonl", `\ufeff\r\n${header}\r\n\r\n{"prompt":"Hi"}\r\n   \r\n{"prompt":"Ho"}`);
  assert.deepEqual(odd, plain);
});

test("the same cases as JSONL, JSON and CSV have the same fingerprint", async () => {
  const checks = [{ kind: "facts", facts: ["Paris|Lutetia"] }];
  const one = { id: "a", prompt: 'Say "Paris",\nplease', expected: "Paris", checks, maxTokens: 8 };
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const row = ["a", quoted(one.prompt), one.expected, quoted(JSON.stringify(checks)), "8", ""].join(",");
  const sets = [
    await load("same.jsonl", JSON.stringify(one)),
    await load("same.json", JSON.stringify([one], null, 2)),
    await load("same-object.json", JSON.stringify({ caseSet: "s", version: "2", cases: [one] })),
    await load("same.csv", `id,prompt,expected,checks,maxTokens,system\n${row}\n`),
    caseSet({ cases: [{ ...one, checks: [{ kind: "facts", facts: ["Paris|Lutetia"] }] }] }),
  ];
  assert.equal(new Set(sets.map((set) => set.sha256)).size, 1);
});

test("the fingerprint is SHA-256 of the canonical JSON of the cases", async () => {
  const set = await load("sha.jsonl", '{"prompt":"Hi","id":"a"}');
  // printf '%s' '[{"checks":[],"expected":null,"id":"a","kind":null,"maxTokens":null,"prompt":"Hi","system":null}]' | sha256sum
  assert.equal(set.sha256, "c7b1d79b8f93872a571eb5fe76e874dd1678ce5336d18a58f1c63215fc1ff6ae");
});

test("every broken line is named by file and line in one error, in the order of the file", async () => {
  const lines = [
    header,
    '{"prompt":"fine"}',
    '{"prompt":"never closed}',
    '{"promt":"typo"}',
    "[1]",
    "",
    '{"prompt":"","maxTokens":0}',
    '{"id":"x","prompt":"a"}',
    '{"id":"x","prompt":"b"}',
    '{"prompt":"a","checks":[{"kind":"fact"}]}',
    '{"prompt":"a","prompt":"b"}',
    '{"prompt":"a","__proto__":{"admin":true}}',
  ];
  const file = path.join(folder, "broken.jsonl");
  const message = await load("broken.jsonl", lines.join("\r\n")).then(
    () => "",
    (error: Error) => error.message,
  );
  const named = [...message.matchAll(/broken\.jsonl:(\d+):/g)].map((match) => Number(match[1]));
  assert.deepEqual(named, [3, 4, 5, 7, 9, 10, 11, 12]);
  assert.ok(
    message.startsWith(
      `loadCases found 8 mistakes in ${file}; nothing was loaded:\n  ${file}:3: broken JSON at column`,
    ),
  );
  assert.match(message, /:4: unknown key "promt"; known are id, prompt, .*expected prompt to be a text/);
  assert.match(
    message,
    /:7: expected prompt .*got ""; expected maxTokens to be a whole number from 1 up or null, got 0/,
  );
  assert.match(message, /:9: the id "x" stands at .*broken\.jsonl:8 already/);
  assert.match(message, /:10: checks\[0\]: expected kind "json", "facts", "length" or "exact", got "fact"/);
  assert.match(message, /:11: .*"prompt" stands twice/);
  assert.match(message, /:12: .*"__proto__" is not allowed/);
});

test("more than twenty broken lines are counted", async () => {
  await assert.rejects(load("many.jsonl", "{}\n".repeat(25)), (error: Error) => {
    assert.equal(error.message.match(/many\.jsonl:\d+:/g)?.length, 20);
    return error.message.includes("found 25 mistakes") && error.message.endsWith("… and 5 more");
  });
});

test("keys that begin with x- are the user's own", async () => {
  const set = await load("x.jsonl", '{"prompt":"Hi","x-author":{"name":"me"}}');
  assert.equal(Object.hasOwn(set.cases[0] ?? {}, "x-author"), false);
});

test("a JSON document's mistakes are named by their line", async () => {
  const document = '[\n  {"prompt": "a"},\n  {"prompt": 7},\n  {\n    "kind": "x"\n  }\n]\n';
  await assert.rejects(
    load("doc.json", document),
    /doc\.json:3: expected prompt[^\n]*\n {2}\S*doc\.json:4: expected prompt/,
  );
  await assert.rejects(
    load("comma.json", '[\n {"prompt": "a"},\n]'),
    /comma\.json:3: broken JSON: expected value, got "\]"/,
  );
  await assert.rejects(load("scalar.json", '"hello"'), /scalar\.json:1: expected a list of cases/);
  await assert.rejects(
    load("cut.json", '[\n{"prompt": "a"}\n'),
    /cut\.json:3: broken JSON: the JSON text ends too early/,
  );
});

test("a CSV table's mistakes are named by the line on which their row begins", async () => {
  const csv = 'id,prompt,maxTokens\n\na,"two\nlines",5\nb,,5\nc,fine,many\nd,too,many,cells\n';
  await assert.rejects(load("t.csv", csv), (error: Error) => {
    const named = [...error.message.matchAll(/t\.csv:(\d+):/g)].map((match) => Number(match[1]));
    assert.deepEqual(named, [5, 6, 7]);
    return true;
  });
  await assert.rejects(load("open.csv", 'prompt\nfine\n"never\nends\n'), /open\.csv:3: broken CSV: a quoted cell/);
  await assert.rejects(
    load("head.csv", "question;answer\n"),
    /head\.csv:1: expected a header row with the column prompt/,
  );
  await assert.rejects(load("twice.csv", "prompt,prompt\n"), /expected different columns, got "prompt" twice/);
  await assert.rejects(load("check.csv", 'prompt,checks\nHi,"[{"\n'), /check\.csv:2: checks: broken JSON/);
});

test("an empty set, an unknown ending and text that is not UTF-8 are refused", async () => {
  await assert.rejects(load("empty.jsonl", ""), /at least one case in .*empty\.jsonl, got an empty case set/);
  await assert.rejects(load("only-header.jsonl", header), /got an empty case set/);
  await assert.rejects(load("none.json", "[]"), /got an empty case set/);
  await assert.rejects(load("header.csv", "prompt\n"), /got an empty case set/);
  await assert.rejects(load("cases.yaml", ""), /expected a file ending in .jsonl, .json or .csv, got ".*cases.yaml"/);
  const latin1 = Buffer.from('{"prompt":"ok"}\n{"prompt":"caf\u00e9"}', "latin1");
  await assert.rejects(load("latin1.jsonl", latin1), /expected UTF-8 text, got other bytes at .*latin1\.jsonl:2/);
});

test("a missing file's error tells the path, the folder and what is there", async () => {
  const empty = await mkdtemp(path.join(folder, "empty-"));
  await assert.rejects(loadCases(path.join(empty, "no.jsonl")), (error: Error) => {
    return (
      error.message.includes("no.jsonl") && error.message.includes(`looked in ${empty}, which holds no case files`)
    );
  });
  await load("there.jsonl", '{"prompt":"Hi"}');
  await assert.rejects(loadCases(path.join(folder, "no.jsonl")), /which holds .*\.jsonl/);
  await assert.rejects(loadCases(path.join(folder, "nowhere", "no.jsonl")), /there is no folder .*nowhere/);
  await assert.rejects(loadCases(path.join(folder, "nowhere.jsonl", "no.jsonl")), /there is no folder/);
});

test("a folder, a device, a line over 1 MiB and nesting over 32 levels are refused", async () => {
  await mkdtemp(path.join(folder, "x"));
  await symlink("/dev/zero", path.join(folder, "endless.jsonl"));
  await assert.rejects(loadCases(path.join(folder, "endless.jsonl")), /expected a file, got a folder or a device/);
  await assert.rejects(
    load("long.jsonl", `{"prompt":"${"a".repeat(1024 * 1024)}"}`),
    /long\.jsonl:1: expected a line of up to 1 MiB/,
  );
  const deep = `{"prompt":"a","x-deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  await assert.rejects(load("deep.jsonl", deep), /deep\.jsonl:1: .*nesting of at most 32 levels/);
  await assert.rejects(load("deep.json", `[${deep}]`), /deep\.json:1: .*nesting of at most 32 levels/);
});

test("names that would break tables and file names are refused", async () => {
  await assert.rejects(
    load("n1.jsonl", `{"caseSet":"${"n".repeat(300)}"}\n{"prompt":"a"}`),
    /n1\.jsonl:1: .*at most 200 characters, got 300/,
  );
  await assert.rejects(
    load("n2.jsonl", '{"caseSet":"a","version":1}\n{"prompt":"a"}'),
    /n2\.jsonl:1: expected version to be a text/,
  );
  await assert.rejects(
    load("n3.jsonl", '{"prompt":"a","id":"a\\nb"}'),
    /n3\.jsonl:1: expected id to be no control characters/,
  );
  await assert.rejects(
    load("n4.jsonl", '{"caseSet":"a","versoin":"1"}\n{"prompt":"a"}'),
    /n4\.jsonl:1: unknown key "versoin"/,
  );
});

test("any case that is written as JSONL is read back as it was", async () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => value.trim() !== "");
  const one = fc.record(
    { prompt: text, system: fc.option(text), expected: fc.option(text) },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 5 }), async (cases) => {
      const set = await load("round.jsonl", cases.map((value) => JSON.stringify(value)).join("\n"));
      assert.deepEqual(
        set.cases.map(({ prompt, system, expected }) => ({ prompt, system, expected })),
        cases,
      );
      assert.equal(set.sha256, caseSet({ cases }).sha256);
    }),
    { numRuns: 50 },
  );
});

test("every case file of the project loads", async () => {
  const shipped = fileURLToPath(new URL("../../../data/cases/", import.meta.url));
  const files = (await readdir(shipped)).filter((name) => name !== "README.md");
  assert.ok(files.includes("bootcamp.jsonl"));
  for (const name of files) {
    const set = await loadCases(path.join(shipped, name));
    assert.notEqual(set.version, "0", `${name} carries a version`);
    assert.ok(
      set.cases.every((one) => one.expected !== null || one.checks.length > 0),
      `${name} can be scored`,
    );
  }
});

test("the bootcamp set has at least six cases of each of four kinds and prompts that differ", async () => {
  const set = await loadCases(fileURLToPath(new URL("../../../data/cases/bootcamp.jsonl", import.meta.url)));
  const kinds = ["explain", "extract-json", "summarise", "short-answer"];
  for (const kind of kinds) assert.ok(set.cases.filter((one) => one.kind === kind).length >= 6, kind);
  assert.ok(set.cases.every((one) => one.kind !== null && kinds.includes(one.kind)));
  assert.equal(new Set(set.cases.map((one) => one.prompt)).size, set.cases.length);
  assert.match(
    await readFile(fileURLToPath(new URL("../../../data/cases/README.md", import.meta.url)), "utf8"),
    new RegExp(set.version),
  );
});
