import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Load } from "../types/index.js";
import { batches, closedLoop, openLoop, ramp, replay } from "../workload/loads.js";
import { connectionsFor, connectionsOf, warmupsFor } from "./connections.js";

const open = (requestsPerSecond: number, maxInFlight: number | null = null) =>
  openLoop({ requestsPerSecond, arrivals: "poisson", maxInFlight });

describe("how many connections a load keeps busy", () => {
  it("as many as it has in flight", () => {
    assert.equal(connectionsOf(closedLoop({ concurrency: 8 })), 8);
    assert.equal(connectionsOf(batches({ size: 3 })), 3);
  });

  it("in an open loop as many as come within its busiest second, up to its limit and to 64", () => {
    assert.equal(connectionsOf(open(0.2)), 1);
    assert.equal(connectionsOf(open(9.5)), 10);
    assert.equal(connectionsOf(open(9.5, 4)), 4);
    assert.equal(connectionsOf(open(5000)), 64);
    assert.equal(connectionsOf(ramp({ fromRequestsPerSecond: 20, toRequestsPerSecond: 2, durationSeconds: 5 })), 20);
    assert.equal(connectionsOf(replay({ offsetsMs: [0, 900, 1000, 1100, 1899, 5000] })), 4); // 900 to 1899
  });

  it("no more in an open loop than come at all", () => {
    const short = openLoop({ requestsPerSecond: 20, arrivals: "constant", durationSeconds: 0.5 });
    assert.equal(connectionsOf(short), 10);
    assert.equal(connectionsOf(ramp({ fromRequestsPerSecond: 20, toRequestsPerSecond: 60, durationSeconds: 0.5 })), 20);
  });

  it("and as many warm-ups, unless fewer are measured", () => {
    assert.equal(warmupsFor(2, 3, closedLoop({ concurrency: 8 })), 6);
    assert.equal(warmupsFor(5, 3, closedLoop({ concurrency: 8 })), 8);
    assert.equal(warmupsFor(2, 3, closedLoop({ concurrency: 8, durationSeconds: 9 })), 8);
    assert.equal(warmupsFor(2, 1, open(9.5)), 2);
    assert.equal(warmupsFor(2, 1, replay({ offsetsMs: [0, 1, 2] })), 3);
  });

  it("no more than there are requests, unless they go round", () => {
    assert.equal(connectionsFor(3, closedLoop({ concurrency: 8 })), 3);
    assert.equal(connectionsFor(3, closedLoop({ concurrency: 8, durationSeconds: 2 })), 8);
  });

  it("one for a load that is wrong: whoever plans it says so", () => {
    const wrong: unknown[] = [
      {},
      "closed",
      { kind: "closed" },
      { kind: "closed", concurrency: "8" },
      { kind: "closed", concurrency: -2 },
      { kind: "batches", size: null },
      { kind: "open", requestsPerSecond: Number.NaN },
      { kind: "ramp" },
      { kind: "replay", offsetsMs: "0,1" },
    ];
    for (const load of wrong) {
      assert.equal(connectionsOf(load as Load), 1, JSON.stringify(load));
      assert.equal(warmupsFor(5, 1, load as Load), 1);
    }
  });
});
