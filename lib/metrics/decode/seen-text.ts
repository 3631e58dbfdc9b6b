import type { Trial } from "../../types/index.js";
import { hasText } from "../chunk-gaps.js";
import { countOf } from "../token-count.js";

/** Where the text of one trial, and with it its tokens, arrived, according to its events. */
export interface SeenText {
  /** Events with text, and how many of them came in the read that brought the first one. */
  readonly events: number;
  readonly firstReadEvents: number;
  /** Characters in all of them, and in those of the first read. */
  readonly textLength: number;
  readonly firstReadLength: number;
  /** The part of it that is no reasoning. */
  readonly answerEvents: number;
  readonly answerLength: number;
  readonly hasToolCall: boolean;
  /** Tokens by the events' own counts, 0 where they have no counts: in all, and from after the first read to the last text. */
  readonly ownTokens: number;
  readonly ownTokensAfterFirst: number;
}

/** The events of a trial, summed up in one pass. Pure; a trial without text gives zeros. */
export function seenText({ arrivals }: Pick<Trial, "arrivals">): SeenText {
  const seen = { events: 0, textLength: 0, answerEvents: 0, answerLength: 0, hasToolCall: false };
  const firstRead = { events: 0, length: 0, readIndex: null as number | null };
  const own = { total: 0, afterFirst: 0, sinceLastText: 0 };
  for (const arrival of arrivals) {
    const text = hasText(arrival);
    if (text) firstRead.readIndex ??= arrival.readIndex;
    const inFirstRead = arrival.readIndex === firstRead.readIndex;
    const tokens = countOf(arrival.tokens) ?? 0;
    own.total += tokens;
    if (firstRead.readIndex !== null && !inFirstRead) own.sinceLastText += tokens;
    if (!text) continue;
    own.afterFirst += own.sinceLastText; // what comes after the last text is not between the first token and the last
    own.sinceLastText = 0;
    seen.events += 1;
    seen.textLength += arrival.textLength;
    seen.hasToolCall ||= arrival.kind === "tool-call";
    if (arrival.kind !== "reasoning") {
      seen.answerEvents += 1;
      seen.answerLength += arrival.textLength;
    }
    if (!inFirstRead) continue;
    firstRead.events += 1;
    firstRead.length += arrival.textLength;
  }
  return {
    ...seen,
    firstReadEvents: firstRead.events,
    firstReadLength: firstRead.length,
    ownTokens: own.total,
    ownTokensAfterFirst: own.afterFirst,
  };
}
