import { mean } from "simple-statistics";
import * as v from "valibot";
import { checkedValues, type Values } from "../../arguments/check-numbers.js";
import { checkRecord } from "../../arguments/check-values.js";
import { trueOrFalse, wholeNumber, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { fewestClusters } from "../intervals/clusters.js";
import { type ConfidenceOptions, confidence } from "../intervals/interval.js";
import { toldApart } from "./told-apart.js";

/** How targets are ranked. */
export interface RankOptions extends ConfidenceOptions {
  /** True for times, false for scores and rates. */
  readonly smallerIsBetter: boolean;
  /** Random sign patterns; 2000 by default. */
  readonly resamples?: number;
  /** 1 by default. */
  readonly seed?: number;
}

/** A target in a ranking, best first. */
export interface RankRow {
  readonly name: string;
  /** Mean of its values, in their unit. */
  readonly estimate: number;
  /** The best and the worst rank that it may truly have, from 1. */
  readonly rankLow: number;
  readonly rankHigh: number;
  /** Targets of one group, from 1, cannot be distinguished from the first of it. */
  readonly group: number;
}

const rankOptions = settings({
  smallerIsBetter: trueOrFalse,
  confidence,
  resamples: v.optional(wholeNumber(200), 2000),
  seed: v.optional(wholeSeed, 1),
});

/**
 * Which of several is best, with the ranks that each may have? `valuesByTarget` has a list of values for each name, paired by index:
 * the same case at the same place.
 *
 * Every two targets are compared at once: the difference of their means counts when it is larger, in standard errors, than the largest
 * over all pairs would be by chance (`confidence` of seeded sign patterns of the cases, flipped alike in all pairs). So of equal
 * targets any two are distinguished in at most 1 - confidence of all rankings, however many there are. A target's best rank is 1 and how
 * many are shown to be better; all others it may lead. Values that scatter by a factor, such as times, belong in as logarithms.
 *
 * Throws RangeError for fewer than two targets, fewer than ten cases, lists of unequal length and options out of range.
 *
 * Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for ranks, Review of Economic Studies 91(1), 476-518; largest of
 * several statistics: Romano and Wolf (2005), JASA 100, 94-108; sign patterns: Liu (1988), Annals of Statistics 16(4), 1696-1708.
 *
 * @example
 * bb.stats.rankPaired({ a: [1, 2, 1, 3, 2, 1, 2, 3, 1, 2], b: [9, 8, 9, 9, 7, 9, 8, 9, 9, 8] }, { smallerIsBetter: true })[0]?.name; // => "a"
 */
export function rankPaired(valuesByTarget: Readonly<Record<string, Values>>, options: RankOptions): RankRow[] {
  checkRecord("rankPaired", "valuesByTarget", valuesByTarget, "a record with a list of values for each target");
  const { smallerIsBetter, ...given } = checkedOptions("rankPaired", rankOptions, options);
  const targets = checkedTargets(valuesByTarget).map(({ name, values }) => ({ name, values, estimate: mean(values) }));
  targets.sort((a, b) => (smallerIsBetter ? a.estimate - b.estimate : b.estimate - a.estimate));
  const isApart = toldApart(
    targets.map(({ values }) => values),
    given,
  );
  let [group, first] = [1, 0];
  return targets.map(({ name, estimate }, at) => {
    if (isApart(first, at)) {
      group++;
      first = at;
    }
    const better = targets.filter((_, other) => other < at && isApart(other, at)).length;
    const worse = targets.filter((_, other) => other > at && isApart(at, other)).length;
    return { name, estimate, rankLow: 1 + better, rankHigh: targets.length - worse, group };
  });
}

function checkedTargets(valuesByTarget: Readonly<Record<string, Values>>) {
  const targets = Object.entries(valuesByTarget).map(([name, values]) => ({
    name,
    values: Array.from(checkedValues(values, `the values of ${name}`)),
  }));
  const [first, second] = targets;
  if (first === undefined || second === undefined) {
    throw new RangeError(`rankPaired expected at least 2 targets to rank, got ${first?.name ?? "none"}`);
  }
  const odd = targets.find(({ values }) => values.length !== first.values.length);
  if (odd !== undefined) {
    throw new RangeError(
      `rankPaired expected values paired by index, got ${first.values.length} of ${first.name} and ${odd.values.length} of ${odd.name}: keep the cases that all targets answered`,
    );
  }
  if (first.values.length < fewestClusters) {
    throw new RangeError(`rankPaired expected at least ${fewestClusters} cases, got ${first.values.length}`);
  }
  return targets;
}
