import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as bb from "../../lib/index.js";

// Real runs of simulated targets. That looking often keeps its error is shown by simulation (docs/simulation-study.md).

const baseline = bb.simulatedTarget({ name: "usual", timeToFirstTokenMs: 20, gapMs: 5, tokens: 3 });
const slower = bb.simulatedTarget({ name: "slower", timeToFirstTokenMs: 60, gapMs: 5, tokens: 3 });
const same = bb.simulatedTarget({ name: "same", timeToFirstTokenMs: 20, gapMs: 5, tokens: 3 });
const cases = bb.caseSet({ cases: Array.from({ length: 40 }, (_, at) => ({ id: `c${at}`, prompt: `Say ${at}.` })) });
const folder = () => mkdtempSync(join(tmpdir(), "compare-until-"));
const asked = { baseline, cases, looks: 5, warmups: 1, onProgress: null };

/** On a machine whose client was the limit, that is the answer, and there is nothing more to test. */
const isClient = ({ reason }: bb.ComparedUntil) => /client itself/.test(reason);

test("a clear difference ends a comparison before its last look, with an ordinary run for each look", async () => {
  const found = await bb.compareUntil({ ...asked, candidate: slower, directory: folder() });
  if (isClient(found)) return;
  assert.equal(found.kind, "different");
  assert.ok(found.looks.length < 5 && found.plannedLooks === 5, found.reason);
  assert.match(found.reason, /^after look \d of 5 the 95 % interval over all looks does not hold 1$/);
  // 60 + 2 x 5 ms against 20 + 2 x 5 ms is 2.33; waking up takes either a moment more.
  assert.ok(Number(found.low) > 1.5 && Number(found.low) < Number(found.ratio) && Number(found.ratio) < 2.6);
  const runs = readdirSync(found.directory).filter((name) => name.startsWith("look-"));
  assert.equal(runs.length, found.looks.length);
  for (const run of runs) assert.deepEqual((await bb.verifyRun(join(found.directory, run))).problems, []);
  assert.deepEqual(JSON.parse(readFileSync(join(found.directory, "comparison.json"), "utf8")), found);
});

test("equal targets end with no difference beyond a margin, early where the margin is wide", async () => {
  const found = await bb.compareUntil({ ...asked, candidate: same, margin: 0.5, directory: folder() });
  if (isClient(found)) return;
  assert.equal(found.kind, "no-difference");
  assert.ok(found.looks.length < 5, found.reason);
  assert.ok(Number(found.low) > 1 / 1.5 && Number(found.high) < 1.5);
});

test("equal targets without a margin end undecided: that nothing was seen does not show that there is nothing", async () => {
  const few = bb.caseSet({ cases: cases.cases.slice(0, 12) });
  const found = await bb.compareUntil({ ...asked, cases: few, looks: 2, candidate: same, directory: folder() });
  if (isClient(found) || found.kind === "different") return; // one in twenty is
  assert.equal(found.kind, "undecided");
  assert.match(found.reason, /give a margin, or more cases/);
});

test("a comparison is resumed with its own settings, and no part is measured twice", async () => {
  const stop = new AbortController();
  const onProgress = ({ completed }: bb.RunProgress) => completed > 12 && stop.abort(new Error("enough"));
  const place = folder();
  const options = { ...asked, looks: 2, candidate: same };
  await assert.rejects(
    bb.compareUntil({ ...options, directory: place, onProgress, signal: stop.signal }),
    /did not finish/,
  );
  const resume = join(place, String(readdirSync(place)[0]));
  const [begun] = readdirSync(resume);
  const found = await bb.compareUntil({ ...options, resume });
  if (isClient(found)) return;
  assert.deepEqual([found.plannedCases, found.looks.map((look) => look.cases).at(-1)], [40, 20 * found.looks.length]);
  assert.ok(readdirSync(resume).includes(String(begun)));
  const other = { ...options, candidate: { ...same, timeToFirstTokenMs: 60 }, generation: { maxTokens: 2 }, resume };
  await assert.rejects(bb.compareUntil(other), /was measured with another candidate, generation: give its own/);
  await assert.rejects(
    bb.compareUntil({ ...options, seed: 9, resume }),
    /was measured with another seed: give its own/,
  );
});

test("what cannot be compared is refused before anything is sent", async () => {
  const few = bb.caseSet({ cases: cases.cases.slice(0, 9) });
  await assert.rejects(bb.compareUntil({ ...asked, candidate: same, cases: few }), /at least 10 cases, got 9/);
  await assert.rejects(
    bb.compareUntil({ ...asked, candidate: baseline }),
    /two targets of different names, got usual twice/,
  );
  await assert.rejects(bb.compareUntil({ ...asked, candidate: same, margin: 0 }), /margin/);
  await assert.rejects(bb.compareUntil({ ...asked, candidate: same, looks: 0 }), /looks/);
});
