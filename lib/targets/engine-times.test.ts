import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineTimes } from "./engine-times.js";

test("the first call is the prompt, the others decode, and waits are apart", () => {
  const times = new EngineTimes(12);
  assert.deepEqual(times.told(), {}, "nothing is told before the first token");
  times.waited(5);
  times.token(40);
  times.waited(1);
  times.token(10);
  times.token(11);
  assert.deepEqual(times.told().serverTimes, {
    ...{ source: "engine", queueMs: 6, loadMs: null, promptMs: 40, promptTokens: 12 },
    ...{ decodeMs: 21, decodeTokens: 2, totalMs: null },
  });
});
