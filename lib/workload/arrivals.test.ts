import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arrivalOffsetsMs } from "./arrivals.js";
import { openLoop, ramp } from "./loads.js";
import { randomStream } from "./random.js";

const count = 40_000;

/** Gaps in units of their expected mean, the first one from the start of the block. */
function gaps(load: ReturnType<typeof openLoop>): readonly number[] {
  const offsets = arrivalOffsetsMs(load, count, randomStream(20, "test"));
  return offsets.map((offset, at) => ((offset - (offsets[at - 1] ?? 0)) * load.requestsPerSecond) / 1000);
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

test("constant arrivals are i / rate, the first at 0", () => {
  const load = openLoop({ requestsPerSecond: 8, arrivals: "constant" });
  assert.deepEqual(arrivalOffsetsMs(load, 4, randomStream(1, "test")), [0, 125, 250, 375]);
});

test("constant arrivals do not add up rounding errors", () => {
  const load = openLoop({ requestsPerSecond: 3, arrivals: "constant" });
  assert.equal(arrivalOffsetsMs(load, 30_001, randomStream(1, "test")).at(-1), 10_000_000);
});

// Mean 1 and variance 1 / shape of a gamma variable with scale 1 / shape; the tolerance is six standard errors, where the
// variance of the sample variance is (kurtosis - 1) sigma^4 / n with kurtosis 3 + 6 / shape.
for (const shape of [0.25, 0.5, 1, 2.5, 30]) {
  test(`gamma gaps of burstiness ${shape} have mean 1 and variance 1 / burstiness`, () => {
    const { mean, variance } = moments(gaps(openLoop({ requestsPerSecond: 7, arrivals: "gamma", burstiness: shape })));
    assert.ok(Math.abs(mean - 1) < 6 / Math.sqrt(shape * count), `mean ${mean}`);
    const tolerance = (6 / shape) * Math.sqrt((2 + 6 / shape) / count);
    assert.ok(Math.abs(variance - 1 / shape) < tolerance, `variance ${variance}`);
  });
}

// Kolmogorov's distance of n values from their true distribution passes 1.95 / sqrt(n) once in a thousand seeds.
test("poisson gaps are exponential, by Kolmogorov's distance", () => {
  const sorted = [...gaps(openLoop({ requestsPerSecond: 7, arrivals: "poisson" }))].sort((a, b) => a - b);
  const distances = sorted.map((value, at) => Math.abs(1 - Math.exp(-value) - (at + 0.5) / count));
  assert.ok(Math.max(...distances) < 1.95 / Math.sqrt(count));
});

// A gamma variable of shape 1/2 and mean 1 is the square of a standard normal one (chi-squared with one degree of freedom),
// so P(X < 1), P(X < 2), P(X < 4) are P(|Z| < 1, sqrt 2, 2) = 0.682689, 0.842701, 0.954500 (R: pchisq(c(1, 2, 4), 1)).
test("gamma gaps of burstiness 1/2 are squared normal ones", () => {
  const values = gaps(openLoop({ requestsPerSecond: 7, arrivals: "gamma", burstiness: 0.5 }));
  const below = (limit: number) => values.filter((value) => value < limit).length / count;
  assert.ok(Math.abs(below(1) - 0.682689) < 0.008);
  assert.ok(Math.abs(below(2) - 0.842701) < 0.008);
  assert.ok(Math.abs(below(4) - 0.9545) < 0.006);
});

test("offsets ascend, and with a duration they all lie inside it", () => {
  const anyLoad = fc.record({
    requestsPerSecond: fc.double({ min: 0.1, max: 500, noNaN: true }),
    burstiness: fc.double({ min: 0.01, max: 50, noNaN: true }),
    durationSeconds: fc.option(fc.double({ min: 0.01, max: 5, noNaN: true })),
  });
  fc.assert(
    fc.property(anyLoad, fc.integer(), (options, seed) => {
      const offsets = arrivalOffsetsMs(openLoop({ ...options, arrivals: "gamma" }), 30, randomStream(seed, "test"));
      assert.ok(offsets.every((offset, at) => Number.isFinite(offset) && offset >= (offsets[at - 1] ?? 0)));
      if (options.durationSeconds === null) assert.equal(offsets.length, 30);
      else assert.ok((offsets.at(-1) ?? 0) < options.durationSeconds * 1000);
    }),
    { numRuns: 50 },
  );
});

// The integral of a rate that grows from 0 to 8 in 4 s is t^2, so request i comes at sqrt(i) s, and 16 come before the end.
test("a ramp sends when the integral of its rate says so", () => {
  const load = ramp({ fromRequestsPerSecond: 0, toRequestsPerSecond: 8, durationSeconds: 4 });
  const offsets = arrivalOffsetsMs(load, 1, randomStream(1, "test"));
  assert.equal(offsets.length, 16);
  offsets.forEach((offset, at) => void assert.ok(Math.abs(offset - 1000 * Math.sqrt(at)) < 1e-9, `${at}: ${offset}`));
});

// The integral of a rate that falls from 8 to 0 in 4 s is 8 t - t^2, so request i comes at 4 - sqrt(16 - i) s.
test("a ramp may fall", () => {
  const load = ramp({ fromRequestsPerSecond: 8, toRequestsPerSecond: 0, durationSeconds: 4 });
  const offsets = arrivalOffsetsMs(load, 1, randomStream(1, "test"));
  assert.equal(offsets.length, 16);
  offsets.forEach((offset, at) => void assert.ok(Math.abs(offset - 1000 * (4 - Math.sqrt(16 - at))) < 1e-9));
});

test("a ramp between equal rates is the open loop of that rate", () => {
  for (const arrivals of ["constant", "poisson"] as const) {
    const level = ramp({ fromRequestsPerSecond: 6, toRequestsPerSecond: 6, durationSeconds: 50, arrivals });
    const open = openLoop({ requestsPerSecond: 6, durationSeconds: 50, arrivals });
    const [one, other] = [level, open].map((load) => arrivalOffsetsMs(load, 1, randomStream(4, "test")));
    assert.equal(one?.length, other?.length);
    one?.forEach((offset, at) => void assert.ok(Math.abs(offset - (other?.[at] ?? 0)) < 1e-6));
  }
});

// From 10 to 30 in 100 s: 500 + 250 are expected in the first half and 1250 in the second. A Poisson count varies by its mean,
// a gamma count by about its mean / burstiness; six standard deviations of the mean over 60 seeds.
for (const [arrivals, burstiness] of [
  ["poisson", 1],
  ["gamma", 4],
] as const) {
  test(`a ramp with ${arrivals} arrivals has its rate on average at every time`, () => {
    const shape = arrivals === "gamma" ? { burstiness } : {};
    const load = ramp({ fromRequestsPerSecond: 10, toRequestsPerSecond: 30, durationSeconds: 100, arrivals, ...shape });
    const seeds = Array.from({ length: 60 }, (_, seed) => arrivalOffsetsMs(load, 1, randomStream(seed, "test")));
    const meanIn = (from: number, to: number) =>
      seeds.reduce((sum, offsets) => sum + offsets.filter((at) => at >= from && at < to).length, 0) / seeds.length;
    for (const [from, to, expected] of [
      [0, 50_000, 750],
      [50_000, 100_000, 1250],
    ] as const) {
      const tolerance = 6 * Math.sqrt(expected / burstiness / seeds.length) + 1;
      assert.ok(Math.abs(meanIn(from, to) - expected) < tolerance, `${meanIn(from, to)} against ${expected}`);
    }
  });
}

test("offsets of any ramp ascend within its time and are the same for the same seed", () => {
  const anyRamp = fc.record({
    fromRequestsPerSecond: fc.double({ min: 0, max: 200, noNaN: true }),
    toRequestsPerSecond: fc.double({ min: 0.01, max: 200, noNaN: true }),
    durationSeconds: fc.double({ min: 0.01, max: 5, noNaN: true }),
    arrivals: fc.constantFrom("constant" as const, "poisson" as const, "gamma" as const),
  });
  fc.assert(
    fc.property(anyRamp, fc.integer(), (options, seed) => {
      const offsets = arrivalOffsetsMs(ramp(options), 1, randomStream(seed, "test"));
      assert.ok(offsets.every((offset, at) => Number.isFinite(offset) && offset >= (offsets[at - 1] ?? 0)));
      assert.ok((offsets.at(-1) ?? 0) < options.durationSeconds * 1000);
      assert.deepEqual(arrivalOffsetsMs(ramp(options), 1, randomStream(seed, "test")), offsets);
    }),
    { numRuns: 50 },
  );
});
