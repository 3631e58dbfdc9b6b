// What a client got wrong: its records beside the server's truth.
import { differences, percentiles, variation } from "./distribution.mjs";

/** Each record with the truth of the same request. A request that the server did not see, or a token too few, is counted. */
export function join({ records, failed }, truths, tokens) {
  const truthOf = new Map(truths.map((truth) => [truth.prompt, truth]));
  const joined = records.map((record) => ({ ...record, truth: truthOf.get(record.prompt) }));
  const lost = joined.reduce((sum, { truth, tokensAtMs }) => sum + (truth ? tokens - tokensAtMs.length : tokens), 0);
  return { joined, failed, lost };
}

/** What was measured to the first token, less what it took from the server's having the request to its first write. */
export const firstTokenErrors = (joined) =>
  joined.map(
    ({ dispatchedAtMs, tokensAtMs, truth }) =>
      tokensAtMs[0] - dispatchedAtMs - (truth.writtenAtMs[0] - truth.receivedAtMs),
  );

/** How long after its write the last token was stamped. */
export const lastTokenLags = (joined) =>
  joined.map(({ tokensAtMs, truth }) => tokensAtMs.at(-1) - truth.writtenAtMs.at(-1));

/** How far each gap between tokens is from the true gap. */
export const gapErrors = (joined) =>
  joined.flatMap(({ tokensAtMs, truth }) => {
    const trueGaps = differences(truth.writtenAtMs);
    return differences(tokensAtMs).map((gap, index) => Math.abs(gap - trueGaps[index]));
  });

/** Lateness of arrivals at the server behind a constant schedule laid through the earliest of them, and how even they are. */
export function punctuality(truths, ratePerSecond) {
  const arrivals = truths.map(({ receivedAtMs }) => receivedAtMs).sort((a, b) => a - b);
  const offsets = arrivals.map((atMs, index) => atMs - (index * 1000) / ratePerSecond);
  const earliest = offsets.reduce((least, offset) => Math.min(least, offset), Number.POSITIVE_INFINITY);
  return [...percentiles(offsets.map((offset) => offset - earliest)), variation(differences(arrivals))];
}
