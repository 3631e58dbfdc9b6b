import { largeBinomialAtLeast, largeBinomialAtMost } from "./binomial-tails.js";

import cephes = require("cephes");

// The special functions are those of Moshier's Cephes library, compiled to WebAssembly by the package `cephes`.
// Its inverses lose digits far out in the tails, so quantiles are found here from the distribution functions.

/** Quantile of the standard normal distribution: the z with P(Z <= z) = p, for p between 0 and 1. */
export function normalQuantile(p: number): number {
  return p === 0.5 ? 0 : cephes.ndtri(p);
}

/**
 * How many standard deviations to each side hold `confidence` of a normal distribution. By the tail: (1 + confidence) / 2 would
 * lose the digits of a confidence near 1.
 */
export function normalReach(confidence: number): number {
  return -normalQuantile((1 - confidence) / 2);
}

/** The same for Student's t distribution, in standard errors. */
export function studentReach(confidence: number, degreesOfFreedom: number): number {
  return -studentQuantile((1 - confidence) / 2, degreesOfFreedom);
}

/** P(Z >= z) of the standard normal distribution, exact far out where 1 - P(Z <= z) would be 0. */
export function normalUpperTail(z: number): number {
  return valueOrWhenTooSmall(() => cephes.erfc(z / Math.SQRT2) / 2, z > 0 ? 0 : 1);
}

/** P(Z <= z) of the standard normal distribution. */
export function normalLowerTail(z: number): number {
  return normalUpperTail(-z);
}

/**
 * P(T >= t) of Student's t distribution; degrees of freedom may be a fraction.
 *
 * Abramowitz and Stegun (1964) 26.7.1 by the incomplete beta function; near 0 by its complement, which keeps the digits.
 */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  if (t < 0) return 1 - studentUpperTail(-t, degreesOfFreedom);
  const square = t * t;
  const total = degreesOfFreedom + square;
  return square < 1
    ? 0.5 - betaIntegral(0.5, degreesOfFreedom / 2, square / total) / 2
    : betaIntegral(degreesOfFreedom / 2, 0.5, degreesOfFreedom / total) / 2;
}

/** Quantile of Student's t distribution: the t with P(T <= t) = p, for p between 0 and 1. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  let high = 1;
  while (studentUpperTail(high, degreesOfFreedom) > tail) high *= 2;
  const distance = rootBetween(0, high, (t) => tail - studentUpperTail(t, degreesOfFreedom));
  return p < 0.5 ? -distance : distance;
}

/** P(X <= x) of the chi-square distribution, for x from 0. */
export function chiSquareLowerTail(x: number, degreesOfFreedom: number): number {
  return x <= 0 ? 0 : valueOrWhenTooSmall(() => cephes.igam(degreesOfFreedom / 2, x / 2), x > degreesOfFreedom ? 1 : 0);
}

/** Quantile of the chi-square distribution: the x with P(X <= x) = p, for p between 0 and 1. */
export function chiSquareQuantile(p: number, degreesOfFreedom: number): number {
  let high = degreesOfFreedom;
  while (chiSquareLowerTail(high, degreesOfFreedom) < p) high *= 2;
  return rootBetween(0, high, (x) => chiSquareLowerTail(x, degreesOfFreedom) - p);
}

/** Up to this many trials the incomplete beta function keeps ten digits. */
const mostByBeta = 10_000;

/** P(B <= k) of n trials that each succeed with probability p. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (n > mostByBeta) return largeBinomialAtMost(k, n, p);
  return betaIntegral(n - k, k + 1, 1 - p);
}

/** P(B >= k) of n trials that each succeed with probability p; small tails keep their digits. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (n > mostByBeta) return largeBinomialAtLeast(k, n, p);
  return betaIntegral(k, n - k + 1, p);
}

/** The regularized incomplete beta function. */
function betaIntegral(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return valueOrWhenTooSmall(() => cephes.incbet(a, b, x), x > a / (a + b) ? 1 : 0);
}

/** Where a tail is too small for a double Cephes throws: the probability is then 0 or, on the other side of the center, 1. */
function valueOrWhenTooSmall(probability: () => number, otherwise: 0 | 1): number {
  try {
    return probability();
  } catch (error) {
    if (error instanceof Error && error.message.includes("underflow")) return otherwise;
    throw error;
  }
}

/** Where a rising function crosses 0 between `low` and `high`, to the last bit that halving can tell. */
function rootBetween(low: number, high: number, rising: (x: number) => number): number {
  let below = low;
  let above = high;
  for (let step = 0; step < 200; step++) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) break;
    if (rising(middle) < 0) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}
