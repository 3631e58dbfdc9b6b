import { metric } from "../metric.js";
import { ratePerSecond } from "../server-account.js";

/** Decode rate by the server, in tokens per second: how fast it wrote the answer, by its own account. */
export const serverDecodeTokensPerSecond = metric({
  words: "decode rate by the server",
  unit: "tokens/s",
  fasterWhen: "higher",
  listed: "summaries",
  dependsOn: [],
  formula: "tokens that the server computed while decoding / its time for decoding",
  nullWhen: "the server does not tell its time for decoding, or nothing was decoded after the prompt",
  since: 5,
  isRare: true,
  of: ({ trial: { serverTimes } }) => ratePerSecond(serverTimes?.decodeTokens ?? null, serverTimes?.decodeMs ?? null),
});
