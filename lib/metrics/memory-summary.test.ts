import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, later, usage } from "../../tests/support/metrics/trial.js";
import type { Sample } from "../types/index.js";
import { memorySummary } from "./memory-summary.js";

function sample(atMs: number, residentBytes: number | null, session = 0): Sample {
  return {
    atMs,
    session,
    residentBytes,
    cpuShare: null,
    loadAverage1m: null,
    vramUsedMiB: null,
    gpuUtilisationPercent: null,
    powerWatts: null,
  };
}

test("the baseline is the last reading before the first trial, peak and mean are of the target's own turns", () => {
  const a = later(1000, exampleTrial());
  const b = later(1300, exampleTrial({ target: "b", usage: usage(20) }));
  const readings = [
    sample(0, 1e6),
    sample(900, 2e6),
    sample(1050, 4e6),
    sample(1150, 8e6),
    sample(1250, 99e6),
    sample(1400, 6e6),
  ];
  const [first, second] = memorySummary([a, b], readings);
  assert.deepEqual(first, {
    kind: "memory",
    target: "a",
    samples: 2,
    baselineResidentBytes: 2e6,
    peakResidentBytes: 8e6,
    meanResidentBytes: 6e6,
    baselineVramMiB: null,
    peakVramMiB: null,
    meanVramMiB: null,
    baselineServerBytes: null,
    peakServerBytes: null,
    meanServerBytes: null,
    outputTokensPerMegabyte: 10 / 8,
  });
  assert.deepEqual([second?.target, second?.samples, second?.peakResidentBytes], ["b", 1, 6e6]);
});

test("a server's memory is of the target that it answers for, in the same stretches", () => {
  const withServer = (atMs: number, bytes: number | null): Sample => ({
    ...sample(atMs, 1e6),
    servers: [
      { target: "other", residentBytes: 5e9, cpuShare: null, modelBytes: null, modelVramBytes: null },
      { target: "a", residentBytes: bytes, cpuShare: 0.5, modelBytes: null, modelVramBytes: null },
    ],
  });
  const readings = [withServer(900, 2e9), withServer(1050, 3e9), withServer(1100, null), withServer(1150, 4e9)];
  const [summary] = memorySummary([later(1000, exampleTrial())], [...readings, withServer(9000, 8e9)]);
  assert.deepEqual(
    [summary?.baselineServerBytes, summary?.peakServerBytes, summary?.meanServerBytes],
    [2e9, 4e9, 3.5e9],
  );
  assert.equal(summary?.peakResidentBytes, 1e6);
  assert.equal(
    summary?.outputTokensPerMegabyte,
    10 / 4000,
    "10 tokens over the server's 4000 MB, not the client's 1 MB",
  );
});

test("tokens per megabyte of a server that was looked for and not seen are unknown, not those of the client", () => {
  const unseen = { target: "a", residentBytes: null, cpuShare: null, modelBytes: null, modelVramBytes: null };
  const [summary] = memorySummary([later(1000, exampleTrial())], [{ ...sample(1050, 1e6), servers: [unseen] }]);
  assert.deepEqual([summary?.peakServerBytes, summary?.outputTokensPerMegabyte], [null, null]);
});

test("a warm-up is load: the baseline lies before it", () => {
  const warmup = later(500, exampleTrial({ phase: "warmup" }));
  const [summary] = memorySummary([warmup, later(1000, exampleTrial())], [sample(400, 1e6), sample(900, 5e6)]);
  assert.equal(summary?.baselineResidentBytes, 1e6);
});

test("what nobody sampled is null", () => {
  const [summary] = memorySummary([exampleTrial()], []);
  assert.deepEqual(
    [summary?.samples, summary?.baselineResidentBytes, summary?.peakResidentBytes, summary?.meanResidentBytes],
    [0, null, null, null],
  );
  assert.equal(summary?.outputTokensPerMegabyte, null);
  assert.equal(memorySummary([exampleTrial()], [sample(150, null)])[0]?.peakResidentBytes, null);
});

test("a sample of another session is on another clock and does not count", () => {
  const [summary] = memorySummary([exampleTrial()], [sample(150, 7e6, 1), sample(150, 3e6, 0)]);
  assert.equal(summary?.peakResidentBytes, 3e6);
});

test("tokens of unlike sources are not added for tokens per megabyte", () => {
  const trials = [exampleTrial(), later(200, exampleTrial({ usage: usage(5, "engine") }))];
  assert.equal(memorySummary(trials, [sample(150, 1e6)])[0]?.outputTokensPerMegabyte, null);
});
