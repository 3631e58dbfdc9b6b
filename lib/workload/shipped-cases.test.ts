import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadCases } from "./load-cases.js";

test("every case file of the project loads", async () => {
  const shipped = fileURLToPath(new URL("../../../data/cases/", import.meta.url));
  const files = (await readdir(shipped)).filter((name) => name !== "README.md");
  assert.ok(files.includes("bootcamp.jsonl"));
  for (const name of files) {
    const set = await loadCases(path.join(shipped, name));
    assert.notEqual(set.version, "0", `${name} carries a version`);
    const scored = set.cases.filter((one) => one.expected !== null || one.checks.length > 0).length;
    const unscored = name === "streaming.jsonl" ? 1 : 0; // one prompt without an expected answer: it gets no score and no zero
    assert.equal(scored, set.cases.length - unscored, `${name} can be scored`);
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
