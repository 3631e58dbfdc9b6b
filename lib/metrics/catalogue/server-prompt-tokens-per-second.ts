import { metric } from "../metric.js";
import { ratePerSecond } from "../server-account.js";

/**
 * Prefill rate by the server, in tokens per second: how fast it processed the prompt, by its own account. Tokens that came from a
 * cache were not processed and do not count.
 */
export const serverPromptTokensPerSecond = metric({
  words: "prefill rate by the server",
  unit: "tokens/s",
  fasterWhen: "higher",
  listed: "summaries",
  dependsOn: ["prompt"],
  formula: "prompt tokens that were processed, by the server / its time for the prompt",
  nullWhen: "the server does not tell its time for the prompt, or how many prompt tokens it processed",
  since: 5,
  isRare: true,
  of: ({ trial: { serverTimes } }) => ratePerSecond(serverTimes?.promptTokens ?? null, serverTimes?.promptMs ?? null),
});
