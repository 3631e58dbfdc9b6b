import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { near } from "../near.js";
import { hodgesLehmann } from "./hodges-lehmann.js";
import { pairDifferences, pairMeans, pairValueAt } from "./pair-order.js";
import { signedRankInterval } from "./signed-rank-interval.js";

const remainders = (n: number, factor = 7919, divisor = 10_007) =>
  Array.from({ length: n }, (_, index) => ((index + 1) * factor) % divisor);

test("thousands of values have the medians of all their pairs", () => {
  // R 4.2.2, v <- function(n, k = 7919, m = 10007) (seq_len(n) * k) %% m; x <- v(2001)^2 / 1000; y <- v(1500, 104729, 9973)^2 / 1100
  // median(outer(x, y, "-")); w <- outer(x, x, "+") / 2; median(w[lower.tri(w, diag = TRUE)]); the same of v(10000)^2 / 1000
  const x = remainders(2001).map((value) => value ** 2 / 1000);
  const y = remainders(1500, 104_729, 9973).map((value) => value ** 2 / 1100);
  near(hodgesLehmann(x), 31_937.288);
  near(hodgesLehmann(x, y), 2289.6497727272731);
  near(hodgesLehmann(remainders(10_000).map((value) => value ** 2 / 1000)), 31_880.242);
});

test("ten thousand differences have an interval for their center", () => {
  // R 4.2.2: x <- v(10000)^2 / 1000 - 9000; w <- outer(sort(x), sort(x), "+") / 2; w <- sort(w[upper.tri(w, diag = TRUE)]);
  // n <- 10000; k <- floor(n * (n + 1) / 4 + qnorm(0.025) * sqrt(n * (n + 1) * (2 * n + 1) / 24)); w[c(k, length(w) + 1 - k)]
  const interval = signedRankInterval(remainders(10_000).map((value) => value ** 2 / 1000 - 9000));
  near(interval?.low ?? 0, 22_159.097);
  near(interval?.high ?? 0, 23_601.365);
});

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -8e307, max: 8e307 }),
);
const sample = fc.array(number, { minLength: 1, maxLength: 7 }).map((values) => Float64Array.from(values).sort());

test("the value at each rank is the one of the list of all pairs", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const means = [...a].flatMap((x, i) => [...a.slice(i)].map((y) => (x + y) / 2)).sort((x, y) => x - y);
      const differences = [...a].flatMap((x) => [...b].map((y) => x - y)).sort((x, y) => x - y);
      for (const [index, value] of means.entries()) {
        assert.equal(pairValueAt(pairMeans(a), index + 1) - value, 0);
      }
      for (const [index, value] of differences.entries()) {
        assert.equal(pairValueAt(pairDifferences(a, b), index + 1) - value, 0);
      }
    }),
  );
});
