import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { exampleCase, exampleScore, exampleTrial, newFolder } from "../../../tests/support/store/run.js";
import { appendResults } from "./append-results.js";
import { readCsv } from "./read-csv.js";
import { type ResultsRow, resultsRows } from "./results-rows.js";

const HEADER = "model,prompt_id,prompt,tokens,latency_sec,ttft_sec,tokens_per_sec,semantic_accuracy";

function exampleRow(prompt: string): ResultsRow {
  return {
    model: "org/model:8b",
    prompt_id: "p1",
    prompt,
    tokens: 3,
    latency_sec: 0.071,
    ttft_sec: 0.05,
    tokens_per_sec: 42.25,
    semantic_accuracy: null,
  };
}

test("the header is written once, lines are added, and any prompt comes back", async () => {
  const path = join(await newFolder(), "deep", "results.csv");
  const prompts = ['He said "hi", then\nleft', "=1+1", "'=1", "", "模型 🤖\r\n", " spaced ", "a\tb", "-5", "007", ";"];
  for (const prompt of prompts) await appendResults(path, [exampleRow(prompt)]);
  const text = await readFile(path, "utf8");
  assert.ok(text.startsWith(`${HEADER}\n`));
  assert.equal(text.split(HEADER).length, 2);
  const { rows } = await readCsv(path);
  assert.deepEqual(
    rows,
    prompts.map((prompt) => ({ ...exampleRow(prompt) })),
  );
});

test("a results row has its numbers in seconds and words, warm-ups are left out, and a failure leaves cells empty", () => {
  const failed = {
    kind: "failed",
    class: "deadline",
    phase: "stream",
    message: "late",
    status: null,
    text: "so far",
    reasoning: null,
    warnings: [],
  } as const;
  const trials = [exampleTrial(0, { phase: "warmup" }), exampleTrial(1), exampleTrial(2, { outcome: failed })];
  const rows = resultsRows(
    trials,
    [exampleCase("case-1", "Why?")],
    [exampleScore(1, 0.25), exampleScore(1, 0.9, "other")],
  );
  assert.deepEqual(rows, [
    {
      model: "made-target",
      prompt_id: "case-1",
      prompt: "Why?",
      tokens: 3, // "answer number 1" has three words
      latency_sec: 0.071, // 171 ms - 100 ms
      ttft_sec: 0.05, // 150 ms - 100 ms
      tokens_per_sec: 3 / 0.071,
      semantic_accuracy: 0.25,
    },
    {
      model: "made-target",
      prompt_id: "case-1",
      prompt: "Why?",
      tokens: null,
      latency_sec: null,
      ttft_sec: null,
      tokens_per_sec: null,
      semantic_accuracy: null,
    },
  ]);
  assert.throws(() => resultsRows(trials, [], []), /expected the case of each trial, got none for case-1/);
});

test("a file with another header is refused and left as it is", async () => {
  const path = join(await newFolder(), "results.csv");
  await writeFile(path, "a,b\n1,2\n");
  await assert.rejects(
    appendResults(path, [exampleRow("x")]),
    /expected .*results.csv to begin with model,prompt_id.*, got a,b; give another path/,
  );
  assert.equal(await readFile(path, "utf8"), "a,b\n1,2\n");
});

test("a file cut at any byte is continued: whole lines stay, a torn one goes aside, the header is there once", async () => {
  const folder = await newFolder();
  const path = join(folder, "results.csv");
  await appendResults(path, [exampleRow('one "two"\nthree'), exampleRow("second")]);
  const bytes = await readFile(path);
  for (let cut = 0; cut < bytes.length; cut += cut < HEADER.length ? 7 : 1) {
    const target = join(folder, `cut-${cut}.csv`);
    await writeFile(target, bytes.subarray(0, cut));
    const { mended } = await appendResults(target, [exampleRow("third")]);
    const { rows } = await readCsv(target);
    assert.deepEqual(rows.at(-1), { ...exampleRow("third") }, `cut at ${cut}`);
    assert.ok(rows.length >= 1 && rows.length <= 3);
    const whole = bytes.subarray(0, cut).toString().endsWith(",\n") || cut <= HEADER.length + 1;
    assert.equal(mended === null, whole, `cut at ${cut}: ${mended}`);
  }
});

test("a line without its break, and a file with CRLF, are continued", async () => {
  const path = join(await newFolder(), "results.csv");
  await writeFile(path, `\uFEFF${HEADER}\r\nm,p,"x",1,2,3,4,0.5`);
  const { mended } = await appendResults(path, [exampleRow("y")]);
  assert.equal(mended, "the last line had no line break; it got one");
  assert.deepEqual(
    (await readCsv(path)).rows.map((row) => row.prompt),
    ["x", "y"],
  );
});

test("three processes that append at once write one header and every line", async () => {
  const folder = await newFolder();
  const path = join(folder, "results.csv");
  const appender = fileURLToPath(new URL("./append-results.js", import.meta.url));
  const script = `
    import { appendResults } from ${JSON.stringify(appender)};
    for (let index = 0; index < 10; index++) {
      await appendResults(process.argv[1], [{ ...${JSON.stringify(exampleRow("a\nb"))}, tokens: index }]);
    }`;
  const run = () =>
    new Promise((resolve) =>
      spawn(process.execPath, ["--input-type=module", "-e", script, path], { stdio: "inherit" }).on("close", resolve),
    );
  assert.deepEqual(await Promise.all([run(), run(), run()]), [0, 0, 0]);
  const { rows } = await readCsv(path);
  assert.equal(rows.length, 30);
  assert.equal((await readFile(path, "utf8")).split(HEADER).length, 2);
  assert.deepEqual(await readdir(folder), ["results.csv"]);
});
