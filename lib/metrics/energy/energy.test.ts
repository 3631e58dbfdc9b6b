import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { answered, exampleTrial, usage } from "../../../tests/support/metrics/trial.js";
import { exampleManifest, exampleSession } from "../../../tests/support/store/run.js";
import type { Manifest, Sample, Trial } from "../../types/index.js";
import { energyOf, energySummary } from "./energy.js";

const sample = (atMs: number, more: Partial<Sample> = {}): Sample => ({
  ...{ atMs, session: 1, residentBytes: null, cpuShare: null, loadAverage1m: null },
  ...{ vramUsedMiB: null, gpuUtilisationPercent: null, powerWatts: null },
  ...more,
});

/** Samples of a power curve every 250 ms, each up to `jitterMs` late, as a timer on a busy machine is. */
const sampled = (watts: (seconds: number) => number, untilMs: number, jitterMs: (at: number) => number = () => 0) =>
  Array.from({ length: Math.ceil(untilMs / 250) + 8 }, (_, at) => {
    const atMs = (at - 4) * 250 + jitterMs(at);
    return sample(atMs, { powerWatts: watts(atMs / 1000) });
  });

const trial = (fromMs: number, toMs: number, more: Partial<Trial> = {}) =>
  exampleTrial({ session: 1, intendedAtMs: fromMs, dispatchedAtMs: fromMs, endAtMs: toMs, ...more });

const W = (2 * Math.PI) / 10;

describe("joules of a known power curve", () => {
  // Integrals from a to b by hand: c (b - a); r (b² - a²) / 2; m (b - a) - A / w (cos(w b) - cos(w a)).
  const curves: readonly [string, (t: number) => number, (a: number, b: number) => number][] = [
    ["constant", () => 300, (a, b) => 300 * (b - a)],
    ["a ramp", (t) => 50 + 25 * t, (a, b) => 50 * (b - a) + (25 * (b * b - a * a)) / 2],
    [
      "a sine of 10 s",
      (t) => 400 + 150 * Math.sin(W * t),
      (a, b) => 400 * (b - a) - (150 / W) * (Math.cos(W * b) - Math.cos(W * a)),
    ],
  ];
  for (const [name, watts, integral] of curves)
    it(`are exact to 1 %: ${name}, whatever the window and however late the samples`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 5000 }),
          fc.integer({ min: 1200, max: 30_000 }),
          fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 200, maxLength: 200 }),
          (fromMs, lengthMs, late) => {
            const toMs = fromMs + lengthMs;
            const samples = sampled(watts, toMs, (at) => late[at] ?? 0);
            const [found] = energySummary([trial(fromMs, toMs)], { samples });
            const expected = integral(fromMs / 1000, toMs / 1000);
            assert.ok(Math.abs((found?.joules ?? 0) / expected - 1) < 0.01, `${found?.joules} for ${expected}`);
          },
        ),
      );
    });

  it("are the difference of the processors' meters, which count by themselves", () => {
    const samples = Array.from({ length: 20 }, (_, at) => sample(at * 250, { processorJoules: 0.25 * 40 * at }));
    const [found] = energySummary([trial(600, 3100)], { samples });
    assert.ok(Math.abs((found?.joules ?? 0) - 100) < 1e-9); // 40 W for 2.5 s
    assert.equal(found?.sources, "processor");
    assert.ok(Math.abs((found?.meanWatts ?? 0) - 40) < 1e-9);
  });
});

describe("energy by target", () => {
  const steady = (untilMs: number, more: Partial<Sample> = {}) =>
    sampled(() => 100, untilMs).map((one) => ({ ...one, ...more }));

  it("sums its turns alone, by answer and by token; idle time between targets is nobody's", () => {
    const watts = (t: number) => (t < 2 ? 100 : t < 4 ? 10 : 200);
    const trials = [
      trial(0, 2000, { target: "a", usage: usage(10) }),
      trial(4000, 5000, { target: "b", usage: usage(40) }),
      trial(5000, 6000, { target: "b", usage: usage(60), planIndex: 1 }),
    ];
    const [a, b] = energySummary(trials, { samples: sampled(watts, 8000) });
    assert.ok(Math.abs((a?.joules ?? 0) - 200) < 12); // the step at its end lies between two samples
    assert.ok(Math.abs((b?.joules ?? 0) - 400) < 12);
    assert.equal(b?.joulesPerAnswer, (b?.joules ?? 0) / 2);
    assert.equal(b?.joulesPerOutputToken, (b?.joules ?? 0) / 100);
    assert.equal(b?.measuredSeconds, 2);
    assert.equal(b?.reason, null);
  });

  it("adds graphics cards and processors, and has no total where one of them is not covered", () => {
    const both = steady(4000).map((one, at) => ({ ...one, processorJoules: at * 10 }));
    const [found] = energySummary([trial(0, 4000)], { samples: both });
    assert.deepEqual(
      [found?.graphicsJoules, found?.processorJoules, found?.joules, found?.sources],
      [400, 160, 560, "graphics and processor"],
    );
    const half = both.map((one) => (one.atMs > 2000 ? { ...one, powerWatts: null } : one));
    const [lost] = energySummary([trial(0, 4000)], { samples: half });
    assert.deepEqual([lost?.graphicsJoules, lost?.processorJoules, lost?.joules], [null, 160, null]);
    assert.match(
      lost?.reason ?? "",
      /^graphics: the last reading came 2 s before a window of 4 s ended\. Measure longer turns/,
    );
  });

  it("is null, and says why, where samples do not cover a turn", () => {
    const without = (from: number, to: number) => steady(4000).filter(({ atMs }) => atMs < from || atMs > to);
    const cases: readonly [readonly Sample[], RegExp][] = [
      [without(-9999, 400), /the first reading came 500 ms after a window of 4 s had begun/],
      [without(3600, 9999), /the last reading came 500 ms before a window of 4 s ended/],
      [without(1100, 1900), /nothing was read for 1 s in a window of 4 s/],
      [without(250, 3900), /a window of 4 s holds one reading: it takes at least 2/],
      [[], /^there are no samples$/],
      [
        [sample(0), sample(250)],
        /^no graphics card told its power through nvidia-smi, and no processor told its energy \(RAPL\)$/,
      ],
    ];
    for (const [samples, expected] of cases) {
      const [found] = energySummary([trial(0, 4000)], { samples });
      assert.equal(found?.joules, null);
      assert.match(found?.reason ?? "", expected);
    }
    // At the allowed edge: a first reading after one interval, a last one before one, and a gap of three.
    for (const samples of [without(-9999, 0), without(4000, 9999), without(1100, 1600)])
      assert.equal(energySummary([trial(0, 4000)], { samples })[0]?.joules, 400);
  });

  it("is null where turns are too short to hold two samples, and where targets were measured together", () => {
    const trials = Array.from({ length: 20 }, (_, at) =>
      trial(at * 100, at * 100 + 100, { target: at % 2 ? "b" : "a", planIndex: at }),
    );
    for (const found of energySummary(trials, { samples: steady(4000) }))
      assert.match(
        found.reason ?? "",
        /a window of 100 ms holds (no|one) reading: it takes at least 2\. Measure longer turns/,
      );
    const together = [trial(0, 3000, { target: "a" }), trial(1000, 4000, { target: "b" })];
    for (const found of energySummary(together, { samples: steady(5000) }))
      assert.equal(found.reason, "other targets were measured at the same time");
  });

  it("does not charge a session with the samples of another, nor a token that nobody counted", () => {
    const [other] = energySummary([trial(0, 4000)], { samples: steady(4000, { session: 2 }) });
    assert.match(other?.reason ?? "", /holds no reading/);
    const trials = [trial(0, 2000), trial(2000, 4000, { planIndex: 1, usage: null, outcome: answered() })];
    const [uncounted] = energySummary(trials, { samples: steady(4000) });
    assert.equal(uncounted?.joules, 400);
    assert.equal(uncounted?.joulesPerOutputToken, null);
    assert.match(uncounted?.reason ?? "", /no single source of token counts/);
  });

  it("is not that of a server on another machine, nor of a module that does not say; the caller may know better", () => {
    const manifest = (target: object): Manifest => ({
      ...exampleManifest(),
      targets: [{ kind: "openai", name: "a", ...target }],
    });
    const of = (target: object, onThisMachine: readonly string[] = []) =>
      energyOf({ trials: [trial(0, 4000)], samples: steady(4000), manifest: manifest(target), onThisMachine })[0];
    assert.equal(of({ baseUrl: "http://localhost:8000/v1" })?.joules, 400);
    assert.match(
      of({ baseUrl: "http://gpu-7:8000/v1" })?.reason ?? "",
      /^its server is at gpu-7, .*onThisMachine: \["a"\]$/,
    );
    assert.equal(of({ baseUrl: "http://gpu-7:8000/v1" }, ["a"])?.joules, 400);
    assert.match(of({ kind: "module" })?.reason ?? "", /does not say where the model computes/);
    assert.equal(of({ kind: "module", inProcess: true })?.joules, 400);
    assert.equal(of({ kind: "llama" })?.joules, 400);
  });

  it("says what to do where the processors' meters may not be read", () => {
    const machine = { processorEnergy: "not permitted" };
    const sessions = [{ ...exampleSession(1), machine }];
    const manifest = { ...exampleManifest(), telemetry: { intervalMs: 250 }, sessions };
    const evidence = { trials: [trial(0, 4000)], samples: [sample(0), sample(250)] };
    const [found] = energyOf({ ...evidence, manifest: { ...manifest, targets: [{ kind: "llama", name: "a" }] } });
    assert.match(
      found?.reason ?? "",
      /only be read by root: sudo chmod a\+r \/sys\/class\/powercap\/intel-rapl:\*\/energy_uj/,
    );
  });
});
