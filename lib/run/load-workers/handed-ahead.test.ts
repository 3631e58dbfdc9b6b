import assert from "node:assert/strict";
import { it } from "node:test";
import { casesOf, generation } from "../../../tests/support/driven-run.js";
import { drivenClock } from "../../../tests/support/run/driven-clock.js";
import { openSimulatedDriver } from "../../targets/simulated-driver.js";
import { simulatedTarget } from "../../targets/simulated-target.js";
import type { Trial } from "../../types/index.js";
import { openLoop } from "../../workload/loads.js";
import { planRun } from "../../workload/plan-run.js";
import { countInHand } from "../client/watch-loop.js";
import { measure } from "../measuring/measure.js";
import type { Sender } from "../measuring/sender.js";

it("a request that is handed over ahead of its instant is in the client's hands from that instant on, and so Little's law holds", async () => {
  const clock = drivenClock();
  const target = simulatedTarget({ name: "a", timeToFirstTokenMs: 30, gapMs: 10, tokens: 3 });
  const cases = casesOf(["one", "two", "three", "four"]);
  const load = openLoop({ requestsPerSecond: 40, arrivals: "constant" });
  const plan = planRun({ targets: [target], cases, warmups: 0, repetitions: 2, load, seed: 3 });
  const driver = await openSimulatedDriver(
    target,
    { now: clock.now, environment: {}, weightsDirectory: "", maxInFlight: 256 },
    clock.sleepUntil,
  );
  const ahead: Sender = {
    ...driver,
    aheadMs: 50,
    async send(request, observer, signal, due) {
      await clock.sleepUntil(due?.notBeforeMs ?? 0, signal);
      return driver.send(request, observer, signal);
    },
  };
  const inHand = countInHand(clock.now);
  const trials: Trial[] = [];
  await measure({
    session: 1,
    entries: plan.entries,
    load,
    cases: new Map(cases.map((one) => [one.id, one])),
    drivers: new Map([["a", ahead]]),
    generation,
    timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null },
    errorBudget: 1,
    clock,
    log: { trial: async (trial) => void trials.push(trial) },
    client: { ...inHand, stored: () => {} },
    signal: new AbortController().signal,
  });
  const [counted] = inHand.targets();
  const inFlightMs = trials.reduce((sum, trial) => sum + trial.endAtMs - trial.dispatchedAtMs, 0);
  assert.equal(counted?.requests, 8);
  // The first token after 30 ms and two gaps of 10 ms: 50 ms each, and nothing of the 50 ms ahead.
  assert.deepEqual([counted?.inHandMs, inFlightMs], [8 * 50, 8 * 50]);
});
