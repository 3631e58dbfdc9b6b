import { metric } from "../metric.js";

/** Inter-token latency (ITL), which is the time per output token (TPOT), in ms. */
export const interTokenLatencyMs = metric({
  words: "inter-token latency",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["token-counts", "delivery"],
  formula: "(last token - first token) / tokens after the first read",
  nullWhen: "tokens after the first read are fewer than 1 or not known, or came in one instant",
  of: ({ decode: { tokens, ms } }) => (tokens === null || ms === null ? null : ms / tokens),
});
