import type { TokenSource, Trial } from "../types/index.js";
import { storedText } from "./stored-text.js";
import { splitWords } from "./words.js";

/** Token counts of one trial, all from one source. */
export interface TokenCount {
  readonly outputTokens: number | null;
  readonly inputTokens: number | null;
  readonly tokenSource: TokenSource | null;
}

const uncounted: TokenCount = { outputTokens: null, inputTokens: null, tokenSource: null };

/** The value as a count of tokens; null when it is not one: a driver or a file may say -1, 0.5 or a text. */
export function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

/**
 * How many tokens a trial took and gave, and who counted them.
 *
 * The count is what the trial's own source told; chunks are never counted as tokens. With `wanted` only that source is
 * taken. `whitespace` alone can be counted afterwards, from the text: words are not tokens, and a word count appears beside
 * a token count only because the seed scripts report it. Null when the source told nothing or the text was not kept.
 */
export function tokenCount(trial: Trial, wanted?: TokenSource): TokenCount {
  const { usage } = trial;
  if (usage !== null && (wanted === undefined || usage.source === wanted)) {
    const [outputTokens, inputTokens] = [countOf(usage.outputTokens), countOf(usage.inputTokens)];
    const known = outputTokens !== null || inputTokens !== null;
    return { outputTokens, inputTokens, tokenSource: known ? usage.source : null };
  }
  return wanted === "whitespace" ? wordCount(trial) : uncounted;
}

function wordCount(trial: Trial): TokenCount {
  const text = storedText(trial);
  if (text === null) return uncounted;
  const outputTokens = splitWords(text).length;
  return { outputTokens, inputTokens: null, tokenSource: "whitespace" };
}
