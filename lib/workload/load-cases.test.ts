import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { caseSet } from "./case-file/case-set.js";
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
  assert.match(
    message,
    /:4: unknown key "promt"; did you mean prompt\? known are id, prompt, .*expected prompt to be a text/,
  );
  assert.match(
    message,
    /:7: expected prompt .*got ""; expected maxTokens to be a whole number from 1 up or null, got 0/,
  );
  assert.match(message, /:9: the id "x" stands at .*broken\.jsonl:8 already/);
  assert.match(message, /:10: checks\[0\]: expected kind "json", "facts", .* or "schema", got "fact"/);
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
  await assert.rejects(load("crlf.csv", 'prompt,kind\r\n"x\r\ny",k\r\n,k\r\n'), /crlf\.csv:4: expected prompt/);
  await assert.rejects(load("open.csv", 'prompt\nfine\n"never\nends\n'), /open\.csv:3: broken CSV: a quoted cell/);
  await assert.rejects(
    load("head.csv", "thema;inhalt\na;b\n"),
    /head\.csv:2: unknown key "thema", "inhalt"; .*expected prompt/,
  );
  await assert.rejects(load("twice.csv", "prompt,prompt\n"), /expected different columns, got "prompt" twice/);
  await assert.rejects(load("check.csv", 'prompt,checks\nHi,"[{"\n'), /check\.csv:2: checks: broken JSON/);
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
