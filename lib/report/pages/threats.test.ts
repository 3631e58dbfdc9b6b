import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream, inReadsOf, oneByOne } from "../../../tests/support/metrics/decode/streams.js";
import { exampleManifest } from "../../../tests/support/report/manifest.js";
import { exampleSamples } from "../../../tests/support/report/rows.js";
import { exampleTrial } from "../../../tests/support/report/trials.js";
import type { Sample, Trial } from "../../types/index.js";
import { threatSentences } from "./threats.js";

const found = (trials: readonly Trial[], samples: readonly Sample[] = [], manifest = exampleManifest()) =>
  threatSentences({ manifest, trials, samples }).join("\n");

/** Eighty answers of twelve cases that take longer and longer: by `growth` of the logarithm over the run, with a small wobble. */
const grown = (growth: number) =>
  Array.from({ length: 80 }, (_, i) => {
    const startMs = i * 1000;
    const latencyMs = 100 * Math.exp((growth * i) / 80 + (i % 2 === 0 ? 0.005 : -0.005));
    return { ...exampleTrial(i, { target: "q8_0", startMs, caseId: `case-${i % 5}` }), endAtMs: startMs + latencyMs };
  });

test("a run that got slower while it went on says by how much, and a steady one says nothing", () => {
  assert.match(
    found(grown(0.5)),
    /^q8_0 was not steady in latencyMs: the run drifted by \+\d+\.\d % from its first to its last third\.$/m,
  );
  assert.match(found(grown(-0.5)), /the run drifted by -\d+/);
  assert.doesNotMatch(found(grown(0)), /drift/);
  assert.doesNotMatch(found(grown(0.5).map((trial) => ({ ...trial, phase: "warmup" as const }))), /drift/);
});

const trials = grown(0);
const at = (loadAverage1m: number | null, cpuShare: number | null, over: Partial<Sample> = {}): Sample[] =>
  exampleSamples(9).map((sample) => ({ ...sample, loadAverage1m, cpuShare, ...over }));

test("other work on the machine during the run is told from what the run itself took", () => {
  // Of four cores more than two taken by others is busy.
  assert.match(
    found(trials, at(3.6, 1)),
    /^Other work ran on the machine during the run: median load average 3\.6 on 4 cores, of which what was measured took 1\.$/m,
  );
  assert.doesNotMatch(found(trials, at(2.9, 1)), /Other work/);
  const reading = { target: "q8_0", residentBytes: null, cpuShare: 2, modelBytes: null, modelVramBytes: null };
  assert.doesNotMatch(found(trials, at(3.6, 0.2, { servers: [reading] })), /Other work/);
});

test("a load that was not read, and a share that was not, raise no flag", () => {
  assert.doesNotMatch(found(trials, at(null, 1)), /Other work/);
  assert.doesNotMatch(found(trials, at(30, null)), /Other work/);
  assert.doesNotMatch(found(trials, []), /Other work/);
});

test("each session is held against its own machine and its own samples", () => {
  const [session] = exampleManifest().sessions;
  assert.ok(session !== undefined);
  const sessions = [session, { ...session, session: 1, machine: { ...session.machine, availableCores: 64 } }];
  const busy = at(9, 1);
  const said = found(trials, [...busy, ...busy.map((one) => ({ ...one, session: 1 }))], exampleManifest({ sessions }));
  assert.match(said, /during the run in session 0: median load average 9 on 4 cores/);
  assert.doesNotMatch(said, /session 1: median/);
});

test("a machine that was busy already when measuring began is said to be so", () => {
  const [session] = exampleManifest().sessions;
  assert.ok(session !== undefined);
  const busy = { ...session, machine: { ...session.machine, loadAverage1m: 2.5 } };
  assert.match(
    found(trials, [], exampleManifest({ sessions: [busy] })),
    /busy when measuring began: load average 2\.5 on 4 cores/,
  );
});

test("answers that a proxy let through in bursts are told, and a report of an older run counts them by today's definition", () => {
  const bursts = Array.from({ length: 3 }, () => exampleStream(inReadsOf(16, oneByOne(64)), { outputTokens: 64 }));
  const [older, today] = [exampleManifest({ summarySchema: 2 }), exampleManifest({ summarySchema: 3 })];
  assert.match(found(bursts, [], today), /^a: 93 % of the pieces of its answers came together .* not the decoding\.$/m);
  assert.match(found(bursts, [], older), /^3 decode rates of summary\.json .* arrived after the first read\.$/m);
  assert.doesNotMatch(found(bursts, [], today), /decode rates of/);
  const single = [exampleStream(oneByOne(64), { outputTokens: 64 })];
  assert.doesNotMatch(found(single, [], older), /decode/);
});
