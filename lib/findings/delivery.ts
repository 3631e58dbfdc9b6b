import { hasText } from "../metrics/chunk-gaps.js";
import { coalescing } from "../metrics/client/coalesced.js";
import { connectionNotes } from "../metrics/connection-notes.js";
import type { Arm } from "../metrics/paired-cases.js";
import { metricsOf } from "../metrics/trial-metrics.js";
import type { Finding, FindingCode, Trial } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/**
 * What the way in which a target's answers were delivered does to their decode speed: whether most pieces came together in one read,
 * how many answers have no decode speed and why, and how many have an estimated one.
 *
 * Proxies that buffer and engines that send several tokens at once do this; nothing is wrong with such a run, but its token times
 * are those of the delivery. Only answered trials of the measured phase count. Pure; none where tokens came one by one.
 */
export function deliveryFindings({ name, trials }: Arm): Finding[] {
  const answered = trials.filter(({ phase, outcome }) => phase === "measured" && outcome.kind === "answered");
  const note = (code: FindingCode) => (text: string) => finding(code, "note", name, `${name}: ${text}`);
  return [
    ...together(answered).map(note("coalesced-delivery")),
    ...missing(answered).map(note("no-decode-speed")),
    ...estimated(answered).map(note("estimated-decode-speed")),
  ];
}

/** How many requests of a target were the first on their connection. */
export const connectionFindings = ({ name, trials }: Arm): Finding[] =>
  connectionNotes(trials).map((text) => finding("fresh-connections", "note", name, `${name}: ${text}`));

function together(answered: readonly Trial[]): string[] {
  const { coalescedShare } = coalescing(answered);
  if (coalescedShare === null || coalescedShare <= thresholds.coalescedShare) return [];
  const share = `${Math.floor(coalescedShare * 100)} % of the pieces of its answers came together with an earlier one`;
  return [`${share} in one read, so token times describe the delivery, not the decoding`];
}

function missing(answered: readonly Trial[]): string[] {
  const counts = new Map<string, number>();
  for (const trial of answered) {
    const reason = metricsOf(trial).noDecodeSpeedReason;
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} of ${answered.length} answers have no decode speed: ${reason}`);
}

/** A trial with instants only has no pieces to estimate from, and gets no note. */
function estimated(answered: readonly Trial[]): string[] {
  const guessed = answered.filter(
    (trial) => metricsOf(trial).tokensAfterFirstEstimated === true && trial.arrivals.some(hasText),
  );
  if (guessed.length === 0) return [];
  const why = "their pieces are no single tokens, so tokens are told apart by the text";
  return [`the decode speed of ${guessed.length} of ${answered.length} answers is estimated: ${why}`];
}
