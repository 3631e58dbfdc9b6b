import assert from "node:assert/strict";
import { test } from "node:test";
import type { Load } from "../types/index.js";
import { checkLoad } from "./check-load.js";
import { batches, closedLoop, openLoop, ramp, replay } from "./loads.js";

test("loads are plain data with every field spelled out", () => {
  assert.deepEqual(openLoop({ requestsPerSecond: 3, arrivals: "poisson" }), {
    kind: "open",
    requestsPerSecond: 3,
    arrivals: "poisson",
    burstiness: null,
    durationSeconds: null,
    maxInFlight: null,
  });
  assert.deepEqual(replay({ offsetsMs: [1, 1, 4], maxInFlight: 2 }), {
    kind: "replay",
    offsetsMs: [1, 1, 4],
    maxInFlight: 2,
  });
});

test("gamma without burstiness is Poisson's burstiness, 1", () => {
  assert.equal(openLoop({ requestsPerSecond: 3, arrivals: "gamma" }).burstiness, 1);
});

test("a replay keeps a copy of its offsets", () => {
  const offsetsMs = [0, 1];
  const load = replay({ offsetsMs });
  offsetsMs.push(0);
  assert.deepEqual(load.offsetsMs, [0, 1]);
});

test("a load that a maker made passes the check unchanged, also after JSON", () => {
  const loads: readonly Load[] = [
    closedLoop({ concurrency: 2 }),
    batches({ size: 3 }),
    openLoop({ requestsPerSecond: 0.5, arrivals: "gamma", burstiness: 2, durationSeconds: 9, maxInFlight: 4 }),
    openLoop({ requestsPerSecond: 0.5, arrivals: "constant" }),
    replay({ offsetsMs: [0] }),
    closedLoop({ concurrency: 2, durationSeconds: 0.5 }),
    closedLoop({ concurrency: 2, durationSeconds: 3, rampUpSeconds: 1 }),
    ramp({ fromRequestsPerSecond: 0, toRequestsPerSecond: 4, durationSeconds: 2, maxInFlight: 3 }),
    ramp({ fromRequestsPerSecond: 9, toRequestsPerSecond: 4, durationSeconds: 2, arrivals: "gamma", burstiness: 2 }),
  ];
  for (const load of loads) assert.deepEqual(checkLoad(JSON.parse(JSON.stringify(load)) as Load), load);
});

test("each mistake is one clear error", () => {
  assert.throws(
    () => closedLoop({ concurrency: 0 }),
    /closedLoop expected concurrency to be a whole number from 1 to 10000, got 0/,
  );
  assert.throws(() => batches({ size: 2.5 }), /batches expected size to be a whole number from 1 to 10000, got 2.5/);
  const open = { requestsPerSecond: 1, arrivals: "poisson" as const };
  assert.throws(
    () => openLoop({ ...open, requestsPerSecond: Number.POSITIVE_INFINITY }),
    /number above 0, got Infinity/,
  );
  assert.throws(
    () => openLoop({ ...open, burstiness: 2 }),
    /burstiness with arrivals: "gamma" alone, got it with "poisson"/,
  );
  assert.throws(
    () => openLoop({ ...open, arrivals: "gamma", burstiness: 0 }),
    /burstiness to be a number above 0, got 0/,
  );
  assert.throws(() => openLoop({ ...open, durationSeconds: -1 }), /durationSeconds to be a number above 0, got -1/);
  assert.throws(() => openLoop({ ...open, maxInFlight: 0 }), /openLoop expected maxInFlight to be a whole number/);
  assert.throws(() => replay({ offsetsMs: [] }), /at least one offset in milliseconds, got none/);
  assert.throws(() => replay({ offsetsMs: [0, 5, 4] }), /offsetsMs\[2\] to be a number from 5 up .*got 4/);
  assert.throws(() => replay({ offsetsMs: [-1] }), /offsetsMs\[0\] to be a number from 0 up .*got -1/);
  assert.throws(() => checkLoad(JSON.parse('{"kind":"clsoed"}') as Load), /load.kind to be .*got "clsoed"/);
  const arrivals = JSON.parse('"uniform"') as "poisson";
  assert.throws(() => openLoop({ requestsPerSecond: 1, arrivals }), /got "uniform"/);
});

test("each mistake in a time or a ramp is one clear error", () => {
  const rates = { fromRequestsPerSecond: 1, toRequestsPerSecond: 2, durationSeconds: 3 };
  assert.throws(
    () => closedLoop({ concurrency: 1, durationSeconds: 0 }),
    /durationSeconds to be a number above 0, got 0/,
  );
  assert.throws(() => closedLoop({ concurrency: 1, durationSeconds: -2 }), /number above 0, got -2/);
  assert.throws(
    () => closedLoop({ concurrency: 1, rampUpSeconds: 2 }),
    /rampUpSeconds to be a part of durationSeconds, got 2 and no durationSeconds/,
  );
  assert.throws(
    () => closedLoop({ concurrency: 1, rampUpSeconds: 2, durationSeconds: 2 }),
    /got 2 and durationSeconds 2/,
  );
  assert.throws(() => ramp({ ...rates, fromRequestsPerSecond: -1 }), /ramp expected fromRequestsPerSecond .* got -1/);
  assert.throws(
    () => ramp({ ...rates, fromRequestsPerSecond: 0, toRequestsPerSecond: 0 }),
    /one of its rates to be a number above 0, got 0 and 0/,
  );
  assert.throws(() => ramp({ ...rates, durationSeconds: Number.NaN }), /durationSeconds to be .* got NaN/);
  assert.throws(
    () => ramp({ ...rates, burstiness: 2 }),
    /burstiness with arrivals: "gamma" alone, got it with "constant"/,
  );
});
