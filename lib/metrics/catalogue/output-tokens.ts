import { metric } from "../metric.js";

/** Output tokens: how many tokens the answer was, by the trial's own token source. Chunks are never tokens. */
export const outputTokens = metric({
  words: "output tokens",
  unit: "tokens",
  fasterWhen: "neither",
  listed: "summaries",
  dependsOn: ["token-counts"],
  formula: "tokens of the answer, as the token source counts them",
  nullWhen: "the token source does not tell",
  of: ({ tokens }) => tokens.outputTokens,
});
