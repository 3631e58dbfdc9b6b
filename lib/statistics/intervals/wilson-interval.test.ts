import assert from "node:assert/strict";
import { test } from "node:test";
import { near } from "../near.js";
import { wilsonInterval } from "./wilson-interval.js";

test("the ends are those of statsmodels", () => {
  // statsmodels 0.15.0: proportion_confint(k, n, 1 - c, "wilson")
  const known: readonly (readonly [number, number, number, number, number])[] = [
    [8, 10, 0.95, 0.49016247153664183, 0.9433178485456247],
    [0, 10, 0.95, 0, 0.2775327998628892],
    [10, 10, 0.95, 0.7224672001371107, 1],
    [1, 3, 0.95, 0.06149194472039621, 0.7923403991979522],
    [45, 50, 0.99, 0.7402692104043159, 0.9660091162215817],
    [81, 263, 0.95, 0.2552885198782742, 0.36620957698280004],
    [15, 148, 0.95, 0.0623863995307363, 0.16048724172330803],
    [0, 20, 0.95, 0, 0.16112515805281938],
    [1, 29, 0.95, 0.006113214292762653, 0.17175521879320288],
  ];
  for (const [successes, n, confidence, low, high] of known) {
    const interval = wilsonInterval(successes, n, { confidence });
    near(interval.low, low);
    near(interval.high, high);
    assert.equal(interval.rate, successes / n);
  }
});

test("Newcombe's published examples come out to their four digits", () => {
  // Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3: 81/263, 15/148, 0/20 and 1/29
  const rounded = (k: number, n: number) =>
    [wilsonInterval(k, n).low, wilsonInterval(k, n).high].map((x) => x.toFixed(4));
  assert.deepEqual(rounded(81, 263), ["0.2553", "0.3662"]);
  assert.deepEqual(rounded(15, 148), ["0.0624", "0.1605"]);
  assert.deepEqual(rounded(0, 20), ["0.0000", "0.1611"]);
  assert.deepEqual(rounded(1, 29), ["0.0061", "0.1718"]);
});

test("it mirrors: failures have the mirrored interval of successes", () => {
  const passes = wilsonInterval(3, 17);
  const fails = wilsonInterval(14, 17);
  near(passes.low, 1 - fails.high);
  near(passes.high, 1 - fails.low);
});

test("a confidence near 1 keeps its digits, up to the last number below 1", () => {
  // Wilson's formula with z = scipy 1.17.1 stats.norm.isf((1 - c) / 2) for c = 1 - 1e-9
  const interval = wilsonInterval(8, 10, { confidence: 1 - 1e-9 });
  near(interval.low, 0.13657230698447057);
  near(interval.high, 0.9902108636926447);
  assert.ok(wilsonInterval(8, 10, { confidence: 1 - 2 ** -53 }).high < 1);
});

test("impossible counts are the caller's mistake", () => {
  assert.throws(() => wilsonInterval(11, 10), /expected at most n = 10 successes, got 11/);
  assert.throws(() => wilsonInterval(0, 0), /expected n to be a whole number of at least 1, got 0/);
  assert.throws(() => wilsonInterval(-1, 5), RangeError);
  assert.throws(() => wilsonInterval(0.5, 5), RangeError);
  assert.throws(() => wilsonInterval(Number.NaN, 5), RangeError);
});
