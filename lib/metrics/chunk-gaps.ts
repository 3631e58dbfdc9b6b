import { checkTrial } from "../arguments/check-runs.js";
import type { Arrival, Trial } from "../types/index.js";

/**
 * Whether an event held a token: answer, reasoning or tool-call text of a length above 0.
 *
 * A role delta, an empty delta, a usage chunk, a comment or a keep-alive is not a token, however early it comes: tools
 * that count one report a time to first token of 5 ms for a model that took 200.
 */
export function hasText(arrival: Arrival): boolean {
  return (
    arrival.textLength > 0 &&
    (arrival.kind === "answer" || arrival.kind === "reasoning" || arrival.kind === "tool-call")
  );
}

/**
 * Waits in milliseconds between the reads of one trial that held text: where an answer stalled.
 *
 * Events that came in one read of the socket were waiting there together, so the gap of 0 between them says nothing
 * about the engine and is not counted. Null when fewer than two reads held text. These are chunk gaps, not token gaps:
 * a chunk may hold several tokens.
 *
 * @example
 * (await run.trials()).map(bb.inspect.chunkGapsMs);
 */
export function chunkGapsMs(trial: Trial): number[] | null {
  checkTrial("chunkGapsMs", trial);
  const gaps: number[] = [];
  let last: Arrival | null = null;
  for (const arrival of trial.arrivals) {
    if (!hasText(arrival)) continue;
    if (last !== null && arrival.readIndex !== last.readIndex) gaps.push(arrival.atMs - last.atMs);
    last = arrival;
  }
  return gaps.length === 0 ? null : gaps;
}
