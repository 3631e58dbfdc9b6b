import type { TokenCounter } from "../../models/tokenizer/token-counter.js";
import type { Trial } from "../../types/index.js";

/** The warning of an answer whose tokens the target's tokenizer was to count and could not. */
export const notCounted = "tokens_not_counted";

/**
 * The trial with the tokens of its answer counted by the target's tokenizer, where it was answered and the server told no counts;
 * any other as it is. The answer's visible text and its reasoning are counted by themselves, as they are stored: without the tags
 * around a thought, and without the token that ends an answer. The prompt's tokens stay null: the server puts its template around it.
 */
export async function countedTrial(trial: Trial, counter: Pick<TokenCounter, "count">): Promise<Trial> {
  const { outcome } = trial;
  if (trial.usage !== null || outcome.kind !== "answered") return trial;
  const counts = await counter.count([outcome.text, outcome.reasoning ?? ""]);
  if (counts === null) return { ...trial, outcome: { ...outcome, warnings: [...outcome.warnings, notCounted] } };
  const [answer = 0, reasoning = 0] = counts;
  return {
    ...trial,
    usage: {
      source: "tokenizer",
      inputTokens: null,
      outputTokens: answer + reasoning,
      cachedInputTokens: null,
      reasoningTokens: outcome.reasoning === null ? null : reasoning,
    },
  };
}
