import assert from "node:assert/strict";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { loadCases } from "./load-cases.js";

let folder = "";
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "benchbook-refused-"));
});
after(() => rm(folder, { recursive: true, force: true }));

async function load(name: string, content: string | Uint8Array) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return loadCases(file);
}

const header = '{"caseSet": "mine", "version": "1.2.0"}';

test("an empty set, an unknown ending and text that is not UTF-8 are refused", async () => {
  await assert.rejects(load("empty.jsonl", ""), /at least one case in .*empty\.jsonl, got an empty case set/);
  await assert.rejects(load("only-header.jsonl", header), /got an empty case set/);
  await assert.rejects(load("none.json", "[]"), /got an empty case set/);
  await assert.rejects(load("header.csv", "prompt\n"), /got an empty case set/);
  await assert.rejects(
    load("cases.yaml", ""),
    /expected a file ending in .jsonl, .ndjson, .json, .csv, .tsv, .parquet, got ".*cases.yaml"/,
  );
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
