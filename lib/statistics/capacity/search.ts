import { seededRandom } from "../random.js";
import { type MeasuredLevel, type MeasureLevel, measureLevel } from "./level.js";

/** What is asked of a capacity search, checked. */
export interface SearchSettings {
  readonly measure: MeasureLevel;
  readonly from: number;
  readonly to: number;
  readonly share: number;
  readonly confidence: number;
  readonly maxRequests: number;
  readonly seed: number;
}

/** A capacity search under way. */
export interface Search extends Omit<SearchSettings, "measure" | "seed"> {
  readonly levels: readonly MeasuredLevel[];
  /** Of these the long ones, from which the curve is fitted. */
  readonly long: readonly MeasuredLevel[];
  used(): number;
  /** Measures one more level, cut into this number of batches. */
  measure(requestsPerSecond: number, count: number, batches: number, isLong: boolean): Promise<MeasuredLevel>;
}

/** A search that has measured nothing yet; every level gets a seed of its own. */
export function startSearch({ measure, seed, ...rest }: SearchSettings): Search {
  const random = seededRandom(seed);
  const levels: MeasuredLevel[] = [];
  const long: MeasuredLevel[] = [];
  return {
    ...rest,
    levels,
    long,
    used: () => levels.reduce((total, { requests }) => total + requests, 0),
    measure: async (requestsPerSecond, count, batches, isLong) => {
      const level = await measureLevel(measure, requestsPerSecond, count, random.below(2 ** 31), batches);
      levels.push(level);
      if (isLong) long.push(level);
      return level;
    },
  };
}
