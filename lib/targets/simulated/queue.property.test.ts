import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { simulatedTarget } from "../simulated-target.js";
import { answerPlan } from "./answer-plan.js";
import { readEngineSettings } from "./engine-settings.js";
import { type SimulatedTruth, simulatedTruth } from "./simulated-truth.js";

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const arrivals = fc
  .array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 })
  .map((gaps) => gaps.map((_, at) => 1000 + sum(gaps.slice(0, at))));

const freezes = fc
  .array(fc.double({ min: 0.5, max: 60, noNaN: true }), { maxLength: 6 })
  .map((steps) => steps.map((_, at) => sum(steps.slice(0, at + 1))))
  .map((instants) =>
    Array.from({ length: Math.floor(instants.length / 2) }, (_, at) => ({
      fromMs: instants[2 * at] ?? 0,
      toMs: instants[2 * at + 1] ?? 0,
    })),
  );

const engines = fc.record({
  slots: fc.integer({ min: 1, max: 4 }),
  timeToFirstTokenMs: fc.double({ min: 0, max: 30, noNaN: true }),
  gapMs: fc.double({ min: 0, max: 10, noNaN: true }),
  tokens: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer(),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  batchSlowdown: fc.constantFrom(0, 0.25, 1),
  freezes,
  failures: fc.constant({ probability: 0.2, afterTokens: 1 }),
});

/** Time that counts: without what was frozen of it. */
function activeMs(atMs: number, windows: readonly { fromMs: number; toMs: number }[]): number {
  return atMs - sum(windows.map(({ fromMs, toMs }) => Math.max(0, Math.min(atMs, toMs) - fromMs)));
}

/** How many are in service between each instant at which that changes and the next. */
function stretches(truths: readonly SimulatedTruth[]): { fromMs: number; toMs: number; inService: number }[] {
  const steps = truths
    .flatMap(({ startedAtMs, endedAtMs }) =>
      startedAtMs === null
        ? []
        : [
            { atMs: startedAtMs, by: 1 },
            { atMs: endedAtMs, by: -1 },
          ],
    )
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let inService = 0;
  return steps.slice(0, -1).map(({ atMs, by }, at) => {
    inService += by;
    return { fromMs: atMs, toMs: steps[at + 1]?.atMs ?? atMs, inService };
  });
}

describe("a simulated engine with slots", () => {
  it("takes requests in the order in which they came, and never more at once than it has slots", () => {
    fc.assert(
      fc.property(arrivals, engines, (at, settings) => {
        const truths = simulatedTruth(
          simulatedTarget(settings),
          at.map((atMs) => ({ atMs })),
        );
        const starts = truths.map(({ startedAtMs }) => startedAtMs ?? Number.NaN);
        assert.deepEqual(
          [...starts].sort((a, b) => a - b),
          starts,
        );
        for (const { inService, fromMs, toMs } of stretches(truths))
          assert.ok(inService <= settings.slots || fromMs === toMs, `${inService} in ${settings.slots} slots`);
        for (const { arrivedAtMs, startedAtMs, tokensAtMs, endedAtMs } of truths) {
          const instants = [arrivedAtMs, startedAtMs ?? Number.NaN, ...tokensAtMs, endedAtMs];
          assert.deepEqual(
            [...instants].sort((a, b) => a - b),
            instants,
          );
        }
      }),
    );
  });

  it("does exactly the work that its answers are: no more, no less, however it is shared and frozen", () => {
    fc.assert(
      fc.property(arrivals, engines, (at, settings) => {
        const target = simulatedTarget(settings);
        const truths = simulatedTruth(
          target,
          at.map((atMs) => ({ atMs })),
        );
        const begins = at[0] ?? 0;
        const frozen = settings.freezes.map(({ fromMs, toMs }) => ({ fromMs: begins + fromMs, toMs: begins + toMs }));
        // Speed n / (1 + slowdown (n - 1)) for n in service, over the time that was not frozen …
        const done = stretches(truths).map(
          ({ fromMs, toMs, inService: n }) =>
            (n <= 0 ? 0 : n / (1 + settings.batchSlowdown * (n - 1))) *
            (activeMs(toMs, frozen) - activeMs(fromMs, frozen)),
        );
        // … is what the plans of the answers ask for, up to where each breaks off.
        const asked = truths.map(({ count }) => {
          const { waitsMs, failure } = answerPlan(readEngineSettings(target), count);
          return sum(failure === null ? waitsMs : waitsMs.slice(0, failure.afterTokens));
        });
        assert.ok(near(sum(done), sum(asked)), `${sum(done)} done, ${sum(asked)} asked`);
        for (const [index, { workMs }] of truths.entries()) assert.ok(near(workMs, asked[index] ?? Number.NaN));
      }),
    );
  });

  it("agrees with the recursion of Kiefer and Wolfowitz (1955) for a queue with several servers", () => {
    fc.assert(
      fc.property(arrivals, engines, (at, { batchSlowdown: _, ...settings }) => {
        const begins = at[0] ?? 0;
        const truths = simulatedTruth(
          simulatedTarget(settings),
          at.map((atMs) => ({ atMs })),
        );
        const frozen = settings.freezes.map(({ fromMs, toMs }) => ({ fromMs: begins + fromMs, toMs: begins + toMs }));
        const free: number[] = Array.from({ length: settings.slots }, () => 0);
        truths.forEach(({ arrivedAtMs, endedAtMs, workMs }) => {
          const earliest = free.indexOf(Math.min(...free));
          const end = Math.max(free[earliest] ?? 0, activeMs(arrivedAtMs, frozen)) + workMs;
          free[earliest] = end;
          assert.ok(near(activeMs(endedAtMs, frozen), end), `ends at ${activeMs(endedAtMs, frozen)}, expected ${end}`);
        });
      }),
    );
  });

  it("shows no wait and no effect of others when there is room for all", () => {
    fc.assert(
      fc.property(arrivals, engines, (at, { slots: _, batchSlowdown: __, freezes: ___, ...settings }) => {
        for (const { waitMs, serviceMs, workMs } of simulatedTruth(
          simulatedTarget(settings),
          at.map((atMs) => ({ atMs })),
        )) {
          assert.equal(waitMs, 0);
          assert.ok(near(serviceMs ?? Number.NaN, workMs));
        }
      }),
    );
  });
});
