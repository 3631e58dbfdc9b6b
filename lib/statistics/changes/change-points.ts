import * as v from "valibot";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { type ConfidenceOptions, confidence, type Interval } from "../intervals/interval.js";
import { inGivenUnit, inOwnUnit } from "../own-unit.js";
import { type SeededRandom, seededRandom } from "../random.js";
import { bestSplit, permutationP, type Stretch } from "./energy-split.js";
import { fewestValues } from "./fewest-values.js";
import { type Split, sureSteps } from "./sure-steps.js";

/** How change points are looked for. */
export interface ChangePointsOptions extends ConfidenceOptions {
  /** The fewest values on either side of a change: 2 by default, and at least 2. */
  readonly minimumSegment?: number;
  /** Of the permutations; 1 by default. */
  readonly seed?: number;
}

/** A place at which the values step to another level. */
export interface ChangePoint {
  /** Index of the first value at the new level. */
  readonly at: number;
  /** Of the permutation test, adjusted for the two searches. */
  readonly p: number;
  /** Means of the segments on either side, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** after - before, with its interval, which allows for a look at the history after each of its values. */
  readonly change: number;
  readonly interval: Interval;
}

/** Values at one level: from index `from` to before `to`. */
export interface Segment extends Stretch {
  readonly mean: number;
}

/** The change points of a history, and the segments between them. */
export interface ChangePoints {
  readonly kind: "change-points";
  readonly n: number;
  readonly points: readonly ChangePoint[];
  readonly segments: readonly Segment[];
  /** Why nothing can be found in so few values; null where something could. */
  readonly reason: string | null;
}

const changePointsOptions = settings({
  confidence,
  minimumSegment: v.optional(wholeNumber(2), 2),
  seed: v.optional(wholeSeed, 1),
});

const PERMUTATIONS = 999;

/**
 * Where did a history of values, in the order they came, step to another level? Such as the mean latency of nightly runs.
 *
 * E-divisive: the split with the largest energy statistic is kept when fewer than 1 - confidence of seeded permutations split as well, and
 * the parts are searched again. Four fifths of that level go to splits whose right side reaches to the end, one fifth to those that end
 * before. That alone has false alarms in 5 % of stable histories for one look, and in about a quarter of those that
 * are looked at after each of 30 values. So a change must also exceed what that many looks allow: its interval (Student's t with the
 * spread of all segments, at 1 - (1 - confidence) / n) must exclude 0; those that do not are dropped, the least sure first. Needs values
 * that are independent around their level: a history that wanders has steps everywhere. Eight values are the fewest in which any step can
 * be shown, and `reason` says so of fewer; a step that only the last two show takes 11 at the least and about 20 in noise. Values that scatter by a factor, such as times, belong in as
 * logarithms. In the unit of the values; meant for up to some hundred. Throws RangeError for values that are not finite and options out of
 * range.
 *
 * Source: Matteson and James (2014), A nonparametric approach for multiple change point analysis, JASA 109(505), 334-345; for benchmarks
 * Daly et al. (2020), The use of change point detection to identify software performance regressions in a continuous integration
 * system, ICPE.
 *
 * @example
 * bb.stats.changePoints([9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 14, 15]).points.map(({ at }) => at); // => [10]
 */
export function changePoints(values: Values, options: ChangePointsOptions = {}): ChangePoints {
  const { minimumSegment, seed, ...sure } = checkedOptions("changePoints", changePointsOptions, options);
  const { unit, values: own } = inOwnUnit(checkedValues(values, "values", 0));
  const numbers = Float64Array.from(own);
  const division = { confidence: sure.confidence, least: minimumSegment, random: seededRandom(seed) };
  const splits = divided(numbers, division);
  const { steps, segments } = sureSteps(numbers, splits, sure.confidence);
  const given = (value: number) => inGivenUnit(value, unit);
  return {
    kind: "change-points",
    n: numbers.length,
    points: steps.map(({ at, p, before, after, reach }) => {
      const change = after - before;
      const interval = { low: given(change - reach), high: given(change + reach) };
      return { at, p, before: given(before), after: given(after), change: given(change), interval };
    }),
    segments: segments.map(({ from, to, mean }) => ({ from, to, mean: given(mean) })),
    reason: tooFew(numbers.length, sure.confidence, minimumSegment),
  };
}

/**
 * Two searches share the level of a test: for a step that lasts to the end, the usual question, and for a level that was left again.
 */
const SEARCHES = [
  { passing: false, levelShare: 0.8 },
  { passing: true, levelShare: 0.2 },
] as const;

interface Division {
  readonly confidence: number;
  readonly least: number;
  readonly random: SeededRandom;
}

/** Splits the values as long as the best split is less likely than chance allows. */
function divided(values: Float64Array, division: Division): Split[] {
  const splits: Split[] = [];
  for (;;) {
    const found = nextSplit(values, splits, division);
    if (found === null) return splits;
    splits.push(found);
  }
}

function nextSplit(values: Float64Array, splits: readonly Split[], { confidence, least, random }: Division) {
  const ends = [0, ...splits.map(({ at }) => at).sort((a, b) => a - b), values.length];
  const stretches = ends.slice(1).map((to, index) => ({ from: ends[index] ?? 0, to }));
  for (const { passing, levelShare } of SEARCHES) {
    const search = { least, passing };
    const best = stretches
      .map((stretch) => bestSplit(values, stretch, search))
      .reduce((a, b) => (b.at !== null && (a.at === null || b.energy > a.energy) ? b : a));
    if (best.at === null || best.energy <= 0) continue;
    const level = levelShare * (1 - confidence);
    const p = permutationP(values, stretches, best.energy, { level, permutations: PERMUTATIONS, random, search });
    if (p !== null) return { at: best.at, p: Math.min(1, p / levelShare) };
  }
  return null;
}

function tooFew(n: number, confidence: number, least: number): string | null {
  const needed = Math.max(fewestValues(SEARCHES[0].levelShare * (1 - confidence), null), 2 * least);
  if (n >= needed) return null;
  return `${n} of at least ${needed}: with fewer, any step could be chance`;
}
