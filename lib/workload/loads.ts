import type { Load } from "../types.js";
import { wholeNumber } from "./whole-number.js";

type Closed = Extract<Load, { kind: "closed" }>;
type Batches = Extract<Load, { kind: "batches" }>;
type Open = Extract<Load, { kind: "open" }>;
type Replay = Extract<Load, { kind: "replay" }>;

/** More requests in flight than one client process can time honestly. */
const mostInFlight = 10_000;

/**
 * A closed loop: `concurrency` requests are in flight, and the next one goes out when one of them ends. It measures an
 * engine at a fixed number of users; a slow engine is asked less often, so it cannot show what a queue would do.
 * Throws when `concurrency` is not a whole number from 1 to 10,000.
 *
 * @example
 * closedLoop({ concurrency: 4 }); // => { "kind": "closed", "concurrency": 4 }
 */
export function closedLoop(options: { readonly concurrency: number }): Closed {
  const limits = { caller: "closedLoop", name: "concurrency", low: 1, high: mostInFlight };
  return { kind: "closed", concurrency: wholeNumber(options.concurrency, limits) };
}

/**
 * Batches: `size` requests go out together, and the next batch begins when the last of them has ended (asyncio.gather
 * over a list of prompts). Throws when `size` is not a whole number from 1 to 10,000.
 *
 * @example
 * batches({ size: 2 }); // => { "kind": "batches", "size": 2 }
 */
export function batches(options: { readonly size: number }): Batches {
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
 * openLoop({ requestsPerSecond: 2, arrivals: "poisson" }).arrivals; // => "poisson"
 */
export function openLoop(options: {
  readonly requestsPerSecond: number;
  readonly arrivals: "constant" | "poisson" | "gamma";
  readonly burstiness?: number | null;
  readonly durationSeconds?: number | null;
  readonly maxInFlight?: number | null;
}): Open {
  const { requestsPerSecond, arrivals, burstiness = null, durationSeconds = null, maxInFlight = null } = options;
  if (arrivals !== "constant" && arrivals !== "poisson" && arrivals !== "gamma") {
    throw new Error(
      `openLoop expected arrivals to be "constant", "poisson" or "gamma", got ${JSON.stringify(arrivals)}`,
    );
  }
  if (burstiness !== null && arrivals !== "gamma") {
    throw new Error(
      `openLoop expected burstiness with arrivals: "gamma" alone, got it with ${JSON.stringify(arrivals)}`,
    );
  }
  return {
    kind: "open",
    requestsPerSecond: positive(requestsPerSecond, "requestsPerSecond"),
    arrivals,
    burstiness: arrivals === "gamma" ? positive(burstiness ?? 1, "burstiness") : null,
    durationSeconds: durationSeconds === null ? null : positive(durationSeconds, "durationSeconds"),
    maxInFlight: inFlight(maxInFlight, "openLoop"),
  };
}

/**
 * A recorded trace: one request at each of `offsetsMs`, milliseconds from the start, in ascending order. The cases are
 * taken in the order of their file and go round when there are more offsets than cases.
 * Throws when the list is empty, or an offset is negative, not finite, or smaller than the one before.
 *
 * @example
 * replay({ offsetsMs: [0, 40, 45] }).offsetsMs; // => [0, 40, 45]
 */
export function replay(options: {
  readonly offsetsMs: readonly number[];
  readonly maxInFlight?: number | null;
}): Replay {
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

/**
 * Checks a load that was written by hand or read from a file as its maker would, and gives it back whole.
 * Throws what the maker throws, and for an unknown `kind`.
 *
 * @example
 * checkLoad({ kind: "closed", concurrency: 1 }); // => { "kind": "closed", "concurrency": 1 }
 */
export function checkLoad(load: Load): Load {
  if (load.kind === "closed") return closedLoop(load);
  if (load.kind === "batches") return batches(load);
  if (load.kind === "open") return openLoop(load);
  if (load.kind === "replay") return replay(load);
  const kind = JSON.stringify((load as { readonly kind?: unknown }).kind) ?? "nothing";
  throw new Error(`expected load.kind to be "closed", "batches", "open" or "replay", got ${kind}; use closedLoop(…)`);
}

function positive(value: number, name: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`openLoop expected ${name} to be a number above 0, got ${String(value)}`);
}

function inFlight(value: number | null, caller: string): number | null {
  return value === null ? null : wholeNumber(value, { caller, name: "maxInFlight", low: 1, high: mostInFlight });
}
