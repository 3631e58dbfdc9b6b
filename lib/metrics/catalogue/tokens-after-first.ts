import { metric } from "../metric.js";

/** Tokens that arrived after the read that brought the first one: what the decode rate counts. */
export const tokensAfterFirst = metric({
  words: "tokens after the first read",
  unit: "tokens",
  fasterWhen: "neither",
  listed: "trials",
  dependsOn: ["token-counts"],
  formula: "output tokens - reasoning that was not shown - tokens of the first read with text",
  nullWhen: "tokens were not counted, nothing came after the first read, or the answer was not streamed",
  of: ({ decode }) => decode.tokens,
});
