import type { Trial } from "../../types/index.js";
import { countOf, type TokenCount } from "../token-count.js";
import { type SeenText, seenText } from "./seen-text.js";
import { oneAnEvent, type ShownTokens, shownTokens } from "./shown-tokens.js";

/** How many tokens arrived after the read that brought the first one, or why that is not known. */
export type TokensAfterFirst =
  | { readonly kind: "known"; readonly tokens: number; readonly estimated: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Tokens that arrived after the read that brought the first one, up to the last text: what was decoded while one could watch.
 *
 * They are all tokens, less reasoning that was counted and never shown, less the tokens of the first read: by the events' own
 * counts where they have them; one per event where there are as many events as tokens; else by the read's share of the text, and
 * then they are `estimated`. One token an event and one event a read gives the output tokens - 1. An end token that was counted
 * and not shown came after the last text, so it does not count. Never less than 1: unknown, with the reason, where
 * the answer was not streamed, nothing was counted or nothing came after the first read. Pure.
 */
export function tokensAfterFirst(trial: Trial, counted: TokenCount): TokensAfterFirst {
  const { outputTokens } = counted;
  if (!trial.streamed) return unknown("the answer was not streamed");
  if (trial.firstTokenAtMs === null) return unknown("no token arrived");
  if (outputTokens === null) return unknown("its tokens were not counted");
  if (outputTokens === 0) return unknown("text arrived, and no token was counted");
  const seen = seenText(trial);
  if (seen.events > 0 && seen.firstReadEvents === seen.events) return unknown("all of its text came in one read");
  const total = { ...counted, outputTokens };
  const own = ownCounts(trial, seen, total);
  if (own !== null) return known(own, false);
  const shown = shownTokens(trial, seen, total);
  if (shown.kind === "unknown") return shown;
  const ended = counted.tokenSource !== "whitespace" && endsUnseen(trial, seen, shown.tokens);
  return withoutFirstRead(seen, shown, ended ? 1 : 0);
}

const unknown = (reason: string): TokensAfterFirst => ({ kind: "unknown", reason });

function known(tokens: number, estimated: boolean): TokensAfterFirst {
  return tokens >= 1 ? { kind: "known", tokens, estimated } : unknown("no token was counted after the first read");
}

/** The events' own counts, if their sum is about the number counted, with or without the hidden reasoning. */
function ownCounts({ usage }: Trial, seen: SeenText, counted: TokenCount & { outputTokens: number }): number | null {
  const { outputTokens, tokenSource } = counted;
  if (tokenSource !== usage?.source || seen.ownTokens > outputTokens) return null;
  const visible = outputTokens - (countOf(usage?.reasoningTokens) ?? 0);
  const complete = [outputTokens, visible].some((tokens) => oneAnEvent(seen.ownTokens, tokens));
  return complete ? seen.ownTokensAfterFirst : null;
}

type Shown = Extract<ShownTokens, { kind: "shown" }>;

function withoutFirstRead(seen: SeenText, { tokens, estimated }: Shown, endTokens: number): TokensAfterFirst {
  const { events, firstReadEvents, textLength, firstReadLength } = seen;
  if (events === 0) return known(tokens - 1, true); // only the instants are told: the first read held one token, if not more
  if (oneAnEvent(events, tokens)) return known(tokens - endTokens - firstReadEvents, estimated);
  const later = Math.round((tokens * (textLength - firstReadLength)) / textLength);
  return known(Math.min(later, tokens - 1), true);
}

/** Whether the last token is one that ended the answer: it has no text, so there are fewer events; a cut answer has none. */
function endsUnseen({ outcome }: Trial, { events }: SeenText, tokens: number): boolean {
  return tokens > events && outcome.kind === "answered" && outcome.finishReason !== "length";
}
