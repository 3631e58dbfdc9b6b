import assert from "node:assert/strict";
import { test } from "node:test";
import {
  binomialAtLeast,
  binomialAtMost,
  chiSquareLowerTail,
  chiSquareQuantile,
  normalLowerTail,
  normalQuantile,
  normalUpperTail,
  studentQuantile,
  studentUpperTail,
} from "./distributions.js";
import { near } from "./near.js";

test("quantiles of Student's t are scipy's", () => {
  // scipy 1.17.1: stats.t.ppf(p, df)
  near(studentQuantile(0.975, 1), 12.706204736174694);
  near(studentQuantile(0.975, 4), 2.7764451051977934);
  near(studentQuantile(0.975, 9), 2.262157162798205);
  near(studentQuantile(0.95, 29), 1.6991270265334972);
  near(studentQuantile(0.995, 99), 2.626405457280827);
  near(studentQuantile(0.9, 2.5), 1.7302509288071766);
  near(studentQuantile(0.0005, 7), -5.407882520861726);
  assert.equal(studentQuantile(0.5, 3), 0);
});

test("quantiles of Student's t hold far out and for many degrees of freedom", () => {
  // mpmath 1.4.1, 40 digits: root of the incomplete beta function
  near(studentQuantile(1e-10, 3), -2225.7692846830932);
  near(studentQuantile(1e-10, 1000), -6.427876283134213);
  near(studentQuantile(1e-10, 1e5), -6.3620004198436915);
  near(studentQuantile(0.025, 4.5), -2.658912347204404);
});

test("tails of Student's t are scipy's, also near 0 and far out", () => {
  // scipy 1.17.1: stats.t.sf(t, df); the last two by mpmath with 40 digits
  near(studentUpperTail(2.5, 3), 0.04385332350403278);
  near(studentUpperTail(-1.2, 10), 0.8711018496378472);
  near(studentUpperTail(4.0621, 9), 0.0014165039201950796);
  near(studentUpperTail(0.3, 1), 0.4072264209222577);
  near(studentUpperTail(8, 99), 1.2001519105284427e-12);
  near(studentUpperTail(-0.001, 1e5), 0.5003989412165561);
  near(studentUpperTail(8, 1e5), 6.286959938128186e-16);
});

test("binomial tails of a million and of ten million trials are scipy's", () => {
  // scipy 1.17.1: stats.binom.cdf(k, n, p) and stats.binom.sf(k - 1, n, p)
  const known: readonly (readonly [number, number, number, number, number])[] = [
    [3000000, 1e7, 0.3, 0.5001560012457757, 0.5001192950733343],
    [5000000, 1e7, 0.5, 0.5001261566229462, 0.5001261566229462],
    [5003000, 1e7, 0.5, 0.9711310644441142, 0.028910642657921592],
    [9000003, 1e7, 0.9, 0.5014157554357521, 0.49900476507390185],
    [4990000, 1e7, 0.5, 1.2724002455775383e-10, 0.99999999987328],
    [989403, 1e6, 0.99, 1.4329559121892286e-9, 0.999999998650737],
    [300000, 1e6, 0.3, 0.5004933190666546, 0.5003772440879569],
    [9999995, 1e7, 0.9999999, 0.0036598445200292963, 0.9994058157971641],
    [10, 1e7, 1e-6, 0.5830397501929957, 0.5420703482148822],
    [123456, 1e7, 0.01, 1, 0],
  ];
  for (const [k, n, p, atMost, atLeast] of known) {
    near(binomialAtMost(k, n, p), atMost, 1e-9, `at most ${k} of ${n}`);
    near(binomialAtLeast(k, n, p), atLeast, 1e-9, `at least ${k} of ${n}`);
  }
});

test("a tail too small for a double is 0, and its other side 1", () => {
  // scipy 1.17.1: stats.norm.sf, stats.chi2.cdf, stats.chi2.ppf
  near(normalUpperTail(37), 5.7255712225239266e-300);
  assert.deepEqual(
    [normalUpperTail(40), normalUpperTail(-40), normalLowerTail(-40), normalLowerTail(40)],
    [0, 1, 0, 1],
  );
  assert.deepEqual([chiSquareLowerTail(1e4, 1), chiSquareLowerTail(2e4, 3)], [1, 1]);
  near(chiSquareQuantile(0.975, 1e4), 10279.07017988759);
  near(chiSquareQuantile(0.999999, 1e4), 10686.689829866038);
});

test("binomial tails are scipy's", () => {
  // scipy 1.17.1: stats.binom.cdf(k, n, p) and stats.binom.sf(k - 1, n, p)
  const known: readonly (readonly [number, number, number, number, number])[] = [
    [8, 10, 0.5, 0.9892578125, 0.0546875],
    [2, 10, 0.5, 0.0546875, 0.9892578125],
    [83, 100, 0.9, 0.020598810145300142, 0.989992720737875],
    [982, 1000, 0.99, 0.01383258173000863, 0.9930950052324192],
    [0, 459, 0.01, 0.009920974201040622, 1],
    [3, 15, 0.5, 0.017578125, 0.996307373046875],
  ];
  for (const [k, n, p, atMost, atLeast] of known) {
    near(binomialAtMost(k, n, p), atMost);
    near(binomialAtLeast(k, n, p), atLeast);
  }
});

test("a binomial tail too small for a double is 0 instead of an error", () => {
  assert.equal(binomialAtMost(10, 100_000, 0.5), 0);
  assert.equal(binomialAtMost(-1, 10, 0.5), 0);
  assert.equal(binomialAtMost(10, 10, 0.5), 1);
  assert.equal(binomialAtLeast(11, 10, 0.5), 0);
});

test("normal tails and quantiles are scipy's", () => {
  // scipy 1.17.1: stats.norm.sf(z), stats.norm.ppf(p)
  near(normalUpperTail(-1.96), 0.9750021048517795);
  near(normalUpperTail(0.5), 0.3085375387259869);
  near(normalUpperTail(3), 0.0013498980316300933);
  near(normalUpperTail(8), 6.22096057427174e-16);
  near(normalLowerTail(-3), 0.0013498980316300933);
  near(normalQuantile(0.025), -1.9599639845400545);
  near(normalQuantile(0.2), -0.8416212335729142);
  near(normalQuantile(0.9), 1.2815515655446004);
  near(normalQuantile(0.9995), 3.2905267314919255);
  near(normalQuantile(1e-9), -5.9978070150076865);
  assert.equal(normalQuantile(0.5), 0);
});

test("chi-square tails and quantiles are scipy's", () => {
  // scipy 1.17.1: stats.chi2.ppf(p, df), stats.chi2.cdf(x, df)
  near(chiSquareQuantile(0.2, 19), 13.715789706290439);
  near(chiSquareQuantile(0.05, 1), 0.003932140000019522);
  near(chiSquareQuantile(0.5, 4), 3.3566939800333224);
  near(chiSquareQuantile(0.975, 30), 46.97924224367115);
  near(chiSquareQuantile(0.01, 100), 70.06489492539978);
  near(chiSquareLowerTail(3.84, 1), 0.9499564787512949);
  near(chiSquareLowerTail(30, 30), 0.5343462910559904);
  near(chiSquareLowerTail(0.5, 5), 0.007876706767370404);
  assert.equal(chiSquareLowerTail(0, 3), 0);
});
