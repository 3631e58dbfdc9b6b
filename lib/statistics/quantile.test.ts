import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { near } from "./near.js";
import { type QuantileType, quantile, quantiles } from "./quantile.js";

const types: readonly QuantileType[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

// Expected: numpy 2.4.6, np.quantile(data, p, method=m) with m = inverted_cdf, averaged_inverted_cdf, closest_observation,
// interpolated_inverted_cdf, hazen, weibull, linear, median_unbiased, normal_unbiased: types 1 to 9.
const oneToTen = [3, 9, 1, 7, 10, 5, 2, 8, 4, 6];
const ragged = [3.2, 1.7, 11.9, 4.4, 7.1, 0.6, 25.3];
const known: readonly (readonly [readonly number[], number, readonly number[]])[] = [
  [oneToTen, 0.05, [1, 1, 1, 1, 1, 1, 1.45, 1, 1]],
  [oneToTen, 0.1, [1, 1.5, 1, 1, 1.5, 1.1, 1.9, 1.3666666666666667, 1.4]],
  [oneToTen, 0.25, [3, 3, 2, 2.5, 3, 2.75, 3.25, 2.9166666666666665, 2.9375]],
  [oneToTen, 0.5, [5, 5.5, 5, 5, 5.5, 5.5, 5.5, 5.5, 5.5]],
  [oneToTen, 0.75, [8, 8, 8, 7.5, 8, 8.25, 7.75, 8.083333333333334, 8.0625]],
  [oneToTen, 0.9, [9, 9.5, 9, 9, 9.5, 9.9, 9.1, 9.633333333333333, 9.6]],
  [oneToTen, 0.95, [10, 10, 10, 9.5, 10, 10, 9.55, 10, 10]],
  [ragged, 0.05, [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.93, 0.6, 0.6]],
  [ragged, 0.1, [0.6, 0.6, 0.6, 0.6, 0.82, 0.6, 1.26, 0.6733333333333333, 0.71]],
  [ragged, 0.25, [1.7, 1.7, 1.7, 1.425, 2.075, 1.7, 2.45, 1.95, 1.98125]],
  [ragged, 0.5, [4.4, 4.4, 4.4, 3.8, 4.4, 4.4, 4.4, 4.4, 4.4]],
  [ragged, 0.75, [11.9, 11.9, 7.1, 8.3, 10.7, 11.9, 9.5, 11.1, 11]],
  [ragged, 0.9, [25.3, 25.3, 11.9, 15.92, 22.62, 25.3, 17.26, 24.40666666666667, 23.96]],
  [ragged, 0.95, [25.3, 25.3, 25.3, 20.61, 25.3, 25.3, 21.28, 25.3, 25.3]],
];

for (const type of types) {
  test(`type ${type} gives numpy's values`, () => {
    for (const [values, p, expected] of known) {
      near(quantile(values, p, { type }), expected[type - 1] ?? Number.NaN, 1e-12, `type ${type}, p ${p}`);
    }
  });
}

test("type 7 is what one gets without asking", () => {
  assert.equal(quantile(oneToTen, 0.9), 9.1);
});

test("a share whose rank is whole but for rounding stays on its rank", () => {
  // 100000 x 0.07 = 7000.000000000001 in doubles: by definition type 1 takes rank 7000 and type 2 halves 7000 and 7001.
  const values = Float64Array.from({ length: 100_000 }, (_, index) => index + 1);
  assert.equal(quantile(values, 0.07, { type: 1 }), 7000);
  assert.equal(quantile(values, 0.07, { type: 2 }), 7000.5);
});

test("type 3 goes to the even rank when two are as near", () => {
  // Hyndman and Fan (1996), definition 3: n p - 0.5 is 1 and 2 here, both lead to the even rank 2
  assert.equal(quantile(oneToTen, 0.15, { type: 3 }), 2);
  assert.equal(quantile(oneToTen, 0.25, { type: 3 }), 2);
});

test("one value is its own quantile everywhere", () => {
  for (const type of types) for (const p of [0, 0.3, 1]) assert.equal(quantile([42], p, { type }), 42);
});

test("the ends are the smallest and the largest value in every type", () => {
  for (const type of types)
    assert.deepEqual([quantile(ragged, 0, { type }), quantile(ragged, 1, { type })], [0.6, 25.3]);
});

test("several shares at once are the same as one by one", () => {
  assert.deepEqual(
    quantiles(ragged, [0.9, 0.1, 0.5]),
    [0.9, 0.1, 0.5].map((p) => quantile(ragged, p)),
  );
});

test("the caller's array is left as it was", () => {
  const values = Object.freeze([3, 1, 2]);
  quantile(values, 0.5);
  assert.deepEqual(values, [3, 1, 2]);
});

test("quantiles rise with their share, lie within the data and do not depend on its order", () => {
  const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(samples, share, share, fc.constantFrom(...types), (values, p, q, type) => {
      const low = quantile(values, Math.min(p, q), { type });
      const high = quantile(values, Math.max(p, q), { type });
      assert.ok(low <= high + 1e-9 * Math.abs(high));
      assert.ok(low >= Math.min(...values) && high <= Math.max(...values));
      assert.equal(quantile([...values].reverse(), p, { type }), quantile(values, p, { type }));
    }),
    { numRuns: 300 },
  );
});

test("bad input is one clear error", () => {
  assert.throws(() => quantile([], 0.5), /expected values with at least 1 number, got 0/);
  assert.throws(() => quantile([1, Number.NaN], 0.5), /finite numbers, got NaN at index 1/);
  assert.throws(() => quantile([1, Number.POSITIVE_INFINITY], 0.5), /got Infinity at index 1/);
  assert.throws(() => quantile([1, 2], 95), /expected p from 0 to 1, got 95: write the 95th percentile as 0.95/);
  assert.throws(() => quantile([1, 2], -0.1), RangeError);
  assert.throws(() => quantile([1, 2], Number.NaN), RangeError);
  const type: number = 10;
  assert.throws(
    () => quantile([1, 2], 0.5, JSON.parse(`{"type": ${type}}`)),
    /quantile expected type to be 1, 2, 3, 4, 5, 6, 7, 8 or 9, got 10/,
  );
});
