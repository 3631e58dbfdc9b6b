/**
 * P(B >= k) of n trials that each succeed with probability p, for n in the tens of thousands and far beyond, 0 < k <= n.
 *
 * The incomplete beta function loses digits there (at ten million trials the third one was wrong). The smaller tail is added up
 * from its largest term, which Loader's saddle-point form gives to the last digits: some thousand terms, all above 0.
 *
 * Source: Loader (2000), Fast and accurate computation of binomial probabilities, as R's `dbinom` has it.
 */
export function largeBinomialAtLeast(k: number, n: number, p: number): number {
  return k > n * p ? upperSum(k, n, p) : 1 - lowerSum(k - 1, n, p);
}

/** P(B <= k), likewise, for 0 <= k < n. */
export function largeBinomialAtMost(k: number, n: number, p: number): number {
  return k < n * p ? lowerSum(k, n, p) : 1 - upperSum(k + 1, n, p);
}

function upperSum(k: number, n: number, p: number): number {
  const odds = p / (1 - p);
  return summed(binomialProbability(k, n, p), k, (j) => (j < n ? ((n - j) / (j + 1)) * odds : 0), 1);
}

function lowerSum(k: number, n: number, p: number): number {
  const odds = (1 - p) / p;
  return summed(binomialProbability(k, n, p), k, (j) => (j > 0 ? (j / (n - j + 1)) * odds : 0), -1);
}

/** Adds falling terms, each `ratioAt(j)` times the one before, until they no longer matter. */
function summed(first: number, from: number, ratioAt: (j: number) => number, step: 1 | -1): number {
  let total = 0;
  let term = first;
  for (let j = from; term > total * 1e-18; j += step) {
    total += term;
    term *= ratioAt(j);
  }
  return total;
}

/** P(B = k) of n trials. */
function binomialProbability(k: number, n: number, p: number): number {
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const log =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p));
  return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** ln n! minus Stirling's formula for it, for n from 1. */
function stirlingError(n: number): number {
  if (n >= 16) return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / n ** 2) / n ** 2) / n ** 2) / n;
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return Math.log(factorial) - 0.5 * Math.log(2 * Math.PI * n) - n * Math.log(n) + n;
}

/** x ln(x / mean) + mean - x, without losing the digits where x is near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let total = difference * v;
  let term = 2 * x * v;
  for (let j = 3; ; j += 2) {
    term *= v * v;
    const next = total + term / j;
    if (next === total) return total;
    total = next;
  }
}
