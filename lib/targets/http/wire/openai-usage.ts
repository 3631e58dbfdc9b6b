import type { Usage } from "../../../types/index.js";
import type { Answer } from "./answer.js";
import { countOf, type JsonObject, objectOf } from "./json-value.js";

/**
 * Token counts of one event, all of them from one place: `usage`, else that of a choice (Moonshot) or of `x_groq` (Groq), else
 * llama.cpp's `timings`. Null when the event tells none. A usage of zeros only is none: Ollama sends one on every chunk of
 * /v1/completions, the real one last.
 */
export function readUsage(event: JsonObject): Usage | null {
  const timings = objectOf(event.timings);
  const cacheOfTimings = countOf(timings?.cache_n);
  return (
    fromUsage(event.usage, cacheOfTimings) ??
    fromUsage(objectOf(event.x_groq)?.usage, cacheOfTimings) ??
    fromUsage(firstChoice(event)?.usage, cacheOfTimings) ??
    (timings === null ? null : fromTimings(timings))
  );
}

function firstChoice({ choices }: JsonObject): JsonObject | null {
  return Array.isArray(choices) ? objectOf(choices[0]) : null;
}

/** Cached tokens stand in the details (OpenAI), beside the prompt's (DeepSeek), or at the top (Moonshot); `cache_n` is llama.cpp's. */
function fromUsage(value: unknown, cacheOfTimings: number | null): Usage | null {
  const usage = objectOf(value);
  if (usage === null) return null;
  const inputTokens = countOf(usage.prompt_tokens) ?? countOf(usage.input_tokens);
  const written = countOf(usage.completion_tokens) ?? countOf(usage.output_tokens);
  if (!inputTokens && !written) return null;
  const prompt = objectOf(usage.prompt_tokens_details) ?? objectOf(usage.input_tokens_details);
  const completion = objectOf(usage.completion_tokens_details) ?? objectOf(usage.output_tokens_details);
  const cached =
    countOf(prompt?.cached_tokens) ??
    countOf(usage.prompt_cache_hit_tokens) ??
    countOf(usage.cached_tokens) ??
    cacheOfTimings;
  const thought = countOf(completion?.reasoning_tokens) ?? countOf(usage.reasoning_tokens);
  const outputTokens = isBeside(usage, inputTokens, written, thought) ? (written ?? 0) + (thought ?? 0) : written;
  // More from the cache than the prompt holds: one of the two is not what its name says, and which one is not known.
  const isUnlikely = inputTokens !== null && cached !== null && cached > inputTokens;
  return {
    source: "usage",
    inputTokens: isUnlikely ? null : inputTokens,
    outputTokens,
    cachedInputTokens: isUnlikely ? null : cached,
    reasoningTokens: outputTokens !== null && thought !== null && thought > outputTokens ? null : thought,
  };
}

/** Whether reasoning is counted beside the answer's tokens and not among them, as xAI does: only then the total is the sum of all three. */
function isBeside(usage: JsonObject, input: number | null, written: number | null, thought: number | null): boolean {
  const total = countOf(usage.total_tokens);
  return thought !== null && thought > 0 && input !== null && written !== null && total === input + written + thought;
}

/** `prompt_n` counts the tokens that were evaluated, so the prompt has `cache_n` more of them. */
function fromTimings(timings: JsonObject): Usage | null {
  const cachedInputTokens = countOf(timings.cache_n);
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

/**
 * Keeps the usage of this event. `timings` do not replace a `usage`, and one usage replaces another when it counts more of the
 * answer or tells as much: a last one that leaves out what an earlier one told takes nothing away.
 */
export function keepUsage(answer: Answer, usage: Usage): void {
  const kept = answer.usage;
  if (kept?.source === "usage" && usage.source !== "usage") return;
  const further = kept?.source !== usage.source || (usage.outputTokens ?? 0) > (kept.outputTokens ?? 0);
  if (kept === null || further || told(usage) >= told(kept)) answer.usage = usage;
}

const told = (usage: Usage) => Object.values(usage).filter((value) => value !== null).length;

/** How many tokens this event added, where every event carries the count so far; null where that is not told. */
export function tokensOfEvent(answer: Answer, usage: Usage | null): number | null {
  const total = usage?.outputTokens ?? null;
  if (total === null || (answer.outputTokensSoFar === null && answer.textEvents > 0)) return null;
  const before = answer.outputTokensSoFar ?? 0;
  answer.outputTokensSoFar = total;
  return total > before ? total - before : null;
}
