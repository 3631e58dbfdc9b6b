import type { StreamResult } from "../../types/index.js";
import type { EngineSettings } from "./engine-settings.js";
import type { Job } from "./job.js";

/**
 * The account that a simulated engine gives of its own time: its truth, from the arrival of the request to the last word that it
 * said. As with its usage, only one with a cache reads its prompt, so only that one counts prompt tokens.
 */
export function reportedTimes(
  { prefixCache }: EngineSettings,
  job: Job,
  endAtMs: number,
): Pick<StreamResult, "serverTimes"> {
  const { arrivedAtMs, startedAtMs, tokensAtMs, promptWords, cachedInputTokens } = job;
  const [first, last] = [tokensAtMs.at(0), tokensAtMs.at(-1)];
  return {
    serverTimes: {
      source: "engine",
      queueMs: startedAtMs === null ? null : startedAtMs - arrivedAtMs,
      loadMs: null,
      promptMs: startedAtMs === null || first === undefined ? null : first - startedAtMs,
      promptTokens: prefixCache === null || first === undefined ? null : promptWords.length - cachedInputTokens,
      decodeMs: first === undefined || last === undefined ? null : last - first,
      decodeTokens: first === undefined ? null : tokensAtMs.length - 1,
      totalMs: (job.endedAtMs ?? endAtMs) - arrivedAtMs,
    },
  };
}
