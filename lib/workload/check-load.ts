import { describeValue, isRecord } from "../arguments/describe-value.js";
import type { Load } from "../types/index.js";
import { batches, closedLoop, openLoop, ramp, replay } from "./loads.js";

/**
 * Checks a load that was written by hand or read from a file as its maker would, and gives it back whole.
 * Throws what the maker throws, and for an unknown `kind`.
 *
 * @example
 * checkLoad({ kind: "closed", concurrency: 1 }); // => { "kind": "closed", "concurrency": 1 }
 */
export function checkLoad(load: Load): Load {
  if (!isRecord(load))
    throw new Error(`expected a load, such as closedLoop({ concurrency: 1 }), got ${describeValue(load)}`);
  switch (load.kind) {
    case "closed":
      return closedLoop(settingsOf(load));
    case "batches":
      return batches(settingsOf(load));
    case "open":
      return openLoop(settingsOf(load));
    case "ramp":
      return ramp(settingsOf(load));
    case "replay":
      return replay(settingsOf(load));
    default:
      return unknownLoad(load);
  }
}

/** What its maker was given. */
function settingsOf<Given extends Load>({ kind: _, ...settings }: Given): Omit<Given, "kind"> {
  return settings;
}

function unknownLoad(load: never): never {
  const kind = JSON.stringify((load as { readonly kind?: unknown }).kind) ?? "nothing";
  throw new Error(
    `expected load.kind to be "closed", "batches", "open", "ramp" or "replay", got ${kind}; use closedLoop(…)`,
  );
}
