import type { Usage } from "../../../types/index.js";
import type { Answer } from "./answer.js";
import type { Dialect } from "./dialect.js";
import { countOf, type JsonObject, jsonOf, objectOf, textOf } from "./json-value.js";
import { type Held, plainDelta, readDelta, readSaid, reasoningOf } from "./openai-delta.js";
import { timesOf } from "./server-times.js";

/** OpenAI chat completions, as OpenAI, llama.cpp, vLLM, Ollama's /v1 and many others stream them. */
export const openaiChat: Dialect = {
  format: "server-sent-events",
  readEvent: (answer, event) => readChunk(answer, event, readDeltaOfChoice),
  plainText: (event) => plainTextOf(event, plainDelta),
  isChunk: isPiece,
  readWhole: (answer, body) => readChunk(answer, body, readMessageOfChoice),
};

/** OpenAI completions: the prompt goes in as it is, without a chat template (Ollama applies one all the same). */
export const openaiCompletions: Dialect = {
  format: "server-sent-events",
  readEvent: (answer, event) => readChunk(answer, event, readPlain),
  plainText: (event) => plainTextOf(event, plainText),
  isChunk: isPiece,
  readWhole: (answer, body) => readChunk(answer, body, readWholePlain),
};

type ReadChoice = (answer: Answer, choice: JsonObject, tokens: number | null) => Held;

function readChunk(answer: Answer, event: JsonObject, readChoice: ReadChoice): void {
  if (answer.model === null) answer.model = textOf(event.model);
  const usage = readUsage(event);
  if (usage !== null) keepUsage(answer, usage);
  if (tellsTimes(event)) answer.serverTimes = timesOf(event, answer.usage) ?? answer.serverTimes;
  const { choices } = event;
  if (!Array.isArray(choices)) {
    if (usage !== null) answer.mark("usage");
    else answer.bad(jsonOf(event));
  } else if (choices.length === 0) answer.mark(usage === null ? "empty" : "usage");
  else {
    const tokens = tokensOfEvent(answer, usage);
    for (const raw of choices) readOneChoice(answer, objectOf(raw), tokens, readChoice);
  }
}

/** Few events do; the others are spared a closer look. */
function tellsTimes({ timings, time_info, x_groq, usage }: JsonObject): boolean {
  return (timings ?? time_info ?? x_groq ?? objectOf(usage)?.total_time) !== undefined;
}

/** A whole answer has a message, or of completions the reason of its end. */
function isPiece({ choices }: JsonObject): boolean {
  const choice = Array.isArray(choices) ? objectOf(choices[0]) : null;
  if (choice === null) return false;
  return objectOf(choice.delta) !== null || (typeof choice.text === "string" && textOf(choice.finish_reason) === null);
}

/** A trial is one answer: further choices (`n` above 1) are recorded as events and their text is left out. */
function readOneChoice(answer: Answer, choice: JsonObject | null, tokens: number | null, readChoice: ReadChoice): void {
  if (choice === null) return void answer.bad("a choice that is no object");
  if (typeof choice.index === "number" && choice.index !== 0) {
    answer.warnings.add("extra_choices_ignored");
    return void answer.mark("empty");
  }
  const held = readChoice(answer, choice, tokens);
  const finishReason = textOf(choice.finish_reason);
  if (finishReason !== null) answer.finishReason ??= finishReason;
  if (held === "bad") answer.bad(jsonOf(choice));
  else if (held !== "text") answer.mark(finishReason === null ? held : "end");
}

function readDeltaOfChoice(answer: Answer, choice: JsonObject, tokens: number | null): Held {
  return readDelta(answer, choice.delta, tokens);
}

/** Of a whole answer the usage counts all of it, so it is not the count of one event. */
function readMessageOfChoice(answer: Answer, choice: JsonObject): Held {
  return readDelta(answer, choice.message, null);
}

function readWholePlain(answer: Answer, choice: JsonObject): Held {
  return readPlain(answer, choice, null);
}

function readPlain(answer: Answer, choice: JsonObject, tokens: number | null): Held {
  return readSaid(answer, choice, choice.text, tokens);
}

function plainText(choice: JsonObject): string | null {
  return reasoningOf(choice) === null ? textOf(choice.text) : null;
}

/** The text of an event of one choice that holds text of the answer, and neither an end nor counts. */
function plainTextOf(event: JsonObject, textOfChoice: (choice: JsonObject) => string | null): string | null {
  const { choices } = event;
  if (!Array.isArray(choices) || choices.length !== 1 || readUsage(event) !== null) return null;
  const choice = objectOf(choices[0]);
  if (choice === null || (choice.index ?? 0) !== 0 || textOf(choice.finish_reason) !== null) return null;
  return textOfChoice(choice);
}

/**
 * Token counts of one event, all of them from one place: `usage`, else that of a choice (Moonshot) or of `x_groq` (Groq), else
 * llama.cpp's `timings`. Null without counts. A usage of zeros only does not count: Ollama sends one on every chunk of
 * /v1/completions, the real one last.
 */
function readUsage(event: JsonObject): Usage | null {
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

/** Cached tokens are in the details (OpenAI), beside the prompt's (DeepSeek), or at the top (Moonshot); `cache_n` is llama.cpp's. */
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
function keepUsage(answer: Answer, usage: Usage): void {
  const kept = answer.usage;
  if (kept?.source === "usage" && usage.source !== "usage") return;
  const further = kept?.source !== usage.source || (usage.outputTokens ?? 0) > (kept.outputTokens ?? 0);
  if (kept === null || further || told(usage) >= told(kept)) answer.usage = usage;
}

const told = (usage: Usage) => Object.values(usage).filter((value) => value !== null).length;

/** How many tokens this event added, where every event carries the count so far; null where that is not told. */
function tokensOfEvent(answer: Answer, usage: Usage | null): number | null {
  const total = usage?.outputTokens ?? null;
  if (total === null || (answer.outputTokensSoFar === null && answer.textEvents > 0)) return null;
  const before = answer.outputTokensSoFar ?? 0;
  answer.outputTokensSoFar = total;
  return total > before ? total - before : null;
}
