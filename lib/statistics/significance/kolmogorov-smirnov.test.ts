import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { normalLowerTail } from "../distributions.js";
import { near } from "../near.js";
import { kolmogorovSmirnov, kolmogorovUpperTail } from "./kolmogorov-smirnov.js";

// Expected values: scipy 1.17.1, stats.kstest(values, …, mode="exact") and stats.kstwo.sf(d, n).

const sample = [
  0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09, -1.28,
  2.36, 1.31, 1.05, -0.32, -0.4, 1.06, -2.47,
];

test("a sample against the normal distribution, as scipy has it", () => {
  const { n, distance, p } = kolmogorovSmirnov(sample, normalLowerTail);
  assert.equal(n, 25);
  near(distance, 0.17409188119887736, 1e-12);
  near(p, 0.38974117186791835, 1e-9);
});

test("a sample against the exponential distribution, as scipy has it", () => {
  const values = [0.1, 0.2, 0.35, 0.5, 0.9, 1.3, 1.7, 2.4, 3.1, 0.05];
  const { distance, p } = kolmogorovSmirnov(values, (x) => 1 - Math.exp(-x));
  near(distance, 0.12746820696598749, 1e-12);
  near(p, 0.9898217377687417, 1e-9);
});

test("the tail is exact up to a hundred values", () => {
  // Marsaglia, Tsang and Wang (2003) give P(D < .274) = .6284796154565 for n = 10
  near(kolmogorovUpperTail(0.274, 10), 1 - 0.6284796154565, 1e-10);
  near(kolmogorovUpperTail(0.1, 50), 0.6623112704658186, 1e-9);
  near(kolmogorovUpperTail(0.15, 100), 0.019839242125643017, 1e-9);
  near(kolmogorovUpperTail(0.2, 100), 0.0005551927327988775, 1e-7);
  near(kolmogorovUpperTail(0.9, 5), 1.9999999999999978e-5, 1e-7);
  near(kolmogorovUpperTail(0.7, 1), 0.6, 1e-12);
  near(kolmogorovUpperTail(0.3, 1), 1, 1e-12);
});

test("a tail far out keeps its digits, however small it is", () => {
  const known: readonly (readonly [number, number, number])[] = [
    [20, 0.675, 1.5382309064642439e-9],
    [50, 0.575, 3.444784722885216e-16],
    [99, 0.6, 1.3062718071854244e-34],
    [99, 0.999, 2.000000000000176e-297],
    [100, 0.25, 5.408871776434847e-6],
    [10, 0.8, 2.207999999999995e-7],
    [80, 0.275, 7.724001163112347e-6],
    [40, 0.32, 0.00038297266548358727],
  ];
  for (const [n, d, p] of known) near(kolmogorovUpperTail(d, n), p, 1e-9, `n ${n}, d ${d}`);
});

test("the tail of many values is right to three thousandths", () => {
  for (const [d, n, p] of [
    [0.05, 400, 0.26121244607129124],
    [0.08, 400, 0.011279924749605458],
    [0.03, 2000, 0.05354694793932557],
    [0.01, 5000, 0.6954557253913853],
  ] as const) {
    const found = kolmogorovUpperTail(d, n);
    assert.ok(Math.abs(found - p) < 0.003, `n ${n}, d ${d}: ${found} for ${p}`);
  }
});

test("a larger distance is never likelier, and p is a probability", () => {
  const n = fc.integer({ min: 1, max: 300 });
  const d = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(n, d, d, (count, one, other) => {
      const [small, large] = [Math.min(one, other), Math.max(one, other)].map((x) => kolmogorovUpperTail(x, count));
      assert.ok((large ?? 0) <= (small ?? 0) + 1e-9);
      assert.ok((large ?? -1) >= 0 && (small ?? 2) <= 1);
    }),
    { numRuns: 60 },
  );
});

test("the order of the values does not matter, and no value is the caller's mistake", () => {
  assert.deepEqual(
    kolmogorovSmirnov([...sample].reverse(), normalLowerTail),
    kolmogorovSmirnov(sample, normalLowerTail),
  );
  assert.throws(() => kolmogorovSmirnov([], normalLowerTail), /at least 1/);
  assert.throws(() => kolmogorovSmirnov([1, Number.NaN], normalLowerTail), /finite/);
});
