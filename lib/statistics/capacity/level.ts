import { describeValue } from "../../arguments/describe-value.js";

/** What asks a system: sends `count` requests at a rate from an idle start and says of each, in order of arrival, whether it was good. */
export type MeasureLevel = (requestsPerSecond: number, count: number, seed: number) => Promise<readonly boolean[]>;

/** One level of a capacity search: a rate that was offered, and how it went once the cold start was cut. */
export interface CapacityLevel {
  readonly requestsPerSecond: number;
  /** Requests sent. */
  readonly requests: number;
  /** Of these the first, which met a system that was still idle and are not counted. */
  readonly cut: number;
  /** Share of good requests among the others. */
  readonly goodShare: number;
}

/** A level with the units of its statistics: batches of neighbors, each with its requests and how many of them were bad. */
export interface MeasuredLevel extends CapacityLevel {
  readonly batches: readonly Batch[];
}

/** Neighbors in a queue. */
export interface Batch {
  readonly requests: number;
  readonly bad: number;
}

/** The first tenth of a level is cut: the queue still fills. */
const coldShare = 0.1;

/** Measures one level and cuts it into batches; throws RangeError when the answer is not one boolean for each request. */
export async function measureLevel(
  measure: MeasureLevel,
  requestsPerSecond: number,
  count: number,
  seed: number,
  batchCount: number,
): Promise<MeasuredLevel> {
  const good = await measure(requestsPerSecond, count, seed);
  checkAnswers(good, count);
  const cut = Math.ceil(coldShare * count);
  const batches = Array.from({ length: batchCount }, (_, index): Batch => {
    const from = cut + Math.floor((index * (count - cut)) / batchCount);
    const to = cut + Math.floor(((index + 1) * (count - cut)) / batchCount);
    return { requests: to - from, bad: good.slice(from, to).filter((one) => !one).length };
  });
  const bad = batches.reduce((total, batch) => total + batch.bad, 0);
  return { requestsPerSecond, requests: count, cut, goodShare: 1 - bad / (count - cut), batches };
}

function checkAnswers(good: readonly boolean[], count: number): void {
  if (!Array.isArray(good) || good.length !== count) {
    const got = Array.isArray(good) ? `${good.length}` : describeValue(good);
    throw new RangeError(`capacitySearch expected measure to give ${count} answers of true or false, got ${got}`);
  }
  const odd = good.findIndex((one) => typeof one !== "boolean");
  if (odd >= 0) {
    throw new RangeError(
      `capacitySearch expected measure to give true or false for each request, got ${describeValue(good[odd])} at index ${odd}`,
    );
  }
}
