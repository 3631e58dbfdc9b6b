import type { Trial } from "../types/index.js";
import { hasText } from "./chunk-gaps.js";
import { reasoningSpan } from "./reasoning.js";
import { serverParts, serverTimeMs } from "./server-account.js";

/** The phases of an answer as the client stamped them, in their order. */
export const clientPhases = ["connecting", "sending", "waiting", "reasoning", "answering"] as const;

/** The phases of an answer by its server's own account, in their order; `other` is what its total has beyond its parts. */
export const serverPhases = ["queue", "loading", "prompt", "decoding", "other"] as const;

/** A phase of either. */
export type AnswerPhase = (typeof clientPhases)[number] | (typeof serverPhases)[number];

/**
 * When each phase of an answer ended, as the client stamped it, in ms since dispatch; null where the trial was not answered. A phase
 * that did not happen, or that nobody told, ends with the one before it. Waiting lasts until the first token, or where the answer
 * was not streamed until its end; the end of the stream ends answering. Pure.
 */
export function clientEdgesMs(trial: Trial): readonly number[] | null {
  const { outcome, dispatchedAtMs, connectionReadyAtMs, requestSentAtMs, firstTokenAtMs, endAtMs, streamed } = trial;
  if (outcome.kind !== "answered") return null;
  const first = streamed ? firstTokenAtMs : null;
  return ascending(
    [connectionReadyAtMs, requestSentAtMs, first ?? endAtMs, reasonedUntilMs(trial), endAtMs],
    dispatchedAtMs,
  );
}

/** When reasoning was over: with the first other text, or with the end where no other came. Null without reasoning. */
function reasonedUntilMs(trial: Trial): number | null {
  const span = reasoningSpan(trial);
  if (span !== null) return span.toMs;
  const texts = trial.streamed ? trial.arrivals.filter(hasText) : [];
  return texts.length > 0 && texts.every(({ kind }) => kind === "reasoning") ? trial.endAtMs : null;
}

/**
 * When each phase of an answer ended by its server's own account, in ms since the server began to count; null where the trial was
 * not answered or the server does not tell its time. Pure.
 */
export function serverEdgesMs({ outcome, serverTimes }: Trial): readonly number[] | null {
  const total = serverTimes === undefined ? null : serverTimeMs(serverTimes);
  if (outcome.kind !== "answered" || serverTimes === undefined || total === null) return null;
  let sum = 0;
  const parts = serverParts.map((part) => {
    sum += serverTimes[part] ?? 0;
    return sum;
  });
  return ascending([...parts, total], 0);
}

/** Instants since a start, none before the one before it; one that is not known is where the one before it is. */
function ascending(instants: readonly (number | null | undefined)[], startMs: number): number[] {
  let last = 0;
  return instants.map((instant) => {
    last = Math.max(last, (instant ?? startMs) - startMs);
    return last;
  });
}
