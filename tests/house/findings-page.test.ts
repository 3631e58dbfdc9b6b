import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { findingCodes } from "../../lib/findings/codes.js";
import { thresholds } from "../../lib/findings/thresholds.js";
import { valuesNeeded } from "../../lib/metrics/distribution.js";
import { fewestClusters } from "../../lib/statistics/intervals/clusters.js";

// docs/findings.md and the codes of lib/findings are held to each other, both ways.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(path.join(root, "docs", "findings.md"), "utf8");
const paragraphs = new Map(
  [...page.matchAll(/^### `([a-z0-9-]+)`\n([\s\S]*?)(?=\n##|$(?![\s\S]))/gm)].map(([, code = "", text = ""]) => [
    code,
    text.replaceAll(/\s+/g, " ").trim(),
  ]),
);
const percent = (share: number) => `${share * 100} %`;
const { driftLevel, clockStepShare, unlikeShare } = thresholds;

/** What a paragraph says of the thresholds that its code is decided by. */
const said: Readonly<Record<string, readonly string[]>> = {
  "stalled-event-loop": [
    `${thresholds.fewestStalls} times`,
    percent(thresholds.stalledShare),
    `${thresholds.longestStallMs} ms`,
  ],
  "waited-for-processor": [`${thresholds.processorWaitMs} ms`, `${thresholds.fewestTurns} turns`],
  "late-event-loop": [
    percent(thresholds.lateLoopShare),
    `${thresholds.timerMs} ms`,
    `${thresholds.fewestWatchedMs / 1000} s`,
  ],
  "sent-late": [`${thresholds.lateMs} ms`, percent(thresholds.lateShare)],
  "slow-disk": [`${thresholds.storingMs} ms`],
  "clock-stepped": [`${thresholds.clockStepMs} ms`, percent(clockStepShare)],
  "too-few-trials": [`${thresholds.fewestTrials} measured trials`],
  drift: [`p < ${driftLevel}`, `${thresholds.driftPercent} %`],
  "failed-trials": [percent(thresholds.errorBudget)],
  "coalesced-delivery": [percent(thresholds.coalescedShare)],
  "unlike-lengths": [`${(1 - unlikeShare) * 100}-${Math.round((1 + unlikeShare) * 100)} %`],
  "unequal-caches": [`${unlikeShare * 100} points`],
  "lost-pairs": [percent(thresholds.lostShare)],
  "too-few-cases": [`${fewestClusters} cases`],
  "too-few-for-p90": [`${valuesNeeded.p90} answered`],
  "busy-machine": [percent(thresholds.busyShare)],
  "hot-processor": [`${thresholds.hotCelsius} °C`],
};

describe("docs/findings.md", () => {
  it("has one paragraph on each code, and none on a code that no finding has", () => {
    assert.deepEqual([...paragraphs.keys()].sort(), Object.keys(findingCodes).sort());
  });

  it("says of each code how it is decided and what to do", () => {
    for (const [code, text] of paragraphs)
      assert.match(text, /^.{20,} \*\*Decided:\*\* .{10,} \*\*Do:\*\* .{8,}\.$/, code);
  });

  it("names the thresholds that the code has", () => {
    for (const [code, parts] of Object.entries(said))
      for (const part of parts) assert.ok(paragraphs.get(code)?.includes(part), `${code}: ${part}`);
  });
});
