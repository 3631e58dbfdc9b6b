import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { failingFiles } from "../../../tests/support/store/faults.js";
import { exampleManifest, newFolder } from "../../../tests/support/store/run.js";
import { checkWritable, createRunFolder } from "./create-run-folder.js";
import { openRunFolder } from "./open-run-folder.js";
import { runFolderName, slug } from "./run-folder-name.js";

const HOSTILE = [
  "../../x",
  "..",
  ".",
  "/",
  "\\",
  "/etc/passwd",
  "C:\\Windows\\system32",
  "\\\\server\\share",
  "a/b/c",
  "a\\b",
  "~",
  "~root",
  "$HOME",
  "%APPDATA%",
  "`id`",
  "$(id)",
  "; rm -rf .",
  "| cat",
  "&& ls",
  "> out",
  "*",
  "?",
  "<script>",
  '"',
  "'",
  "\u0000",
  "a\u0000b",
  "\n",
  "a\r\nb",
  "\t",
  "\u001b[31mred",
  " ",
  "   ",
  "trailing. ",
  "trailing ",
  "trailing.",
  ".hidden",
  "-rf",
  "--help",
  "CON",
  "con.txt",
  "NUL",
  "AUX",
  "PRN",
  "COM1",
  "LPT9",
  "org/model:8b",
  "model:latest",
  "x".repeat(300),
  "é".repeat(300),
  "𝒳𝒴",
  "模型",
  "🤖",
  "\u202Egnp.exe",
  "a\u200Bb",
  "\uD800",
  "__proto__",
  "constructor",
  "",
  "manifest.json",
  "%2e%2e%2f",
  "file:///etc",
];

test("sixty hostile names each give one folder directly under the parent, and the raw name is in the manifest", async () => {
  assert.ok(HOSTILE.length >= 60);
  const outer = await newFolder();
  const parent = join(outer, "outputs");
  for (const name of HOSTILE) {
    const { directory } = await createRunFolder(parent, exampleManifest({ name, runId: "run-1" }));
    assert.equal(dirname(directory), parent, name);
    assert.equal((await openRunFolder(directory)).manifest.name, name);
  }
  const names = await readdir(parent);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, HOSTILE.length);
  for (const name of names) assert.match(name, /^[a-z0-9][a-z0-9-]{0,39}-\d{8}-\d{6}-[0-9a-f]{8}$/);
  assert.deepEqual(await readdir(outer), ["outputs"]);
});

test("a slug is short, plain and never empty, for every text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 120 }), (text) => {
      assert.match(slug(text), /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    }),
  );
  assert.equal(slug("First run"), "first-run");
});

test("runs of one name in one second stay apart", async () => {
  const parent = await newFolder();
  const made = await Promise.all([1, 2, 3].map(() => createRunFolder(parent, exampleManifest())));
  assert.equal(new Set(made.map((run) => run.directory)).size, 3);
  assert.match(
    runFolderName({ name: "a", runId: "r", createdAt: "2026-11-22T10:11:12.500Z" }, 0),
    /^a-20261122-101112-/,
  );
});

test("a folder that cannot be written gives one clear error that names the option", async () => {
  const parent = join(await newFolder(), "outputs");
  const denied = {
    ...failingFiles("EIO", 0, "once"),
    mkdir: () => Promise.reject(Object.assign(new Error("EACCES: no"), { code: "EACCES" })),
  };
  for (const attempt of [createRunFolder(parent, exampleManifest(), denied), checkWritable(parent, denied)]) {
    await assert.rejects(attempt, /^Error: cannot write to .*outputs: EACCES: no; give `directory` a folder/);
  }
  await checkWritable(parent);
  assert.deepEqual(await readdir(parent), []);
});
