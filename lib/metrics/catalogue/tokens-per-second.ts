import { metric } from "../metric.js";

/** Decode rate, in tokens per second: what arrived after the first read, over the time from the first token to the last. */
export const tokensPerSecond = metric({
  words: "decode rate",
  unit: "tokens/s",
  fasterWhen: "higher",
  listed: "summaries",
  dependsOn: ["token-counts", "delivery"],
  formula: "tokens after the first read / (last token - first token)",
  nullWhen: "tokens after the first read are fewer than 1 or not known, or came in one instant",
  of: ({ decode: { tokens, ms } }) => (tokens === null || ms === null ? null : (tokens / ms) * 1000),
});
