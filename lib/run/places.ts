import { isTarget } from "../arguments/is-target.js";
import type { Load, Target } from "../types/index.js";

/** How many requests a load can have in flight, which is how many places an engine in this process makes. */
export function maxInFlight(load: Load): number {
  switch (load.kind) {
    case "closed":
      return load.concurrency;
    case "batches":
      return load.size;
    case "open":
    case "ramp":
    case "replay":
      return load.maxInFlight ?? 256;
  }
}

/**
 * Refuses a load without a limit in flight for an engine that keeps a context for each of its places: 256 of them take
 * gigabytes (6 GiB for a model of 135 million parameters) before the first request is sent.
 * @throws for such a target, naming it.
 */
export function checkPlaces(targets: readonly Target[], load: Load): void {
  const target = targets.find(keepsContexts);
  if (target === undefined || !isUnlimited(load)) return;
  throw new Error(
    `target "${target.name}" keeps a context in memory for each request that may be in flight, and nothing limits them: ` +
      `expected a load of kind "${load.kind}" with maxInFlight, got none; give it, such as maxInFlight: 4`,
  );
}

function isUnlimited(load: Load): boolean {
  switch (load.kind) {
    case "open":
    case "ramp":
    case "replay":
      return (load.maxInFlight ?? null) === null; // one written by hand may lack it
    case "closed":
    case "batches":
      return false;
  }
}

/** llama.cpp in this process, also inside another target. */
function keepsContexts({ kind, inner }: Target): boolean {
  return kind === "llama" || (isTarget(inner) && inner.kind === "llama");
}
