import { metric } from "../metric.js";
import { reasoningShare } from "../reasoning.js";

/** Reasoning share of tokens, in percent: how much of what was written a reader of the answer does not see. */
export const reasoningTokensPercent = metric({
  words: "reasoning share of tokens",
  unit: "%",
  fasterWhen: "neither",
  listed: "summaries",
  dependsOn: ["token-counts"],
  formula: "100 x reasoning tokens / output tokens",
  nullWhen: "nothing was reasoned, or nobody tells how many tokens it took",
  since: 5,
  isRare: true,
  of({ trial, tokens }) {
    const share = reasoningShare(trial, tokens);
    return share === null ? null : 100 * share;
  },
});
