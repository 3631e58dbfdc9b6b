import type { Load } from "../types/index.js";

/** More idle connections than this are not opened for a load that says nothing about how many requests it has in flight. */
const MOST_FOR_A_RATE = 64;

/**
 * How many connections a load keeps busy: as many as it has requests in flight. An open loop that is not limited has as many as
 * come within its busiest second, since answers that take longer are rare and open their own; at most 64. At least 1, also for a
 * load that is wrong: whoever plans it says so.
 */
export function connectionsOf(load: Load): number {
  const wanted = connectionsWanted(load);
  return Number.isSafeInteger(wanted) && wanted > 1 ? wanted : 1;
}

function connectionsWanted(load: Load): number {
  switch (load.kind) {
    case "closed":
      return load.concurrency;
    case "batches":
      return load.size;
    case "open":
      return forRate(load.requestsPerSecond * Math.min(1, load.durationSeconds ?? 1), load.maxInFlight);
    case "ramp": {
      const { fromRequestsPerSecond: from, toRequestsPerSecond: to, durationSeconds, maxInFlight } = load;
      return forRate(Math.min(Math.max(from, to), ((from + to) / 2) * durationSeconds), maxInFlight);
    }
    case "replay":
      return forRate(mostWithinASecond(load.offsetsMs), load.maxInFlight);
  }
}

const forRate = (perSecond: number, maxInFlight: number | null | undefined) =>
  Math.min(Math.ceil(perSecond), maxInFlight ?? Infinity, MOST_FOR_A_RATE);

function mostWithinASecond(offsetsMs: readonly number[]): number {
  let most = 0;
  let from = 0;
  if (!Array.isArray(offsetsMs)) return 1;
  offsetsMs.forEach((offsetMs, at) => {
    while (offsetMs - (offsetsMs[from] ?? offsetMs) >= 1000) from += 1;
    most = Math.max(most, at - from + 1);
  });
  return most;
}

/** How many of them the requests of one block keep busy: no more than there are, unless they go round until a time is over. */
export function connectionsFor(requests: number, load: Load): number {
  const goesRound = load.kind === "closed" && isTimed(load);
  return goesRound ? connectionsOf(load) : Math.min(connectionsOf(load), requests);
}

/** How many warm-ups use each of them once, where each case is sent so often; a load with a time or a trace sends as many as it asks. */
export function warmupsFor(cases: number, repetitions: number, load: Load): number {
  const sendsEachOnce = load.kind !== "ramp" && load.kind !== "replay" && !isTimed(load);
  return sendsEachOnce ? Math.min(connectionsOf(load), cases * repetitions) : connectionsOf(load);
}

const isTimed = (load: Load) =>
  (load.kind === "closed" || load.kind === "open") && (load.durationSeconds ?? null) !== null;
