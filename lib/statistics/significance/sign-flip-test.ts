import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { inGivenUnit, inOwnUnit } from "../own-unit.js";
import { type SeededRandom, seededRandom } from "../random.js";
import { type Alternative, alternative, pFromTails, type TestOptions } from "./alternative.js";

/** How `signFlipTest` goes about it. */
export interface SignFlipOptions extends TestOptions {
  /** Random sign patterns when there are too many to take them all; 20,000 by default. */
  readonly resamples?: number;
  /** 1 by default: the same differences give the same p. */
  readonly seed?: number;
}

/** What the signs of paired differences say. */
export interface SignFlipTest {
  readonly p: number;
  readonly n: number;
  readonly meanDifference: number;
  /** `exact`: every sign pattern was counted; `monte-carlo`: a seeded sample of them. */
  readonly method: "exact" | "monte-carlo";
  /** Patterns at least as extreme as the data, of how many patterns. */
  readonly extreme: number;
  readonly patterns: number;
}

const signFlipOptions = settings({
  alternative,
  resamples: v.optional(wholeNumber(100), 20_000),
  seed: v.optional(wholeSeed, 1),
});

/** Up to here all 2^n sign patterns are counted, about a million at most. */
const mostExact = 20;

/**
 * Fisher's sign-flip (randomization) test: are paired differences centered at 0?
 *
 * If the arms were the same, each difference could as well have had the other sign. The p-value is the share of sign
 * patterns whose mean is at least as extreme as the one observed. It needs no normal distribution and is exact up to 20
 * differences; beyond that random patterns are drawn by the seed, with the observed one counted among them (Phipson and
 * Smyth 2010), so that p is never 0. Throws RangeError for no differences, values that are not finite and bad options.
 *
 * Source: Fisher (1935), The Design of Experiments, section 21: Darwin's maize gives 1726 of 32768.
 *
 * @example
 * bb.stats.signFlipTest([1, 2, 3, 4]).p; // => 0.125
 */
export function signFlipTest(differences: Values, options: SignFlipOptions = {}): SignFlipTest {
  const { alternative, resamples, seed } = checkedOptions("signFlipTest", signFlipOptions, options);
  const { unit, values: own } = inOwnUnit(checkedValues(differences, "differences"));
  const n = own.length;
  const exact = n <= mostExact;
  const counts = exact ? countAll(own) : countSome(own, resamples, seededRandom(seed));
  return {
    p: pFromTails(alternative, counts.atMost / counts.patterns, counts.atLeast / counts.patterns),
    n,
    meanDifference: inGivenUnit(mean(Array.from(own)), unit),
    method: exact ? "exact" : "monte-carlo",
    extreme: extremeCount(alternative, counts),
    patterns: counts.patterns,
  };
}

/** Sign patterns whose sum is at most, and at least, the observed one. */
interface Counts {
  readonly atMost: number;
  readonly atLeast: number;
  readonly patterns: number;
}

function extremeCount(alternative: Alternative, { atMost, atLeast, patterns }: Counts): number {
  if (alternative === "greater") return atLeast;
  if (alternative === "less") return atMost;
  return Math.min(patterns, 2 * Math.min(atMost, atLeast));
}

/** Sums of decimals that are equal on paper differ by rounding; they must count as equal. */
function roundingSlack(differences: Float64Array): number {
  return 1e-12 * differences.reduce((total, value) => total + Math.abs(value), 0);
}

/** Walks all patterns in Gray-code order: each differs from the one before by a single sign. */
function countAll(differences: Float64Array): Counts {
  const observed = differences.reduce((total, value) => total + value, 0);
  const slack = roundingSlack(differences);
  const flipped = Float64Array.from(differences);
  const patterns = 2 ** differences.length;
  let total = observed;
  let atMost = 0;
  let atLeast = 0;
  for (let step = 1; step <= patterns; step++) {
    if (total <= observed + slack) atMost++;
    if (total >= observed - slack) atLeast++;
    const place = 31 - Math.clz32(step & -step);
    const value = flipped[place];
    if (value === undefined) break;
    flipped[place] = -value;
    total -= 2 * value;
  }
  return { atMost, atLeast, patterns };
}

function countSome(differences: Float64Array, resamples: number, random: SeededRandom): Counts {
  const observed = differences.reduce((total, value) => total + value, 0);
  const slack = roundingSlack(differences);
  let atMost = 1;
  let atLeast = 1;
  for (let index = 0; index < resamples; index++) {
    const total = randomSum(differences, random);
    if (total <= observed + slack) atMost++;
    if (total >= observed - slack) atLeast++;
  }
  return { atMost, atLeast, patterns: resamples + 1 };
}

function randomSum(differences: Float64Array, random: SeededRandom): number {
  let total = 0;
  let bits = 0;
  for (let index = 0; index < differences.length; index++) {
    if (index % 32 === 0) bits = random.next32();
    const value = differences[index] ?? 0;
    total += (bits >>> (index % 32)) & 1 ? value : -value;
  }
  return total;
}
