import type { Usage } from "../../types/index.js";
import type { EngineSettings } from "./engine-settings.js";
import type { Job } from "./job.js";

/** How many tokens its usage reports for the number sent: the same, unless it is set to miscount. */
export const reportedTokens = ({ plan }: Job, sent: number): number => Math.max(0, sent + plan.miscountedTokens);

/** The usage that a simulated engine reports. Only one with a cache reports its input. */
export function reportedUsage({ prefixCache }: EngineSettings, job: Job, sent: number): Usage {
  const tellsInput = prefixCache !== null && job.startedAtMs !== null;
  return {
    source: "engine",
    inputTokens: tellsInput ? job.promptWords.length : null,
    outputTokens: reportedTokens(job, sent),
    cachedInputTokens: tellsInput ? job.cachedInputTokens : null,
    reasoningTokens: null,
  };
}
