import { metric } from "../metric.js";

/** Input tokens: how many tokens the prompt was, by the trial's own token source. */
export const inputTokens = metric({
  words: "input tokens",
  unit: "tokens",
  fasterWhen: "neither",
  listed: "trials",
  dependsOn: ["token-counts"],
  formula: "tokens of the prompt, as the token source counts them",
  nullWhen: "the token source does not tell",
  of: ({ tokens }) => tokens.inputTokens,
});
