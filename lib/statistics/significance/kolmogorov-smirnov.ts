import { sortedValues } from "../../arguments/check-numbers.js";
import { checkFunction } from "../../arguments/check-values.js";

/** How far a sample lies from a distribution. */
export interface KolmogorovSmirnov {
  readonly kind: "kolmogorov-smirnov";
  readonly n: number;
  /** The largest difference between the sample's distribution function and the named one. */
  readonly distance: number;
  /** Two-sided: how often a sample of the named distribution is at least this far from it. */
  readonly p: number;
}

/** Up to here p is exact; above, the limiting distribution with Stephens' correction is right to about 0.003. */
const MOST_EXACT = 100;

/**
 * From this n d^2 on (p below 0.0007) a sample is so far away to both sides at once only once in 10^14: twice the one-sided
 * tail then keeps the digits that 1 - P(D < d) loses (Simard and L'Ecuyer 2011, Journal of Statistical Software 39(11)).
 */
const ONE_SIDED_FROM = 4;

/**
 * The one-sample test of Kolmogorov and Smirnov: do these values come from this (continuous) distribution?
 *
 * `below(x)` is the distribution function P(X <= x), with its parameters known in advance: when they are estimated from the
 * same values the p is too large. Exact for up to 100 values, by the matrix method of Marsaglia, Tsang and Wang (2003),
 * Journal of Statistical Software 8(18); for more by Kolmogorov's series at D (sqrt n + 0.12 + 0.11 / sqrt n), Stephens
 * (1970), JRSS B 32, 115-122. Throws RangeError for no values and for one that is not finite.
 *
 * @example
 * bb.stats.kolmogorovSmirnov([0.25, 0.75], (x) => x).distance; // => 0.25
 */
export function kolmogorovSmirnov(values: readonly number[], below: (x: number) => number): KolmogorovSmirnov {
  checkFunction("kolmogorovSmirnov", "below", below, ": the share of the named distribution below x");
  const sorted = sortedValues(values, "values");
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((value, index) => {
    const expected = below(value);
    distance = Math.max(distance, expected - index / n, (index + 1) / n - expected);
  });
  return { kind: "kolmogorov-smirnov", n, distance, p: kolmogorovUpperTail(distance, n) };
}

/** P(D >= d) for n values. */
export function kolmogorovUpperTail(d: number, n: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  if (n <= MOST_EXACT && n * d * d >= ONE_SIDED_FROM) return Math.min(1, 2 * oneSidedUpperTail(d, n));
  const tail =
    n <= MOST_EXACT ? 1 - exactLowerTail(d, n) : limitUpperTail(d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)));
  return Math.min(1, Math.max(0, tail));
}

/** P(D+ >= d) by Smirnov's sum (1944), of terms above 0 alone. */
function oneSidedUpperTail(d: number, n: number): number {
  let ways = 1;
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j += 1) {
    sum += ways * (d + j / n) ** (j - 1) * Math.max(0, 1 - d - j / n) ** (n - j);
    ways *= (n - j) / (j + 1);
  }
  return d * sum;
}

/** 2 times the alternating sum of exp(-2 k^2 t^2). */
function limitUpperTail(t: number): number {
  if (t < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) {
    const term = Math.exp(-2 * k * k * t * t);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-16) break;
  }
  return 2 * sum;
}

type Matrix = readonly (readonly number[])[];

/** P(D < d): n! / n^n times the middle element of H to the power n. */
function exactLowerTail(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const power = matrixPower(stepMatrix(k, k - n * d), n);
  let middle = power[k - 1]?.[k - 1] ?? 0;
  for (let i = 1; i <= n; i += 1) middle *= i / n;
  return middle;
}

/** The matrix H of the paper, of 2k - 1 rows, with h = k - n d. */
function stepMatrix(k: number, h: number): Matrix {
  const rows = 2 * k - 1;
  const last = rows - 1;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => {
      if (i - j + 1 < 0) return 0;
      let value = 1;
      if (j === 0) value -= h ** (i + 1);
      if (i === last) value -= h ** (rows - j);
      if (i === last && j === 0 && 2 * h - 1 > 0) value += (2 * h - 1) ** rows;
      for (let g = 2; g <= i - j + 1; g += 1) value /= g;
      return value;
    }),
  );
}

function matrixPower(matrix: Matrix, exponent: number): Matrix {
  if (exponent === 1) return matrix;
  const half = matrixPower(matrix, Math.floor(exponent / 2));
  const square = product(half, half);
  return exponent % 2 === 0 ? square : product(square, matrix);
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    row.map((_, j) => {
      let sum = 0;
      for (let k = 0; k < row.length; k += 1) sum += (row[k] ?? 0) * (b[k]?.[j] ?? 0);
      return sum;
    }),
  );
}
