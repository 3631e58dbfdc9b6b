import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { calibrate } from "../../lib/run/calibration/calibrate.js";

describe("calibrating the client", () => {
  it("measures the real path against a known truth, in plain data that says how", async () => {
    const found = await calibrate({
      streams: 2,
      tokensPerSecond: 200,
      rounds: 2,
      requestsPerSecond: 20,
      seconds: 1,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
    // Two rounds of two streams are 4 first tokens and 4 x 39 gaps; 8 rounds of two answers of 1000 events; 20 requests.
    assert.deepEqual(
      [found.timeToFirstTokenErrorMs.n, found.gapErrorMs.n, found.how.events, found.lagMs.n],
      [4, 156, 16_000, 20],
    );
    for (const { p50, p99, max } of [found.timeToFirstTokenErrorMs, found.gapErrorMs, found.lagMs])
      assert.ok(p50 <= p99 && p99 <= max);
    // An answer cannot be seen before it is written; two clocks of one machine run at one rate.
    assert.ok(found.timeToFirstTokenErrorMs.p50 > -0.5, `${found.timeToFirstTokenErrorMs.p50} ms`);
    assert.ok(found.gapErrorMs.p50 >= 0 && found.lagMs.p50 >= 0);
    assert.ok((found.timerResolutionMs ?? 1) < 0.1);
    assert.ok(found.eventsPerSecond > 0);
    assert.deepEqual([found.how.streams, found.how.tokensPerSecond, found.how.rounds], [2, 200, 2]);
  });

  it("refuses what it cannot do before anything is started", async () => {
    await assert.rejects(calibrate({ streams: 0 }), /calibrate expected streams to be a whole number from 1/);
    await assert.rejects(calibrate({ seconds: 0.5 }), /calibrate expected seconds/);
  });
});
