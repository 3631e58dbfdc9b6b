import { sum } from "simple-statistics";
import type { MeasuredLevel } from "./level.js";

/** How the share of bad requests grows with the rate near the capacity: its logarithm as a polynomial, with its errors. */
export interface BadShareFit {
  /** Logarithm of the bad share at a rate, its standard error, and how many degrees of freedom that has. */
  at(requestsPerSecond: number): {
    readonly log: number;
    readonly standardError: number;
    readonly degreesOfFreedom: number;
  };
}

/** The coefficient of the square is within this many slopes of 0 (standard deviation); in queues of 1 to 4 slots it is up to 2. */
const curvature = 0.7;

/**
 * Fits the logarithm of the bad share as a curve in the rate, by quasi-likelihood (Poisson score equations, log link). In a queue
 * it is nearly a straight line; a square is allowed for and kept small by a penalty.
 *
 * Its errors come from the batches of neighbors by the cluster-robust sandwich, to which the dependence of batches one and two
 * apart is added where it is positive. Where a few batches make most of the error the degrees of freedom are fewer. Null when the
 * levels do not determine the curve.
 *
 * Source: Liang and Zeger (1986), Longitudinal data analysis using generalized linear models, Biometrika 73(1), 13-22; products of
 * neighbors: Newey and West (1987), Econometrica 55(3), 703-708; degrees of freedom: Satterthwaite (1946), Biometrics 2(6), 110-114.
 */
export function fitBadShare(levels: readonly MeasuredLevel[], center: number): BadShareFit | null {
  const line = fitLine(levels, center);
  if (line === null || levels.length < 3) return line;
  const slope = 100 * (line.at(center * 1.01).log - line.at(center).log);
  return fitted(levels, center, [0, 0, (curvature * Math.max(1, slope)) ** -2]) ?? line;
}

/** The same without a square. */
export function fitLine(levels: readonly MeasuredLevel[], center: number): BadShareFit | null {
  return fitted(levels, center, [0, 0]);
}

/** Fits one coefficient for each precision, the inverse variance around 0 that is known of it in advance. */
function fitted(levels: readonly MeasuredLevel[], center: number, precision: readonly number[]): BadShareFit | null {
  const powers = (rate: number) => precision.map((_, k) => ((rate - center) / center) ** k);
  const rows = levels.map(({ requestsPerSecond, batches }) => ({ x: powers(requestsPerSecond), batches }));
  const coefficients = solveScore(rows, precision);
  const bread = coefficients === null ? null : inverse(information(rows, coefficients, precision));
  const units = sum(rows.map(({ batches }) => batches.length));
  const free = units - precision.length;
  if (coefficients === null || bread === null || free < fewestFree) return null;
  return {
    at: (rate) => {
      const x = powers(rate);
      const weights = bread.map((row) => dot(row, x));
      const { variance, unevenness } = errorOf(rows, coefficients, weights);
      const known = sum(weights.map((weight, k) => weight ** 2 * (precision[k] ?? 0)));
      return {
        log: dot(coefficients, x),
        standardError: Math.sqrt((units / free) * variance + known),
        degreesOfFreedom: Math.min(free, Math.max(fewestCounted, 2 / Math.max(1e-9, unevenness - 1 / units))),
      };
    },
  };
}

const fewestFree = 4;
/** However uneven the batches are: with fewer, the simulated intervals held the truth too often and had no end. */
const fewestCounted = 8;

interface Row {
  readonly x: readonly number[];
  readonly batches: MeasuredLevel["batches"];
}

/** Sum over the batches of their squared influence, and twice the products of neighbors unless these make it less. */
function errorOf(rows: readonly Row[], coefficients: readonly number[], weights: readonly number[]) {
  let own = 0;
  let neighbors = 0;
  let fourth = 0;
  for (const { x, batches } of rows) {
    const share = Math.exp(dot(coefficients, x));
    const influence = batches.map(({ requests, bad }) => (bad - requests * share) * dot(weights, x));
    influence.forEach((value, index) => {
      own += value * value;
      fourth += value ** 4;
      neighbors += 2 * value * ((influence[index + 1] ?? 0) + (influence[index + 2] ?? 0));
    });
  }
  return { variance: own + Math.max(0, neighbors), unevenness: own === 0 ? 0 : fourth / own ** 2 };
}

/** Newton's steps for the score equations, halved while they lower the likelihood. */
function solveScore(rows: readonly Row[], precision: readonly number[]): number[] | null {
  const bad = sum(rows.map(badOf));
  if (bad === 0 || rows.length < precision.length) return null;
  let found = precision.map((_, k) => (k === 0 ? Math.log(bad / sum(rows.map(requestsOf))) : 0));
  for (let step = 0; step < 60; step++) {
    const change = newtonStep(rows, found, precision);
    if (change === null) return null;
    const before = logLikelihood(rows, found, precision);
    let scale = 1;
    const moved = () => found.map((value, k) => value + scale * (change[k] ?? 0));
    while (scale > 1e-9 && !(logLikelihood(rows, moved(), precision) >= before - 1e-12)) scale /= 2;
    found = moved();
    if (scale * Math.max(...change.map(Math.abs)) < 1e-10) break;
  }
  return found.every(Number.isFinite) ? found : null;
}

function newtonStep(rows: readonly Row[], found: readonly number[], precision: readonly number[]): number[] | null {
  const bread = inverse(information(rows, found, precision));
  const score = sumOf(rows, (row) => badOf(row) - requestsOf(row) * Math.exp(dot(found, row.x))).map(
    (value, k) => value - (precision[k] ?? 0) * (found[k] ?? 0),
  );
  return bread === null ? null : bread.map((row) => dot(row, score));
}

const badOf = ({ batches }: Row) => sum(batches.map(({ bad }) => bad));
const requestsOf = ({ batches }: Row) => sum(batches.map(({ requests }) => requests));
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, index) => value * (b[index] ?? 0)));

function logLikelihood(rows: readonly Row[], coefficients: readonly number[], precision: readonly number[]): number {
  const penalty = sum(coefficients.map((value, k) => (value ** 2 * (precision[k] ?? 0)) / 2));
  return rows.reduce((total, row) => {
    const log = dot(coefficients, row.x);
    return total + badOf(row) * log - requestsOf(row) * Math.exp(log);
  }, -penalty);
}

function sumOf(rows: readonly Row[], of: (row: Row) => number): number[] {
  const size = rows[0]?.x.length ?? 0;
  return Array.from({ length: size }, (_, k) => sum(rows.map((row) => of(row) * (row.x[k] ?? 0))));
}

function information(rows: readonly Row[], found: readonly number[], precision: readonly number[]): number[][] {
  return found.map((_, k) =>
    sumOf(rows, (row) => requestsOf(row) * Math.exp(dot(found, row.x)) * (row.x[k] ?? 0)).map(
      (value, j) => value + (j === k ? (precision[k] ?? 0) : 0),
    ),
  );
}

/** Gauss-Jordan elimination of a small symmetric matrix; null when it is singular. */
function inverse(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivots = work.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + pivots.indexOf(Math.max(...pivots));
    const chosen = work[pivot] ?? [];
    const head = chosen[column] ?? 0;
    if (!(Math.abs(head) > 1e-12)) return null;
    work[pivot] = work[column] ?? [];
    work[column] = chosen.map((value) => value / head);
    for (let other = 0; other < size; other++) {
      const factor = work[other]?.[column] ?? 0;
      if (other === column || factor === 0) continue;
      work[other] = (work[other] ?? []).map((value, index) => value - factor * (work[column]?.[index] ?? 0));
    }
  }
  return work.map((row) => row.slice(size));
}
