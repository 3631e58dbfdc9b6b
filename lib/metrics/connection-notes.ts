import type { Trial } from "../types/index.js";
import { metricsOf } from "./trial-metrics.js";

/**
 * What a reader has to know of the connections of some measured trials: how many were the first on theirs, which a server may
 * answer more slowly, and how much of the time to first token of these went into connecting. Nothing where every connection had
 * been used before, and of trials that do not tell. Pure.
 */
export function connectionNotes(trials: readonly Trial[]): readonly string[] {
  const fresh = trials.filter(({ newConnection }) => newConnection === true);
  if (fresh.length === 0) return [];
  const first = `${fresh.length} of ${trials.length} requests were the first on their connection`;
  const share = connectingShare(fresh);
  if (share === null || share === 0) return [first];
  return [`${first}, and connecting took ${Number((share * 100).toPrecision(2))} % of their time to first token`];
}

/** Connecting as a share of the time to first token of all that had one; null where none had. */
function connectingShare(trials: readonly Trial[]): number | null {
  let [connecting, waited] = [0, 0];
  for (const trial of trials) {
    const { connectingMs, timeToFirstTokenMs } = metricsOf(trial);
    if (connectingMs === null || timeToFirstTokenMs === null) continue;
    connecting += connectingMs;
    waited += timeToFirstTokenMs;
  }
  return waited > 0 ? connecting / waited : null;
}
