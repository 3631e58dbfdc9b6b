import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTrial } from "../../../tests/support/metrics/trial.js";
import { normalQuantile } from "../../statistics/distributions.js";
import { near } from "../../statistics/near.js";
import { seededRandom } from "../../statistics/random.js";
import type { Trial } from "../../types/index.js";
import { arrivalStatistics } from "./arrival-statistics.js";
import { arrivalsTest } from "./arrivals-test.js";
import type { OpenLoad } from "./named-arrivals.js";

const open = (
  arrivals: OpenLoad["arrivals"],
  requestsPerSecond: number,
  burstiness: number | null = null,
): OpenLoad => ({
  kind: "open",
  requestsPerSecond,
  arrivals,
  burstiness,
  durationSeconds: null,
  maxInFlight: null,
});

/** Offsets with these gaps. */
function after(gaps: readonly number[]): number[] {
  let atMs = 0;
  return [0, ...gaps.map((gap) => (atMs += gap))];
}

function exponentialOffsets(count: number, meanMs: number, seed: number): number[] {
  const random = seededRandom(seed);
  return after(Array.from({ length: count }, () => -Math.log1p(-random.next32() / 2 ** 32) * meanMs));
}

const sent = (intended: readonly number[], lateMs: (index: number) => number, changes: Partial<Trial> = {}): Trial[] =>
  intended.map((atMs, planIndex) =>
    exampleTrial({
      planIndex,
      intendedAtMs: atMs,
      dispatchedAtMs: atMs + lateMs(planIndex),
      endAtMs: atMs + 900,
      ...changes,
    }),
  );

test("rate, variation and distance of known offsets, as numpy and scipy have them", () => {
  // numpy 2, scipy 1.17.1: gaps.std(ddof=1) / gaps.mean(), stats.kstest(gaps, "expon", args=(0, 100), mode="exact"),
  // stats.kstest(gaps, "gamma", args=(4, 0, 25), mode="exact")
  const offsets = [0.0, 57.536, 63.99, 341.249, 362.013, 478.328, 515.798, 683.195, 765.863];
  const poisson = arrivalStatistics([offsets], open("poisson", 10));
  near(poisson.coefficientOfVariation ?? 0, 0.9436443457263499, 1e-9);
  near(poisson.ratePerSecond ?? 0, 10.445732461288767, 1e-9);
  near(poisson.distance ?? 0, 0.0625045034942801, 1e-9);
  near(poisson.p ?? 0, 1, 1e-6);
  const gamma = arrivalStatistics([offsets], open("gamma", 10, 4));
  near(gamma.distance ?? 0, 0.30950806809989934, 1e-9);
  near(gamma.p ?? 0, 0.35301192268234816, 1e-8);
});

test("the Fano factor is the variance of counts over their mean", () => {
  // By hand: windows of 10 mean gaps (1000 ms at 10 a second); counts 5, 15, 5, 15 … have mean 10 and sample variance
  // 25 x 12 / 11 over 12 windows: 2.727
  const offsets = Array.from({ length: 12 }, (_, window) =>
    Array.from({ length: window % 2 === 0 ? 5 : 15 }, (_, i) => window * 1000 + i * 50),
  ).flat();
  const { fanoFactor, fanoWindows } = arrivalStatistics([[...offsets, 12_000]], open("poisson", 10));
  assert.equal(fanoWindows, 12);
  near(fanoFactor ?? 0, (25 * 12) / 11 / 10, 1e-9);
});

test("a drawn Poisson schedule that is kept is called by its name", () => {
  const intended = exponentialOffsets(2000, 10, 11);
  const [found] = arrivalsTest(
    sent(intended, (index) => 0.2 + (index % 7) * 0.05),
    open("poisson", 100),
  );
  assert.equal(found?.asNamed, true);
  // The coefficient of variation of exponential gaps is 1, with a standard error of 1 / sqrt(2000) = 0.022
  near(found?.realized.coefficientOfVariation ?? 0, 1, 0.07);
  near(found?.realized.fanoFactor ?? 0, 1, 0.35);
  assert.ok((found?.realized.p ?? 0) > 0.001);
});

test("a schedule that leaves in bunches is not what its name says, though it was planned so", () => {
  const intended = exponentialOffsets(600, 10, 3);
  // Nothing leaves but every 100 ms: what was planned meanwhile goes out together
  const bunched = sent(intended, (index) => 100 - ((intended[index] ?? 0) % 100));
  const [found] = arrivalsTest(bunched, open("poisson", 100));
  assert.equal(found?.asNamed, false);
  assert.ok((found?.intended.p ?? 0) > 0.001);
  assert.ok((found?.realized.p ?? 1) < 1e-6);
  assert.ok((found?.realized.fanoFactor ?? 0) > 0);
});

test("a constant rate is kept when its gaps are within a timer's millisecond", () => {
  const intended = Array.from({ length: 50 }, (_, index) => index * 10);
  const kept = arrivalsTest(
    sent(intended, (index) => (index % 3) * 0.3),
    open("constant", 100),
  )[0];
  assert.deepEqual([kept?.asNamed, kept?.realized.p, kept?.realized.distance], [true, 1, 0]);
  near(kept?.intended.coefficientOfVariation ?? 1, 0, 1e-12);
  const late = arrivalsTest(
    sent(intended, (index) => (index % 2) * 4),
    open("constant", 100),
  )[0];
  assert.equal(late?.asNamed, false);
  near(late?.realized.distance ?? 0, 25 / 49, 1e-12); // 25 of the 49 gaps are 4 ms too long, 24 too short
  assert.equal(late?.realized.p, 0);
});

/** Gamma gaps of this shape and mean, by Marsaglia and Tsang (2000), ACM TOMS 26, 363-372; below shape 1 by their boost. */
function gammaOffsets(count: number, shape: number, meanMs: number, seed: number): number[] {
  const random = seededRandom(seed);
  const uniform = () => (random.next32() + 0.5) / 2 ** 32;
  const d = Math.max(shape, shape + (shape < 1 ? 1 : 0)) - 1 / 3;
  const draw = (): number => {
    const z = normalQuantile(uniform());
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    const isKept = v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v);
    return isKept ? d * v * (shape < 1 ? uniform() ** (1 / shape) : 1) : draw();
  };
  return after(Array.from({ length: count }, () => (draw() * meanMs) / shape));
}

/** As a client sends that does one thing at a time: woken late by 0.2 ms, 1 % of the time by 3.3 ms, each sending takes 0.3 ms. */
function sentByOne(intended: readonly number[], seed: number): number[] {
  const random = seededRandom(seed);
  let freeAtMs = 0;
  return intended.map((atMs) => {
    const wokenAtMs = atMs + 0.2 * Math.exp(1.2 * normalQuantile((random.next32() + 0.5) / 2 ** 32));
    const sentAtMs = Math.max(freeAtMs, wokenAtMs);
    freeAtMs = sentAtMs + 0.3;
    return sentAtMs;
  });
}

/** Nothing leaves but every 20 ms. */
const inBunches = (intended: readonly number[]) => intended.map((atMs) => Math.ceil(atMs / 20) * 20);

test("bursts that leave as well as a client can are as named, and those that leave in bunches are not", () => {
  const shapes = [0.1, 0.25, 0.5, 1, 2, 4];
  for (const [shape, rate] of shapes.flatMap((one) => [20, 50, 500].map((two) => [one, two] as const))) {
    const load = shape === 1 ? open("poisson", rate) : open("gamma", rate, shape);
    let [alarms, caught] = [0, 0];
    for (let seed = 1; seed <= 20; seed += 1) {
      const intended = gammaOffsets(400, shape, 1000 / rate, seed);
      const asNamed = (instants: readonly number[]) =>
        arrivalsTest(
          sent(intended, (index) => (instants[index] ?? 0) - (intended[index] ?? 0)),
          load,
        )[0]?.asNamed;
      if (asNamed(sentByOne(intended, seed)) === false) alarms += 1;
      if (asNamed(inBunches(intended)) === false) caught += 1;
    }
    assert.equal(alarms, 0, `burstiness ${shape} at ${rate}/s: ${alarms} of 20 honest clients accused`);
    assert.ok(caught >= 18, `burstiness ${shape} at ${rate}/s: ${caught} of 20 late clients caught`);
  }
});

test("what a timer may do is taken from the distance, and no more", () => {
  // By hand: 10 gaps of 10 ms, exponential of mean 20 ms. Plain: F(10) = 1 - e^-0.5 = 0.393, 1 - F(10) = 0.607 is the most.
  // A millisecond later F(11) = 1 - e^-0.55 = 0.423: 0.577 is left.
  const { distance, distanceBeyondTimer } = arrivalStatistics([after(new Array(10).fill(10))], open("poisson", 50));
  near(distance ?? 0, Math.exp(-0.5), 1e-9);
  near(distanceBeyondTimer ?? 0, Math.exp(-0.55), 1e-9);
});

test("gaps do not reach from one block into the next, targets are apart, and warm-ups do not count", () => {
  const block = Array.from({ length: 20 }, (_, index) => index * 10);
  const trials = [
    ...sent(block, () => 0, { target: "a", block: 1 }),
    ...sent(
      block.map((atMs) => atMs + 5000),
      () => 0,
      { target: "a", block: 3 },
    ),
    ...sent(
      block.map((atMs) => atMs + 2000),
      () => 0,
      { target: "b", block: 2 },
    ),
    ...sent([1, 2, 3, 4, 5, 6], () => 0, { target: "a", block: 0, phase: "warmup" }),
  ];
  const found = arrivalsTest(trials, open("constant", 100));
  assert.deepEqual(
    found.map(({ target, realized }) => [target, realized.gaps, realized.distance]),
    [
      ["a", 38, 0],
      ["b", 19, 0],
    ],
  );
});

test("too few arrivals tell nothing, and other loads have no name to hold to", () => {
  const few = arrivalsTest(
    sent([0, 10, 20], () => 0),
    open("poisson", 100),
  )[0];
  assert.deepEqual([few?.asNamed, few?.realized.p, few?.realized.coefficientOfVariation], [null, null, null]);
  assert.deepEqual(
    arrivalsTest(
      sent([0, 10, 20], () => 0),
      { kind: "closed", concurrency: 1 },
    ),
    [],
  );
  assert.throws(() => arrivalStatistics([[0, Number.NaN]], open("poisson", 1)), /instants/);
});
