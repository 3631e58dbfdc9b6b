import { checkTrials } from "../arguments/checks.js";
import { holdsText } from "../metrics/chunk-gaps.js";
import { coalescing } from "../metrics/client/coalesced.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import type { Trial } from "../types/index.js";

/** From more than this share on, most pieces came together with others. */
const MOST = 0.5;

/**
 * What the way in which answers were delivered does to their decode speed, in sentences: for each target whether most pieces
 * came together in one read, how many answers have no decode speed and why, and how many have an estimated one.
 *
 * Proxies that buffer and engines that send several tokens at once do this; nothing is wrong with such a run, but its token times
 * are those of the delivery. Only answered trials of the measured phase count; none of it for a target whose tokens came one by
 * one. Pure.
 *
 * @example
 * deliveryNotes(await run.trials());
 */
export function deliveryNotes(trials: readonly Trial[]): string[] {
  checkTrials("deliveryNotes", trials);
  return [...new Set(trials.map(({ target }) => target))].flatMap((name) =>
    deliveryNotesOf(
      name,
      trials.filter(({ target }) => target === name),
    ),
  );
}

/** The same of one target's trials, by a name that its reader knows it by. */
export function deliveryNotesOf(name: string, trials: readonly Trial[]): string[] {
  const answered = trials.filter(({ phase, outcome }) => phase === "measured" && outcome.kind === "answered");
  return [...togetherNote(answered), ...missingNotes(answered), ...estimatedNote(answered)].map(
    (text) => `${name}: ${text}`,
  );
}

function togetherNote(answered: readonly Trial[]): string[] {
  const { coalescedShare } = coalescing(answered);
  if (coalescedShare === null || coalescedShare <= MOST) return [];
  const share = `${Math.floor(coalescedShare * 100)} % of the pieces of its answers came together with an earlier one`;
  return [`${share} in one read, so token times describe the delivery, not the decoding`];
}

function missingNotes(answered: readonly Trial[]): string[] {
  const counts = new Map<string, number>();
  for (const trial of answered) {
    const reason = trialMetrics(trial).noDecodeSpeedReason;
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} of ${answered.length} answers have no decode speed: ${reason}`);
}

/** A trial that only tells its instants has no pieces to estimate from, and nothing is said of it. */
function estimatedNote(answered: readonly Trial[]): string[] {
  const estimated = answered.filter(
    (trial) => trialMetrics(trial).tokensAfterFirstEstimated === true && trial.arrivals.some(holdsText),
  );
  if (estimated.length === 0) return [];
  const why = "their pieces are no single tokens, so tokens are told apart by the text";
  return [`the decode speed of ${estimated.length} of ${answered.length} answers is estimated: ${why}`];
}
