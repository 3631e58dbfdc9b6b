import { checkRecord } from "../arguments/check-values.js";
import { type ComparedMetric, catalogue, comparedMetrics, isCompared } from "./catalogue.js";

/**
 * Limits that a good trial stays within, in the unit of each metric; each one that is stated must hold. Where lower is faster a
 * limit is the most that is allowed, where higher is faster it is the least.
 */
export type Limits = { readonly [Name in ComparedMetric]?: number };

/**
 * The limits that are stated, each with its name.
 * @throws RangeError for an unknown limit or one that is not a positive number, and when none is stated.
 */
export function statedLimits(limits: Limits): [ComparedMetric, number][] {
  checkRecord("goodput", "limits", limits, "limits by metric, as in { responseTimeMs: 2000 }");
  const stated = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  if (stated.length === 0)
    throw new RangeError(`expected at least one limit among ${comparedMetrics.join(", ")}, got none`);
  return stated.map(([name, limit]) => {
    if (!isCompared(name)) throw new RangeError(`expected limits among ${comparedMetrics.join(", ")}, got ${name}`);
    if (!(typeof limit === "number" && limit > 0 && limit < Infinity))
      throw new RangeError(`expected ${name} to be a positive number of ${catalogue[name].unit}, got ${String(limit)}`);
    return [name, limit];
  });
}

/** How a value stands to a limit. What was not observed is not within it. */
export type Standing = "within" | "beyond" | "not-observed";

/**
 * How a value of a metric stands to a limit: beyond it is above where lower is faster, and below where higher is.
 *
 * @example
 * standingOf("latencyMs", 2000, 2000); // => "within"
 * standingOf("tokensPerSecond", 9, 10); // => "beyond"
 */
export function standingOf(name: ComparedMetric, value: number | null, limit: number): Standing {
  if (value === null) return "not-observed";
  const isBeyond = catalogue[name].fasterWhen === "lower" ? value > limit : value < limit;
  return isBeyond ? "beyond" : "within";
}
