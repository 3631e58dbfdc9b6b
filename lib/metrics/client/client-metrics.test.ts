import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clientSession, exampleClient, exampleClientOfTarget } from "../../../tests/support/metrics/client/client.js";
import { arrival, exampleTrial, failedAfterText, later } from "../../../tests/support/metrics/trial.js";
import { clientSummary } from "../../findings/client-summary.js";
import { near } from "../../statistics/near.js";
import type { Trial } from "../../types/index.js";
import { clientLag } from "./client-lag.js";
import { coalescing } from "./coalesced.js";
import { knownErrors } from "./known-errors.js";
import { littlesLaw } from "./littles-law.js";

test("events that came in one read are counted, roles and ends are not", () => {
  const reads = [0, 1, 1, 1, 2, 3, 3].map((read, index) => arrival(100 + index, "answer", read));
  const trial = exampleTrial({ arrivals: [arrival(5, "role", 0, 0), ...reads, arrival(200, "end", 3, 0)] });
  assert.deepEqual(coalescing([trial]), { kind: "coalescing", textEvents: 7, textReads: 4, coalescedShare: 3 / 7 });
  const whole = { ...trial, streamed: false };
  assert.equal(coalescing([whole, { ...trial, phase: "warmup" }]).coalescedShare, null);
});

test("the lag is dispatch minus intended; what a limit in flight explains is not the client's own", () => {
  const at = (intendedAtMs: number, dispatchedAtMs: number, endAtMs: number) =>
    exampleTrial({ intendedAtMs, dispatchedAtMs, endAtMs });
  // Two places: the third is free at 300, the fourth at 350. The third leaves 4 ms after that.
  const trials = [at(0, 1, 300), at(10, 12, 350), at(20, 304, 500), at(30, 350, 600)];
  const load = { kind: "replay", offsetsMs: [0, 10, 20, 30], maxInFlight: 2 } as const;
  const { lagMs, ownLagMs } = clientLag(trials, load);
  const steep = { kind: "ramp", fromRequestsPerSecond: 0, toRequestsPerSecond: 99, durationSeconds: 1 } as const;
  const ramp = { ...steep, arrivals: "constant", burstiness: null, maxInFlight: 2 } as const;
  assert.deepEqual(clientLag(trials, ramp), clientLag(trials, load), "a ramp has instants too");
  assert.deepEqual([lagMs.n, lagMs.max, lagMs.min], [4, 320, 1]);
  assert.deepEqual([ownLagMs.max, ownLagMs.min], [4, 0]);
  assert.equal(clientLag(trials, { kind: "closed", concurrency: 2 }).lagMs.n, 0);
  assert.equal(clientLag(trials, { ...load, maxInFlight: null }).ownLagMs.max, 320);
});

/** A queue of one server, served in order: requests at these instants (ms), each taking so long. */
function singleQueue(arrivals: readonly number[], serviceMs: number): Trial[] {
  let freeAtMs = 0;
  return arrivals.map((dispatchedAtMs, planIndex) => {
    freeAtMs = Math.max(freeAtMs, dispatchedAtMs) + serviceMs;
    return exampleTrial({ planIndex, dispatchedAtMs, endAtMs: freeAtMs });
  });
}

test("Little's law holds for any queue whose waiting is at the engine", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 10, max: 400 }), (all, serviceMs) => {
      const arrivals = all.map((_, index) => all.slice(0, index).reduce((sum, gap) => sum + gap, 0));
      const trials = singleQueue(arrivals, serviceMs);
      const inHandMs = trials.reduce((sum, trial) => sum + trial.endAtMs - trial.dispatchedAtMs, 0);
      const busyMs = Math.max(...trials.map((trial) => trial.endAtMs));
      const client = exampleClient({ targets: [exampleClientOfTarget({ requests: trials.length, busyMs, inHandMs })] });
      assert.equal(littlesLaw(trials, { sessions: [clientSession(client)], target: "a" }).holds, true);
    }),
  );
});

test("Little's law by hand: 4 in hand, 2 a second of 500 ms are 1 at the engine", () => {
  const trials = Array.from({ length: 20 }, (_, index) => later(500 * index, exampleTrial({ endAtMs: 500 })));
  const client = exampleClient({
    targets: [exampleClientOfTarget({ requests: 20, busyMs: 10_000, inHandMs: 40_000 })],
  });
  const law = littlesLaw(trials, { sessions: [clientSession(client)], target: "a" });
  assert.deepEqual(
    [law.meanInHand, law.arrivalsPerSecond, law.meanTimeMs, law.meanInFlight, law.holds],
    [4, 2, 500, 1, false],
  );
});

test("sessions add up, a failed trial is in hand like any other, and an unrecorded client cannot be checked", () => {
  const trials = [exampleTrial(), exampleTrial({ session: 1, outcome: failedAfterText() })];
  const one = exampleClient({ targets: [exampleClientOfTarget({ requests: 1, busyMs: 200, inHandMs: 203 })] });
  const law = littlesLaw(trials, { sessions: [clientSession(one), clientSession(one, { session: 1 })], target: "a" });
  assert.deepEqual([law.requests, law.holds], [2, true]);
  near(law.meanInHand ?? 0, 203 / 200);
  assert.equal(littlesLaw(trials, { sessions: [clientSession(null)], target: "a" }).holds, null);
  assert.equal(littlesLaw(trials, { sessions: [clientSession(one)], target: "b" }).holds, null);
});

test("errors against a known truth need no common clock, and a trial with lost tokens has none", () => {
  const arrivals = [1030, 1051, 1069].map((atMs, index) => arrival(atMs, "answer", index));
  const trial = exampleTrial({ dispatchedAtMs: 1000, arrivals });
  const truth = { receivedAtMs: 77_000, tokensWrittenAtMs: [77_029, 77_049, 77_069] };
  assert.deepEqual(knownErrors([{ trial, truth }]), { timeToFirstTokenMs: [1], gapsMs: [1, -2] });
  const lost = { ...truth, tokensWrittenAtMs: [77_029] };
  assert.deepEqual(knownErrors([{ trial, truth: lost }]).timeToFirstTokenMs, []);
});

test("a summary of the client has a row for each target, as plain JSON", () => {
  const evidence = {
    targets: [
      { kind: "openai", name: "a" },
      { kind: "llama", name: "b" },
    ],
    sessions: [clientSession(exampleClient())],
    load: { kind: "closed", concurrency: 2 } as const,
  };
  const rows = clientSummary([exampleTrial()], evidence);
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  assert.deepEqual(
    rows.map((row) => [row.target, row.computesInProcess, row.stalledShare, row.longestStallMs]),
    [
      ["a", false, 0.0012, 12],
      ["b", true, null, null],
    ],
  );
});
