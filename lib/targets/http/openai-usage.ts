import type { Usage } from "../../types.js";
import type { Answer } from "./answer.js";
import { countOf, type JsonObject, objectOf } from "./json-value.js";

/**
 * Token counts of one event in the OpenAI form: `usage`, or llama.cpp's `timings` where there is no usage. Null when the
 * event tells none. A usage of zeros only is none: Ollama sends one on every chunk of /v1/completions, the real one last.
 */
export function readUsage(event: JsonObject): Usage | null {
  const timings = objectOf(event.timings);
  const cached = countOf(timings?.cache_n);
  const usage = objectOf(event.usage);
  if (usage === null) return timings === null ? null : fromTimings(timings, cached);
  const inputTokens = countOf(usage.prompt_tokens);
  const outputTokens = countOf(usage.completion_tokens);
  if (!inputTokens && !outputTokens) return null;
  return {
    source: "usage",
    inputTokens,
    outputTokens,
    cachedInputTokens: countOf(objectOf(usage.prompt_tokens_details)?.cached_tokens) ?? cached,
    reasoningTokens: countOf(objectOf(usage.completion_tokens_details)?.reasoning_tokens),
  };
}

/** `prompt_n` counts the tokens that were evaluated, so the prompt has `cache_n` more of them. */
function fromTimings(timings: JsonObject, cachedInputTokens: number | null): Usage | null {
  const evaluated = countOf(timings.prompt_n);
  const outputTokens = countOf(timings.predicted_n);
  if (evaluated === null && outputTokens === null) return null;
  return {
    source: "server-timings",
    inputTokens: evaluated === null ? null : evaluated + (cachedInputTokens ?? 0),
    outputTokens,
    cachedInputTokens,
    reasoningTokens: null,
  };
}

/** Keeps the usage of this event: the last one wins, but `timings` do not replace a `usage`. */
export function keepUsage(answer: Answer, usage: Usage): void {
  if (answer.usage?.source !== "usage" || usage.source === "usage") answer.usage = usage;
}

/** How many tokens this event added, where every event carries the count so far; null where that is not told. */
export function tokensOfEvent(answer: Answer, usage: Usage | null): number | null {
  const total = usage?.outputTokens ?? null;
  if (total === null || (answer.outputTokensSoFar === null && answer.textEvents > 0)) return null;
  const before = answer.outputTokensSoFar ?? 0;
  answer.outputTokensSoFar = total;
  return total > before ? total - before : null;
}
