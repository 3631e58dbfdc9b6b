import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as bb from "../../lib/index.js";

// Searches and sweeps over real runs. What a search concludes is tested on its pure function, where time is no matter.

const target = bb.simulatedTarget({ name: "quick", timeToFirstTokenMs: 1, gapMs: 1, tokens: 2 });
const cases = bb.caseSet({ cases: [{ prompt: "a" }, { prompt: "b" }, { prompt: "c" }] });
const folder = () => mkdtempSync(join(tmpdir(), "capacity-"));
const asked = { target, cases, limits: { latencyMs: 60_000 }, onProgress: null };

test("a target that meets its limits at every rate has no upper bound, and an ordinary run for each level", async () => {
  // Of 1,000 requests that are all good half can be shown to be, and 95 % cannot: neighbors count as one.
  const wanted = { ...asked, from: 100, to: 400, share: 0.5, maxRequests: 1000 };
  const found = await bb.findCapacity({ ...wanted, directory: folder() });
  assert.equal(found.kind, "not-bounded");
  const runs = readdirSync(found.directory).filter((name) => name.startsWith("level-"));
  assert.ok(runs.length >= 1);
  for (const run of runs) assert.deepEqual((await bb.verifyRun(join(found.directory, run))).problems, []);
  const kept = JSON.parse(readFileSync(join(found.directory, "capacity.json"), "utf8"));
  assert.deepEqual([kept.target, kept.kind, kept.requests], ["quick", "not-bounded", found.requests]);
  const reason = found.kind === "not-bounded" ? found.reason : "";
  if (/client itself/.test(reason)) return; // on a busy machine: then that is the answer
  assert.equal(found.low, 400);
  assert.match(reason, /every rate up to 400 a second meets the limits/);
});

test("a search is only resumed with its own settings, and what it measured is not measured again", async () => {
  const from = { ...asked, limits: { latencyMs: 0.001 }, from: 50, to: 400, maxRequests: 1000 };
  const found = await bb.findCapacity({ ...from, directory: folder() });
  const before = readdirSync(found.directory);
  if (found.kind === "not-bounded" && /client itself/.test(found.reason)) return;
  assert.deepEqual(await bb.findCapacity({ ...from, resume: found.directory }), found);
  assert.deepEqual(readdirSync(found.directory), before);
  await assert.rejects(
    bb.findCapacity({ ...from, seed: 2, resume: found.directory }),
    /was measured with another seed/,
  );
});

test("a sweep measures each level in each round, and goes on from what it has", async () => {
  const sweep = { ...asked, levels: [40, 80], rounds: 2, requests: 10 };
  const stop = new AbortController();
  const onProgress = ({ completed }: bb.RunProgress) => completed > 0 && stop.abort(new Error("enough"));
  const directory = folder();
  await assert.rejects(bb.sweepLoad({ ...sweep, onProgress, signal: stop.signal, directory }), /did not finish/);
  const [begun = ""] = readdirSync(directory);
  const done = await bb.sweepLoad({ ...sweep, resume: join(directory, begun) });
  assert.deepEqual(
    done.levels.map(({ requestsPerSecond, rounds, requests }) => [requestsPerSecond, rounds, requests]),
    [
      [40, 2, 20],
      [80, 2, 20],
    ],
  );
  assert.equal(done.levels[0]?.goodShare.mean, 1);
  assert.match(bb.figures.load(done.panels).caption, /10|20/);
  assert.ok(readdirSync(done.directory).filter((name) => name.startsWith("level-")).length >= 4);
});

test("what cannot be searched is refused before anything is sent", async () => {
  const search = { ...asked, from: 1, to: 2, directory: folder() };
  await assert.rejects(bb.findCapacity({ ...search, from: 3 }), /expected from to be below to, got from 3 and to 2/);
  await assert.rejects(bb.findCapacity({ ...search, share: 1 }), /expected share to be a number between 0 and 1/);
  await assert.rejects(bb.findCapacity({ ...search, limits: {} }), /findCapacity, limits: expected at least one limit/);
  await assert.rejects(bb.sweepLoad({ ...asked, levels: [] }), /a list of at least one rate/);
  assert.deepEqual(readdirSync(search.directory), []);
});
