import * as v from "valibot";
import { positiveNumber, share, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { type CapacitySearch, capacitySearch } from "../../statistics/capacity/capacity-search.js";
import { confidence } from "../../statistics/intervals/interval.js";
import { wholeCases } from "../../workload/case-file/case-set.js";
import { clientLimit } from "../part-run.js";
import { keepResult, partsFolder } from "../parts-folder.js";
import { goodOf, levelRun, SearchEnded } from "./level-run.js";
import { type LevelOptions, type LevelSettings, levelFields, requireLimits } from "./settings.js";

/** What {@link findCapacity} looks for. */
export interface FindCapacityOptions extends LevelOptions {
  /** The lowest and the highest rate that may be tried, in requests per second. */
  readonly from: number;
  readonly to: number;
  /** The share of requests that must be good. @default 0.95 */
  readonly share?: number;
  /** @default 0.95 */
  readonly confidence?: number;
  /** Requests of all levels together, at least 1000. @default 4000 */
  readonly maxRequests?: number;
}

/** What came of a search, and the folder with a run folder for each of its levels. */
export type Capacity = CapacitySearch & { readonly directory: string };

const capacityOptions = settings({
  ...levelFields,
  from: positiveNumber,
  to: positiveNumber,
  share: v.optional(share, 0.95),
  confidence,
  maxRequests: v.optional(wholeNumber(1000), 4000),
});

/**
 * How much load can a target carry? The highest rate of requests at which a share of them is answered within limits.
 *
 * Sends requests at one rate after another, each level as an ordinary run, and gives an interval for the rate in between; see
 * `bb.stats.capacitySearch` for how. Every level begins with warm-ups of its own, and prompts carry a nonce, so that no prompt cache
 * answers. When the client itself is the limit at a level, the search ends and says so: the answer is then not known. Give a
 * stopped search its folder as `resume`, and it continues; `capacity.json` in that folder is the result.
 * @throws before anything is sent, when an option is wrong.
 *
 * @example
 * const found = await bb.findCapacity({ target, cases, limits: { latencyMs: 500 }, from: 1, to: 64 });
 */
export async function findCapacity(options: FindCapacityOptions): Promise<Capacity> {
  const given = checkedOptions("findCapacity", capacityOptions, options);
  requireLimits("findCapacity", given.limits);
  const { from, to } = given;
  if (from >= to) throw new RangeError(`findCapacity expected from to be below to, got from ${from} and to ${to}`);
  const cases = wholeCases("findCapacity", given.cases);
  const directory = await partsFolder("capacity", given);
  const found = { ...(await search({ ...given, cases, directory }, given)), directory };
  const { limits, arrivals, target } = given;
  await keepResult(directory, "capacity.json", { target: target.name, limits, arrivals, share: given.share, ...found });
  return found;
}

type Bounds = Pick<Required<FindCapacityOptions>, "from" | "to" | "share" | "confidence" | "maxRequests" | "seed">;

async function search(level: LevelSettings, bounds: Bounds): Promise<CapacitySearch> {
  const { from, to, share, confidence, maxRequests, seed } = bounds;
  const measured: { requestsPerSecond: number; requests: number; cut: number; goodShare: number }[] = [];
  const measure = async (requestsPerSecond: number, requests: number, levelSeed: number) => {
    const run = await levelRun(level, { place: measured.length + 1, requestsPerSecond, requests, seed: levelSeed });
    const limit = clientLimit(run);
    if (limit !== null)
      throw new SearchEnded(`at ${requestsPerSecond} requests a second the client itself was the limit: ${limit}`);
    const good = await goodOf(run, level);
    const goodShare = good.filter((one) => one).length / good.length;
    measured.push({ requestsPerSecond, requests, cut: 0, goodShare });
    return good;
  };
  try {
    return await capacitySearch({ measure, from, to, share, confidence, maxRequests, seed });
  } catch (error) {
    if (!(error instanceof SearchEnded)) throw error;
    const requests = measured.reduce((sum, one) => sum + one.requests, 0);
    return { kind: "not-bounded", low: null, high: null, reason: error.message, levels: measured, requests };
  }
}
