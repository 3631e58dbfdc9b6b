import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exampleSession, exampleTrial, newFolder } from "../../../../tests/support/store/run.js";
import { packTrial } from "./formats/format-2.js";
import { encodeLine } from "./formats/journal-line.js";
import { JOURNAL_FILE, journalFrom, readJournal } from "./read-rows.js";

/** A journal of one session row and `count` trials, and where each row ends (its line break included). */
function exampleJournal(count: number, textLength: number) {
  const rows = [encodeLine("run-1", 0, "session", exampleSession(1))];
  for (let index = 0; index < count; index++) {
    const outcome = { ...exampleTrial(index).outcome, text: `é "q" \n ${"x".repeat(textLength)}` };
    rows.push(encodeLine("run-1", index + 1, "trial", packTrial(exampleTrial(index, { outcome }))));
  }
  let end = 0;
  return { bytes: Buffer.concat(rows), ends: rows.map((row) => (end += row.length)) };
}

test("a journal of 30 KB cut at every byte gives the rows before the cut, exactly", async () => {
  const { bytes, ends } = exampleJournal(8, 3100);
  assert.ok(bytes.length > 30_000 && bytes.length < 36_000, `${bytes.length}`);
  const whole = await journalFrom([bytes], null);
  assert.deepEqual(whole.problems, []);
  let rows = 0;
  for (let cut = 0; cut <= bytes.length; cut++) {
    const journal = await journalFrom([bytes.subarray(0, cut)], null);
    while (cut >= (ends[rows] ?? Number.POSITIVE_INFINITY) - 1) rows++; // a row that lacks only its line break is whole
    assert.equal(journal.trials.length, Math.max(0, rows - 1), `cut at ${cut}`);
    const clean = cut === 0 || ends.includes(cut);
    assert.deepEqual(
      journal.problems.map((problem) => problem.kind),
      clean ? [] : ["torn-tail"],
      `cut at ${cut}`,
    );
  }
  const half = await journalFrom([bytes.subarray(0, ends[4])], null);
  assert.deepEqual(half.trials, whole.trials.slice(0, 4));
});

test("each flipped byte of a 5 KB journal is noticed, and all other rows are kept", async () => {
  const { bytes, ends } = exampleJournal(6, 10);
  assert.ok(bytes.length > 4_000 && bytes.length < 6_000, `${bytes.length}`);
  const whole = (await journalFrom([bytes], null)).trials.map((trial) => JSON.stringify(trial));
  for (const change of [(byte: number) => byte ^ 1, (byte: number) => byte ^ 0x80, () => 10]) {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = change(damaged[at] ?? 0);
      if (damaged.equals(bytes)) continue;
      const { trials, problems } = await journalFrom([damaged], null);
      assert.ok(problems.length > 0, `byte ${at} to ${damaged[at]} went unnoticed`);
      const kept = new Set(trials.map((trial) => JSON.stringify(trial)));
      const hit = ends.findIndex((end) => at < end); // the first row is the session's
      const lost = whole.filter((trial, index) => index !== hit - 1 && !kept.has(trial));
      assert.deepEqual(lost, [], `byte ${at} to ${damaged[at]} took other rows with it`);
      assert.ok(
        [...kept].every((trial) => whole.includes(trial)),
        `byte ${at}: a row that was never written`,
      );
    }
  }
});

test("missing, repeated and foreign rows are reported, and the first of a repeated row wins", async () => {
  const row = (run: string, seq: number, index: number, text: string) => {
    const trial = exampleTrial(index, { outcome: { ...exampleTrial(index).outcome, text } });
    return encodeLine(run, seq, "trial", packTrial(trial));
  };
  const bytes = Buffer.concat([
    row("run-1", 0, 0, "a"),
    row("run-1", 3, 1, "b"),
    row("run-1", 3, 1, "later"),
    row("run-2", 4, 2, "foreign"),
    row("run-1", 2, 3, "late"),
  ]);
  const { trials, problems } = await journalFrom([bytes], null);
  assert.deepEqual(
    trials.map((trial) => trial.outcome.text),
    ["a", "b", "late"],
  );
  assert.deepEqual(
    problems.map((problem) => [problem.kind, problem.line]),
    [
      ["missing-rows", 2],
      ["repeated-row", 3],
      ["other-run", 4],
      ["out-of-order", 5],
    ],
  );
  assert.match(problems[0]?.message ?? "", /rows 1 to 2 before it are missing/);
});

test("a newer format is refused with a clear message, also when nothing of it can be checked", async () => {
  const folder = await newFolder();
  const old = encodeLine("run-1", 0, "trial", packTrial(exampleTrial(0))).toString();
  await writeFile(join(folder, JOURNAL_FILE), `${old}{"v":3,"run":"run-1","what":"ever"}\n`);
  assert.equal((await readJournal(folder)).problems[0]?.kind, "bad-line"); // one such line among good ones is damage
  await writeFile(join(folder, JOURNAL_FILE), '{"v":3,"run":"run-1","what":"ever"}\n');
  await assert.rejects(readJournal(folder), /format 2 or older, got format 3; read it with a newer Benchbook/);
});

test("a checked row with a wrong shape, a deep one and one with __proto__ are set aside, and nothing is polluted", async () => {
  const deep = "[".repeat(70) + "]".repeat(70);
  const lines = [
    encodeLine("run-1", 0, "trial", { planIndex: "zero" }),
    encodeLine("run-1", 1, "trial", JSON.parse(deep)),
    encodeLine("run-1", 2, "trial", JSON.parse('{"__proto__":{"polluted":true}}')),
    encodeLine("run-1", 3, "dance", {}),
    encodeLine("run-1", 4, "trial", {
      ...packTrial(exampleTrial(4)),
      arrivals: { ...packTrial(exampleTrial(4)).arrivals, ticks: [] },
    }),
    encodeLine("run-1", 5, "trial", packTrial(exampleTrial(5))),
  ];
  const { trials, problems } = await journalFrom([Buffer.concat(lines)], null);
  assert.deepEqual(trials, [exampleTrial(5)]);
  assert.equal(problems.filter((problem) => problem.kind === "bad-line").length, 5);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

test("a folder without a journal holds nothing, and reading makes no file", async () => {
  const folder = await newFolder();
  assert.deepEqual(await readJournal(folder), { trials: [], sessions: [], problems: [] });
  await assert.rejects(readFile(join(folder, JOURNAL_FILE)), { code: "ENOENT" });
});
