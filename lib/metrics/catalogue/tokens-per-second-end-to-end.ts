import { metric } from "../metric.js";
import { latencyMs } from "./latency.js";

/** End-to-end rate, in tokens per second: all output tokens over the latency, so the wait for the first one is in it. */
export const tokensPerSecondEndToEnd = metric({
  words: "end-to-end rate",
  unit: "tokens/s",
  fasterWhen: "higher",
  listed: "summaries",
  dependsOn: ["prompt", "answer-length", "token-counts"],
  formula: "output tokens / latency",
  nullWhen: "the trial did not succeed, or its tokens were not counted",
  of(observed) {
    const [tokens, ms] = [observed.tokens.outputTokens, latencyMs.of(observed)];
    return tokens === null || ms === null || ms <= 0 ? null : (tokens / ms) * 1000;
  },
});
