import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlanEntry } from "../../types/index.js";
import { clientSelfCheck } from "./client-self-check.js";
import { delaysAmong, delaysOf } from "./delays.js";
import { processorTurns } from "./processor-turns.js";
import { watchClient } from "./watch-client.js";
import { countInHand, heartbeat } from "./watch-loop.js";

const entry = (index: number, changes: Partial<PlanEntry> = {}): PlanEntry => ({
  index,
  target: "a",
  caseId: "c",
  repetition: 0,
  phase: "measured",
  block: 0,
  intendedOffsetMs: null,
  ...changes,
});

describe("what the client has in hand", () => {
  it("is summed over time, by target, and warm-ups are not in it", () => {
    let nowMs = 100;
    const inHand = countInHand(() => nowMs);
    const at = (atMs: number, act: () => void) => {
      nowMs = atMs;
      act();
    };
    at(100, () => inHand.begun(entry(9, { phase: "warmup" })));
    at(150, () => inHand.ended(entry(9, { phase: "warmup" })));
    at(200, () => inHand.begun(entry(0)));
    at(300, () => inHand.begun(entry(1)));
    at(350, () => inHand.stoodStill(40));
    at(400, () => inHand.ended(entry(0)));
    at(500, () => inHand.ended(entry(1)));
    at(600, () => inHand.stoodStill(200)); // nothing was in hand
    at(700, () => inHand.begun(entry(2)));
    at(750, () => inHand.ended(entry(2)));
    // By hand: busy 200-500 and 700-750; two in hand 300-400
    const silence = { stalls: 1, stalledMs: 40, longestStallMs: 40 };
    assert.deepEqual(inHand.targets(), [{ target: "a", requests: 3, busyMs: 350, inHandMs: 450, ...silence }]);
  });
});

describe("what is handed over ahead of its instant", () => {
  it("is in hand from that instant on, and not at all when it is broken off before", () => {
    let nowMs = 0;
    const inHand = countInHand(() => nowMs);
    inHand.begun(entry(0), 50);
    nowMs = 10;
    inHand.begun(entry(1), 60);
    inHand.begun(entry(2), 500);
    nowMs = 40;
    inHand.stoodStill(15); // nothing was in hand yet
    nowMs = 100;
    inHand.ended(entry(0));
    nowMs = 110;
    inHand.stoodStill(12);
    nowMs = 160;
    inHand.ended(entry(1));
    nowMs = 200;
    inHand.ended(entry(2));
    // By hand: 50-100 and 60-160, so one or two from 50 to 160
    const silence = { stalls: 1, stalledMs: 12, longestStallMs: 12 };
    assert.deepEqual(inHand.targets(), [{ target: "a", requests: 3, busyMs: 110, inHandMs: 150, ...silence }]);
  });
});

describe("the scheduler's account", () => {
  it("is three numbers of the kernel, in nanoseconds", () => {
    assert.deepEqual(
      processorTurns(() => "1260019 5466877 10\n"),
      { turns: 10, ranMs: 1.260019, waitedMs: 5.466877 },
    );
  });

  it("is unknown where there is none, or another one", () => {
    const unreadable = () => {
      throw new Error("ENOENT");
    };
    assert.equal(processorTurns(unreadable), null);
    assert.equal(
      processorTurns(() => "not numbers at all"),
      null,
    );
    assert.equal(
      processorTurns(() => "1 2"),
      null,
    );
  });
});

describe("delays", () => {
  it("are percentiles in milliseconds", () => {
    const histogram = { max: 42e6, percentile: (percentile: number) => percentile * 1e5 };
    assert.deepEqual(delaysOf(histogram), { p50: 5, p90: 9, p99: 9.9, max: 42 });
    assert.deepEqual(delaysAmong([4, 1, 3, 2]), { p50: 2, p90: 4, p99: 4, max: 4 });
    assert.equal(delaysAmong([]), null);
  });
});

/** Holds this process up. */
function block(milliseconds: number): void {
  const untilMs = performance.now() + milliseconds;
  while (performance.now() < untilMs);
}
const turn = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the watch", () => {
  it("tells a silence of the event loop with its length", async () => {
    const silences: number[] = [];
    const stop = heartbeat(
      () => performance.now(),
      (lateMs) => silences.push(lateMs),
    );
    await turn(20);
    silences.length = 0;
    block(80);
    await turn(20);
    stop();
    assert.ok(Math.max(...silences) >= 64, `${silences} ms`); // told up to 15 ms too short, and a timer's millisecond
  });

  it("counts silences to the target that was in hand, stores no row unnoticed, and tells plain JSON once", async () => {
    const watch = watchClient(null);
    watch.begun(entry(0), performance.now());
    await turn(20);
    block(60);
    await turn(20);
    watch.ended(entry(0));
    watch.stored(30);
    const told = watch.stop();
    assert.deepEqual(JSON.parse(JSON.stringify(told)), told);
    assert.equal(watch.stop(), told);
    assert.ok((told.targets[0]?.longestStallMs ?? 0) >= 44);
    assert.ok((told.eventLoopDelayMs?.max ?? 0) >= 38);
    assert.deepEqual([told.rowsStored, (told.storingMs?.max ?? 0) >= 29], [1, true]);
    assert.ok(told.eventLoopUtilisation > 0 && told.eventLoopUtilisation <= 1);
    assert.ok(told.cpuShare > 0);
  });

  it("does not know how long storing takes where no row was stored", () => {
    const told = watchClient(null).stop();
    assert.deepEqual([told.rowsStored, told.storingMs], [0, null]);
  });
});

describe("the floor", () => {
  it("is a clock finer than a tenth of a millisecond, waits that are never early, and a round trip", async () => {
    const floor = await clientSelfCheck();
    assert.ok(floor.timerResolutionMs > 0 && floor.timerResolutionMs < 0.1, `${floor.timerResolutionMs} ms`);
    assert.deepEqual([floor.waits, floor.roundTrips > 0], [12, true]);
    assert.ok(floor.sleepLatenessMs.p50 >= 0);
    assert.ok((floor.loopbackRoundTripMs?.p50 ?? 0) > 0);
    assert.deepEqual(JSON.parse(JSON.stringify(floor)), floor);
  });
});
