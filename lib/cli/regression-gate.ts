import type { Comparison } from "../index.js";
import { catalogue } from "../metrics/catalogue.js";

/** What `--fail-on-slower` says of a comparison. */
export interface Gate {
  readonly failOnSlowerPercent: number;
  readonly passed: boolean;
  /** Why, in words that begin with what was found. */
  readonly reason: string;
}

/**
 * The noise threshold below which a gate still looks: a gate of 1 % must see changes that are otherwise called noise (2 %).
 * Nothing without a gate.
 */
export function noiseBelow(failOnSlower: number | undefined): { readonly noiseThreshold?: number } {
  return failOnSlower === undefined ? {} : { noiseThreshold: Math.min(0.02, failOnSlower / 100) };
}

/**
 * Whether a candidate passes: it does not when it is slower by more than `percent`, and not when that cannot be known. Too few data
 * or arms that cannot be compared are no evidence that all is well, whatever their ratio is.
 */
export function gateOf(comparison: Comparison, percent: number): Gate {
  const { verdict, changePercent, metric, reasons } = comparison;
  const size = Math.abs(changePercent ?? Number.POSITIVE_INFINITY);
  const of = (passed: boolean, reason: string): Gate => ({ failOnSlowerPercent: percent, passed, reason });
  switch (verdict) {
    case "faster":
      return of(true, "the candidate is faster");
    case "slower":
      return size > percent
        ? of(false, `the candidate is slower by ${shown(size)} %`)
        : of(true, `the candidate is slower, but only by ${shown(size)} %`);
    case "no-difference-seen":
      return of(true, `no difference was seen${notRuledOut(comparison, percent)}`);
    case "too-few-data":
      return of(false, "too few data to tell whether the candidate is slower: use more prompts");
    case "not-comparable":
      return of(
        false,
        `whether the candidate is slower is unknown, because the arms cannot be compared in ${metric} (${reasons[0]}): fix that, or choose a --metric it does not affect`,
      );
  }
}

/** A gate that passes for lack of evidence says how much slower the candidate may still be. */
function notRuledOut({ interval, metric }: Comparison, percent: number): string {
  if (interval === null) return "";
  const worst = 100 * (catalogue[metric].fasterWhen === "higher" ? 1 - interval.low : interval.high - 1);
  return worst > percent ? `, but the data do not rule out a slowdown of up to ${shown(worst)} %` : "";
}

/** With enough digits to distinguish it from a whole percent. */
function shown(percent: number): string {
  return percent.toFixed(percent < 1 ? 2 : 1);
}
