import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { killRuns } from "../bench/killed-runs/kill-runs.mjs";
import { stats } from "../lib/dist/index.js";

test("of twenty kills of the measuring process, its parent and both, none costs a reported trial or doubles one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "benchbook-kills-"));
  const random = stats.seededRandom(20);
  const found = await killRuns({ kills: 20, folder, random: () => random.below(2 ** 20) / 2 ** 20 });
  assert.deepEqual(found.faults, []);
  assert.deepEqual(found.kills, { measuring: 7, parent: 7, both: 6 });
  assert.ok(found.acknowledged > 0, "some kills came after trials were reported");
  assert.ok(
    found.runs >= 1 && found.trials === found.runs * 176,
    "each run ended as planned: 160 trials and 16 warm-ups, eight in flight at each target",
  );
  rmSync(folder, { recursive: true });
});
