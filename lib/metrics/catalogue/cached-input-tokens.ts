import { metric } from "../metric.js";
import { countOf } from "../token-count.js";

/** Cached input tokens: how many tokens of the prompt the engine took from a cache, by its own count. */
export const cachedInputTokens = metric({
  words: "cached input tokens",
  unit: "tokens",
  fasterWhen: "neither",
  listed: "trials",
  dependsOn: ["token-counts"],
  formula: "tokens of the prompt that the engine says it took from a cache",
  nullWhen: "the engine does not tell",
  since: 6,
  of: ({ trial: { usage }, tokens }) =>
    usage !== null && usage.source === tokens.tokenSource ? countOf(usage.cachedInputTokens) : null,
});
