import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial, failedAfterText, later } from "../../tests/support/metrics/trial.js";
import { goodput } from "./goodput.js";

const fast = exampleTrial();
const slow = later(200, exampleTrial({ firstTokenAtMs: 150, endAtMs: 400 }));
const broken = later(600, exampleTrial({ outcome: failedAfterText(), usage: null, endAtMs: 400 }));

test("goodput is successful trials within every limit over the duration, failures in the denominator", () => {
  const result = goodput([fast, slow, broken], { timeToFirstTokenMs: 120, latencyMs: 300 });
  assert.equal(result.trials, 3);
  assert.equal(result.good, 1);
  assert.equal(result.share, 1 / 3);
  assert.equal(result.durationSeconds, 1);
  assert.equal(result.goodRequestsPerSecond, 1);
  assert.equal(result.goodRequestsPerMinute, 60);
  assert.deepEqual(result.over, { timeToFirstTokenMs: 1, latencyMs: 1 });
  assert.deepEqual(result.notObserved, { timeToFirstTokenMs: 0, latencyMs: 1 });
});

test("a value exactly at its limit is within it", () => {
  assert.equal(goodput([fast], { latencyMs: 200 }).good, 1);
});

test("what was not observed is not within a limit", () => {
  const whole = exampleTrial({ streamed: false });
  assert.equal(goodput([whole], { timeToFirstTokenMs: 1000 }).good, 0);
  assert.deepEqual(goodput([whole], { timeToFirstTokenMs: 1000 }).notObserved, { timeToFirstTokenMs: 1 });
});

test("one target of several is charged with its own turns", () => {
  const other = later(200, exampleTrial({ target: "b" }));
  const result = goodput([fast, other, later(400, fast)], { latencyMs: 300 }, { target: "a" });
  assert.equal(result.trials, 2);
  assert.equal(result.durationSeconds, 0.4);
});

test("no measured trials have no share", () => {
  const result = goodput([exampleTrial({ phase: "warmup" })], { latencyMs: 1 });
  assert.deepEqual([result.trials, result.good, result.share, result.goodRequestsPerSecond], [0, 0, null, null]);
});

test("a limit that does not exist, is not positive or is missing is the caller's mistake", () => {
  const misspelled: Record<string, number> = { latency: 5 };
  assert.throws(() => goodput([fast], misspelled), /expected limits among .*latencyMs.*, got latency/);
  assert.throws(() => goodput([fast], { latencyMs: 0 }), /expected latencyMs to be a positive number/);
  assert.throws(() => goodput([fast], { latencyMs: Number.NaN }), RangeError);
  assert.throws(() => goodput([fast], {}), /at least one limit/);
});
