import { checkOptions } from "../arguments/options.js";
import type { Load } from "../types/index.js";
import { wholeNumber } from "./whole-number.js";

type Closed = Extract<Load, { kind: "closed" }>;
type Batches = Extract<Load, { kind: "batches" }>;
type Open = Extract<Load, { kind: "open" }>;
type Ramp = Extract<Load, { kind: "ramp" }>;
type Replay = Extract<Load, { kind: "replay" }>;

/** More requests in flight than one client process can time honestly. */
const mostInFlight = 10_000;

// What each load may be told.
const closedNames = { concurrency: true, durationSeconds: true, rampUpSeconds: true } as const;
const batchesNames = { size: true } as const;
const openNames = {
  requestsPerSecond: true,
  arrivals: true,
  burstiness: true,
  durationSeconds: true,
  maxInFlight: true,
} as const;
const rampNames = {
  fromRequestsPerSecond: true,
  toRequestsPerSecond: true,
  durationSeconds: true,
  arrivals: true,
  burstiness: true,
  maxInFlight: true,
} as const;
const replayNames = { offsetsMs: true, maxInFlight: true } as const;

/**
 * A closed loop: `concurrency` requests are in flight, and the next one goes out when one of them ends. It measures an
 * engine at a fixed number of users; a slow engine is asked less often, so it cannot show what a queue would do.
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
  checkOptions("closedLoop", options, closedNames);
  const { durationSeconds = null, rampUpSeconds = null } = options;
  const limits = { caller: "closedLoop", name: "concurrency", low: 1, high: mostInFlight };
  const concurrency = wholeNumber(options.concurrency, limits);
  const rampUp = rampUpSeconds === null ? null : positive(rampUpSeconds, "rampUpSeconds", "closedLoop");
  if (durationSeconds === null && rampUp === null) return { kind: "closed", concurrency };
  const duration = durationSeconds === null ? 0 : positive(durationSeconds, "durationSeconds", "closedLoop");
  if (rampUp === null) return { kind: "closed", concurrency, durationSeconds: duration };
  if (rampUp < duration) return { kind: "closed", concurrency, durationSeconds: duration, rampUpSeconds: rampUp };
  const whole = durationSeconds === null ? "no durationSeconds" : `durationSeconds ${duration}`;
  throw new Error(`closedLoop expected rampUpSeconds to be a part of durationSeconds, got ${rampUp} and ${whole}`);
}

/**
 * Batches: `size` requests go out together, and the next batch begins when the last of them has ended (asyncio.gather
 * over a list of prompts). Throws when `size` is not a whole number from 1 to 10,000.
 *
 * @example
 * bb.batches({ size: 2 }); // => { "kind": "batches", "size": 2 }
 */
export function batches(options: { readonly size: number }): Batches {
  checkOptions("batches", options, batchesNames);
  const limits = { caller: "batches", name: "size", low: 1, high: mostInFlight };
  return { kind: "batches", size: wholeNumber(options.size, limits) };
}

/**
 * An open loop: requests go out at their planned instants whether or not earlier ones have ended, as from many users who
 * do not know of each other. `constant` sends every 1/rate seconds, `poisson` with exponential gaps, `gamma` with gamma
 * gaps of shape `burstiness` and mean 1/rate, as in `vllm bench serve`: below 1 is burstier than Poisson, 1 (the default)
 * is Poisson, above 1 is steadier. With `durationSeconds` the cases go round until that time is over; without it each case
 * is sent once a repetition. `maxInFlight` holds requests back (and their schedule lag shows it) when so many are out.
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
  checkOptions("openLoop", options, openNames);
  const { requestsPerSecond, durationSeconds = null, maxInFlight = null } = options;
  return {
    kind: "open",
    requestsPerSecond: positive(requestsPerSecond, "requestsPerSecond", "openLoop"),
    ...checkedArrivals(options, "openLoop"),
    durationSeconds: durationSeconds === null ? null : positive(durationSeconds, "durationSeconds", "openLoop"),
    maxInFlight: inFlight(maxInFlight, "openLoop"),
  };
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
  checkOptions("ramp", options, rampNames);
  const { fromRequestsPerSecond: from, toRequestsPerSecond: to, arrivals = "constant", maxInFlight = null } = options;
  const rate = (value: number, name: string) => (value === 0 && from !== to ? 0 : positive(value, name, "ramp"));
  return {
    kind: "ramp",
    fromRequestsPerSecond: rate(from, "fromRequestsPerSecond"),
    toRequestsPerSecond: rate(to, "toRequestsPerSecond"),
    durationSeconds: positive(options.durationSeconds, "durationSeconds", "ramp"),
    ...checkedArrivals({ ...options, arrivals }, "ramp"),
    maxInFlight: inFlight(maxInFlight, "ramp"),
  };
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
  checkOptions("replay", options, replayNames);
  const { offsetsMs, maxInFlight = null } = options;
  if (!Array.isArray(offsetsMs) || offsetsMs.length === 0) {
    throw new Error("replay expected offsetsMs to be a list of at least one offset in milliseconds, got none");
  }
  offsetsMs.forEach((offset, at) => {
    const earlier = offsetsMs[at - 1] ?? 0;
    if (Number.isFinite(offset) && offset >= earlier) return;
    const what = `offsetsMs[${at}] to be a number from ${earlier} up (ascending, not negative)`;
    throw new Error(`replay expected ${what}, got ${String(offset)}; sort the offsets and start them at 0`);
  });
  return { kind: "replay", offsetsMs: [...offsetsMs], maxInFlight: inFlight(maxInFlight, "replay") };
}

/** How arrivals are drawn, with the burstiness that only gamma gaps have. */
function checkedArrivals(
  { arrivals, burstiness = null }: { readonly arrivals: Open["arrivals"]; readonly burstiness?: number | null },
  caller: string,
): Pick<Open, "arrivals" | "burstiness"> {
  const got = JSON.stringify(arrivals) ?? "nothing";
  if (arrivals !== "constant" && arrivals !== "poisson" && arrivals !== "gamma") {
    throw new Error(`${caller} expected arrivals to be "constant", "poisson" or "gamma", got ${got}`);
  }
  if (arrivals === "gamma") return { arrivals, burstiness: positive(burstiness ?? 1, "burstiness", caller) };
  if (burstiness === null) return { arrivals, burstiness: null };
  throw new Error(`${caller} expected burstiness with arrivals: "gamma" alone, got it with ${got}`);
}

function positive(value: number, name: string, caller: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${caller} expected ${name} to be a number above 0, got ${String(value)}`);
}

function inFlight(value: number | null, caller: string): number | null {
  return value === null ? null : wholeNumber(value, { caller, name: "maxInFlight", low: 1, high: mostInFlight });
}
