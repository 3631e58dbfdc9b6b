import type { Trial } from "../types/index.js";
import { hasText } from "./chunk-gaps.js";
import { seenText } from "./decode/seen-text.js";
import { oneAnEvent } from "./decode/shown-tokens.js";
import { countOf, type TokenCount } from "./token-count.js";

/** From when to when a model reasoned before it answered, on the clock of the trial. */
export interface ReasoningSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * From the first reasoning to the first other text after it: answer or tool call. Null where no reasoning was shown, nothing
 * came after it, or the answer was not streamed. Pure.
 */
export function reasoningSpan({ arrivals, streamed }: Pick<Trial, "arrivals" | "streamed">): ReasoningSpan | null {
  const first = streamed ? arrivals.findIndex((arrival) => arrival.kind === "reasoning" && hasText(arrival)) : -1;
  const from = arrivals[first];
  const to = arrivals.slice(first).find((arrival) => arrival.kind !== "reasoning" && hasText(arrival));
  return from === undefined || to === undefined ? null : { fromMs: from.atMs, toMs: to.atMs };
}

/**
 * The share of the output tokens that were reasoning, from 0 to 1: by the count of whoever counted the output, else by the events
 * where there are as many of them as tokens. A reasoning larger than the output was counted beside it. Null where nothing was
 * reasoned, or nobody tells how much. Pure.
 */
export function reasoningShare(trial: Trial, { outputTokens, tokenSource }: TokenCount): number | null {
  if (outputTokens === null || tokenSource !== trial.usage?.source) return null;
  const told = countOf(trial.usage?.reasoningTokens);
  if (told !== null) return told === 0 ? null : told / (told > outputTokens ? told + outputTokens : outputTokens);
  const { events, answerEvents } = seenText(trial);
  return answerEvents < events && oneAnEvent(events, outputTokens) ? (events - answerEvents) / events : null;
}
