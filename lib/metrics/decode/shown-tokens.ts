import type { Trial } from "../../types/index.js";
import { storedText } from "../stored-text.js";
import { countOf, type TokenCount } from "../token-count.js";
import type { SeenText } from "./seen-text.js";

/** How many tokens the text that was shown comes to, or why that is not known. */
export type ShownTokens =
  | { readonly kind: "shown"; readonly tokens: number; readonly estimated: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** Whether this number of events means one per token: end tokens and characters of several tokens make a tenth of a difference. */
export function oneAnEvent(events: number, tokens: number): boolean {
  return events > 0 && Math.abs(tokens - events) <= Math.max(1, 0.1 * Math.max(tokens, events));
}

/**
 * The tokens of the text that was shown: all that were counted, less reasoning that was counted and never shown.
 *
 * Servers count reasoning in three ways: inside the output tokens, beside them, or not at all. Which it is shows in the events
 * where there is one for each token, and in a reasoning larger than the output, which cannot be a part of it. Otherwise it is
 * taken as OpenAI documents it, inside. Unknown where more was counted than the text can hold, or the reasoning was shown as a
 * summary: then nobody tells how many tokens arrived.
 */
export function shownTokens(trial: Trial, seen: SeenText, counted: TokenCount & { outputTokens: number }): ShownTokens {
  const { outputTokens, tokenSource } = counted;
  const reasoningShown = seen.events > seen.answerEvents || (seen.events === 0 && !!trial.outcome.reasoning);
  if (tokenSource === "whitespace" && reasoningShown)
    return unknown("only the words of the answer were counted, and reasoning was shown as well");
  const reasoning = (tokenSource === trial.usage?.source ? countOf(trial.usage?.reasoningTokens) : null) ?? 0;
  const found = reasoningShown
    ? withShownReasoning(seen, outputTokens, reasoning)
    : shown(withHiddenReasoning(seen, outputTokens, reasoning));
  return found.kind === "shown" && holdsMore(found.tokens, trial, seen)
    ? unknown("more tokens were counted than the text that arrived can hold")
    : found;
}

const unknown = (reason: string): ShownTokens => ({ kind: "unknown", reason });
const shown = (tokens: number, estimated = false): ShownTokens => ({ kind: "shown", tokens, estimated });

/** Reasoning that was not shown did not arrive, unless the output tokens do not hold it in the first place. */
function withHiddenReasoning(seen: SeenText, output: number, reasoning: number): number {
  const rest = output - reasoning;
  if (reasoning === 0 || rest < 1) return output;
  const nearest = nearestToEvents(seen, [rest, output]);
  if (nearest !== null) return nearest;
  return rest < 0.9 * seen.events - 2 ? output : rest; // a piece of text is seldom less than a token
}

function withShownReasoning(seen: SeenText, output: number, reasoning: number): ShownTokens {
  if (reasoning === 0) {
    const answerAlone = oneAnEvent(seen.answerEvents, output) && !oneAnEvent(seen.events, output);
    return answerAlone && seen.events > output ? shown(seen.events, true) : shown(output);
  }
  const nearest = nearestToEvents(seen, [output, output + reasoning]);
  if (nearest !== null) return shown(nearest);
  const inside = reasoning <= output;
  if (isSummary(seen, inside ? output - reasoning : output, reasoning))
    return unknown("the reasoning that was shown is too short for the tokens that were counted: it may be a summary");
  return shown(inside ? output : output + reasoning);
}

/** Of several counts the one that the events speak for; null where they speak for none. */
function nearestToEvents({ events }: SeenText, counts: readonly number[]): number | null {
  const [nearest] = counts
    .filter((tokens) => oneAnEvent(events, tokens))
    .sort((a, b) => Math.abs(a - events) - Math.abs(b - events));
  return nearest ?? null;
}

/** A third of the characters a token that the answer has, or fewer: such a text holds only a part of what was thought. */
function isSummary({ textLength, answerLength }: SeenText, answerTokens: number, reasoning: number): boolean {
  const characters = textLength - answerLength;
  if (reasoning > 3 * characters + UNSEEN) return true;
  return answerTokens >= 8 && answerLength > 0 && characters / reasoning < answerLength / answerTokens / 3;
}

/** Tokens that frame an answer are counted and have no text: this many are allowed. */
const UNSEEN = 16;

/** A token has at least a byte of text, and a UTF-16 unit at most three. Of a text that was not kept the units are counted. */
function holdsMore(tokens: number, trial: Trial, seen: SeenText): boolean {
  const { events, textLength, hasToolCall } = seen;
  if (events === 0 || hasToolCall || tokens <= textLength + UNSEEN) return false;
  const lengthsAreMade = textLength === events; // as in trials of another tool's file, which tells no lengths
  const kept = storedText(trial);
  if (kept === null) return !lengthsAreMade && tokens > 3 * textLength + UNSEEN;
  const bytes = new TextEncoder().encode(kept + (trial.outcome.reasoning ?? "")).length;
  return tokens > Math.max(bytes, textLength) + UNSEEN;
}
