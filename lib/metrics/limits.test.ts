import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleStream, oneByOne } from "../../tests/support/metrics/decode/streams.js";
import { comparedMetrics } from "./catalogue.js";
import { goodput } from "./goodput.js";
import { standingOf, statedLimits } from "./limits.js";

test("a limit of a time is the most that is allowed, and a limit of a rate the least", () => {
  assert.equal(standingOf("latencyMs", 201, 200), "beyond");
  assert.equal(standingOf("tokensPerSecond", 19, 20), "beyond");
  for (const name of comparedMetrics) assert.equal(standingOf(name, 20, 20), "within", name);
});

test("what was not observed is not within a limit", () => {
  for (const name of comparedMetrics) assert.equal(standingOf(name, null, 20), "not-observed", name);
});

test("goodput counts by the visible text rate: 6 characters every 10 ms are 600 a second", () => {
  const trials = [exampleStream(oneByOne(11), null)];
  assert.equal(goodput(trials, { charactersPerSecond: 600 }).good, 1);
  assert.deepEqual(goodput(trials, { charactersPerSecond: 601 }).over, { charactersPerSecond: 1 });
});

test("every metric of speed can be limited, and no other", () => {
  for (const name of comparedMetrics) assert.deepEqual(statedLimits({ [name]: 1 }), [[name, 1]]);
  const lag: Record<string, number> = { scheduleLagMs: 1 };
  assert.throws(() => statedLimits(lag), /expected limits among .*charactersPerSecond.*, got scheduleLagMs/);
});
