import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Trial } from "../../types/index.js";
import { hasText } from "../chunk-gaps.js";
import { isMeasured } from "../sent.js";

/** How many events with text came in, and in how many reads of the socket. */
export interface Coalescing {
  readonly kind: "coalescing";
  readonly textEvents: number;
  readonly textReads: number;
  /** Share of the events that came in one read with an earlier one: their own instants were not seen. Null for no events. */
  readonly coalescedShare: number | null;
}

/**
 * How often several events with text came in one read. They share its instant, so the gaps between them are not known: a
 * server that writes several at once does it, and so does a client that is too slow to read them one by one.
 *
 * Only streamed trials of the measured phase count. Pure; throws nothing.
 *
 * @example
 * (await bb.inspect.coalescing(run)).coalescedShare;
 */
export function coalescing<Source extends TrialSource>(source: Source): FromTrials<Source, Coalescing> {
  return withTrials("coalescing", source, (trials) => coalescingOf(trials));
}

function coalescingOf(trials: readonly Trial[]): Coalescing {
  let textEvents = 0;
  let textReads = 0;
  for (const trial of trials) {
    if (!isMeasured(trial) || !trial.streamed) continue;
    const reads = trial.arrivals.filter(hasText).map((arrival) => arrival.readIndex);
    textEvents += reads.length;
    textReads += new Set(reads).size;
  }
  const coalescedShare = textEvents === 0 ? null : (textEvents - textReads) / textEvents;
  return { kind: "coalescing", textEvents, textReads, coalescedShare };
}
