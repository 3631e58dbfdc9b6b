import * as v from "valibot";
import { checkedLater, numberFrom, oneOf, positiveNumber, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { Load } from "../types/index.js";

type Closed = Extract<Load, { kind: "closed" }>;
type Batches = Extract<Load, { kind: "batches" }>;
type Open = Extract<Load, { kind: "open" }>;
type Ramp = Extract<Load, { kind: "ramp" }>;
type Replay = Extract<Load, { kind: "replay" }>;

/** More requests in flight than one client process can time honestly. */
const mostInFlight = 10_000;

const inFlight = wholeNumber(1, mostInFlight);
const duration = v.nullish(positiveNumber, null);
const arrivals = oneOf("constant", "poisson", "gamma");
const common = { burstiness: v.nullish(positiveNumber, null), maxInFlight: v.nullish(inFlight, null) };

const closedOptions = settings({ concurrency: inFlight, durationSeconds: duration, rampUpSeconds: duration });
const batchesOptions = settings({ size: inFlight });
const openOptions = settings({ requestsPerSecond: positiveNumber, arrivals, durationSeconds: duration, ...common });
const rampOptions = settings({
  fromRequestsPerSecond: numberFrom(0),
  toRequestsPerSecond: numberFrom(0),
  durationSeconds: positiveNumber,
  arrivals: v.optional(arrivals, "constant"),
  ...common,
});
const replayOptions = settings({
  offsetsMs: checkedLater<readonly number[]>("a list of offsets in milliseconds"),
  maxInFlight: common.maxInFlight,
});

/**
 * A closed loop: `concurrency` requests are in flight, and the next one goes out when one of them ends. It measures an
 * engine at a fixed number of users; a slow engine gets fewer requests, so it cannot show what a queue would do.
 *
 * Without `durationSeconds` every case is sent once a repetition. With it the cases go round, for each target and repetition,
 * until the time is over: then nothing new is sent and what is in flight is waited for and counts. `rampUpSeconds` lets the
 * users come evenly one after the other over that time, which belongs to the duration.
 * Throws when `concurrency` is not a whole number from 1 to 10,000, a time is not positive, or the ramp-up is not shorter
 * than the duration.
 *
 * @example
 * bb.closedLoop({ concurrency: 4 }); // => { "kind": "closed", "concurrency": 4 }
 * @example
 * bb.closedLoop({ concurrency: 4, durationSeconds: 60 }).durationSeconds; // => 60
 */
export function closedLoop(options: {
  readonly concurrency: number;
  readonly durationSeconds?: number | null;
  readonly rampUpSeconds?: number | null;
}): Closed {
  const { concurrency, durationSeconds, rampUpSeconds } = checkedOptions("closedLoop", closedOptions, options);
  if (rampUpSeconds !== null && !(durationSeconds !== null && rampUpSeconds < durationSeconds)) {
    const whole = durationSeconds === null ? "no durationSeconds" : `durationSeconds ${durationSeconds}`;
    throw new Error(
      `closedLoop expected rampUpSeconds to be a part of durationSeconds, got ${rampUpSeconds} and ${whole}`,
    );
  }
  return {
    ...{ kind: "closed", concurrency },
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(rampUpSeconds === null ? {} : { rampUpSeconds }),
  };
}

/**
 * Batches: `size` requests go out together, and the next batch begins when the last of them has ended (asyncio.gather
 * over a list of prompts). Throws when `size` is not a whole number from 1 to 10,000.
 *
 * @example
 * bb.batches({ size: 2 }); // => { "kind": "batches", "size": 2 }
 */
export function batches(options: { readonly size: number }): Batches {
  return { kind: "batches", ...checkedOptions("batches", batchesOptions, options) };
}

/**
 * An open loop: requests go out at their planned instants whether or not earlier ones have ended, as from many users who
 * do not know of each other. `constant` sends every 1/rate seconds, `poisson` with exponential gaps, `gamma` with gamma
 * gaps of shape `burstiness` and mean 1/rate, as in `vllm bench serve`: below 1 is burstier than Poisson, 1 (the default)
 * is Poisson, above 1 is steadier. With `durationSeconds` the cases go round until that time is over; without it each case
 * is sent once per repetition. `maxInFlight` holds requests back (and their schedule lag shows it) when that many are in flight.
 * Throws when a number is not positive, or `burstiness` comes without `gamma`.
 *
 * @example
 * bb.openLoop({ requestsPerSecond: 2, arrivals: "poisson" }).arrivals; // => "poisson"
 */
export function openLoop(options: {
  readonly requestsPerSecond: number;
  readonly arrivals: "constant" | "poisson" | "gamma";
  readonly burstiness?: number | null;
  readonly durationSeconds?: number | null;
  readonly maxInFlight?: number | null;
}): Open {
  const { requestsPerSecond, durationSeconds, maxInFlight, ...gaps } = checkedOptions("openLoop", openOptions, options);
  return { kind: "open", requestsPerSecond, ...checkedArrivals(gaps, "openLoop"), durationSeconds, maxInFlight };
}

/**
 * An open loop whose rate changes evenly from one value to another within `durationSeconds`: to find where an engine's queue
 * begins to grow. The cases go round until the time is over. `constant` (the default) keeps the instants even at the rate of
 * the moment, `poisson` draws them as a Poisson process of that rate, `gamma` as in `openLoop`; the expected number of
 * requests is (from + to) / 2 x durationSeconds. One of the two rates may be 0.
 * Throws when a number is out of range, or `burstiness` comes without `gamma`.
 *
 * @example
 * bb.ramp({ fromRequestsPerSecond: 1, toRequestsPerSecond: 9, durationSeconds: 60 }).arrivals; // => "constant"
 */
export function ramp(options: {
  readonly fromRequestsPerSecond: number;
  readonly toRequestsPerSecond: number;
  readonly durationSeconds: number;
  readonly arrivals?: "constant" | "poisson" | "gamma";
  readonly burstiness?: number | null;
  readonly maxInFlight?: number | null;
}): Ramp {
  const { maxInFlight, arrivals, burstiness, ...rates } = checkedOptions("ramp", rampOptions, options);
  if (rates.fromRequestsPerSecond === 0 && rates.toRequestsPerSecond === 0)
    throw new Error("ramp expected one of its rates to be a number above 0, got 0 and 0");
  return { kind: "ramp", ...rates, ...checkedArrivals({ arrivals, burstiness }, "ramp"), maxInFlight };
}

/**
 * A recorded trace: one request at each of `offsetsMs`, milliseconds from the start, in ascending order. The cases are
 * taken in the order of their file and go round when there are more offsets than cases.
 * Throws when the list is empty, or an offset is negative, not finite, or smaller than the one before.
 *
 * @example
 * bb.replay({ offsetsMs: [0, 40, 45] }).offsetsMs; // => [0, 40, 45]
 */
export function replay(options: {
  readonly offsetsMs: readonly number[];
  readonly maxInFlight?: number | null;
}): Replay {
  const { offsetsMs, maxInFlight } = checkedOptions("replay", replayOptions, options);
  if (!Array.isArray(offsetsMs) || offsetsMs.length === 0) {
    throw new Error("replay expected offsetsMs to be a list of at least one offset in milliseconds, got none");
  }
  offsetsMs.forEach((offset, at) => {
    const earlier = offsetsMs[at - 1] ?? 0;
    if (Number.isFinite(offset) && offset >= earlier) return;
    const what = `offsetsMs[${at}] to be a number from ${earlier} up (ascending, not negative)`;
    throw new Error(`replay expected ${what}, got ${String(offset)}; sort the offsets and start them at 0`);
  });
  return { kind: "replay", offsetsMs: [...offsetsMs], maxInFlight };
}

/** How arrivals are drawn, with the burstiness that only gamma gaps have. */
function checkedArrivals(
  { arrivals, burstiness }: Pick<Open, "arrivals" | "burstiness">,
  caller: string,
): Pick<Open, "arrivals" | "burstiness"> {
  if (arrivals === "gamma") return { arrivals, burstiness: burstiness ?? 1 };
  if (burstiness === null) return { arrivals, burstiness };
  throw new Error(`${caller} expected burstiness with arrivals: "gamma" alone, got it with "${arrivals}"`);
}
