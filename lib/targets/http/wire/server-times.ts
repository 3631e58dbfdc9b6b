import type { ServerTimes, Usage } from "../../../types/index.js";
import { countOf, type JsonObject, objectOf } from "./json-value.js";

type Told = Omit<ServerTimes, "source">;

/** The times of an event in the OpenAI form, from the first place that tells one; null where none does. `usage` is what was counted. */
export function timesOf(event: JsonObject, usage: Usage | null): ServerTimes | null {
  const timings = objectOf(event.timings);
  if (timings !== null) return observed("llama.cpp", timingsOf(timings));
  const own = objectOf(event.usage) ?? objectOf(objectOf(event.x_groq)?.usage);
  return observed("usage", secondsOf(own, usage)) ?? observed("time_info", secondsOf(objectOf(event.time_info), usage));
}

/**
 * Ollama's durations, in nanoseconds. `prompt_eval_count` counts the whole prompt, `prompt_eval_duration` the time for what no cache
 * held; only newer versions say how much that was. `eval_duration` begins when the prompt is done, which gives the first token.
 * Its total begins when the request comes in.
 */
export function durationsOf(
  line: JsonObject,
  { inputTokens, cachedInputTokens, outputTokens }: Usage,
): ServerTimes | null {
  return observed("ollama", {
    queueMs: null,
    loadMs: timeOf(line.load_duration, 1e-6),
    promptMs: timeOf(line.prompt_eval_duration, 1e-6),
    promptTokens: uncached(inputTokens, cachedInputTokens),
    decodeMs: timeOf(line.eval_duration, 1e-6),
    decodeTokens: afterFirst(outputTokens),
    totalMs: timeOf(line.total_duration, 1e-6),
  });
}

/** llama.cpp's `timings`: `prompt_n` counts what was processed, `predicted_ms` begins at the first token, as its own rate has it. */
function timingsOf(timings: JsonObject): Told {
  return {
    queueMs: null,
    loadMs: null,
    promptMs: timeOf(timings.prompt_ms, 1),
    promptTokens: countOf(timings.prompt_n),
    decodeMs: timeOf(timings.predicted_ms, 1),
    decodeTokens: afterFirst(countOf(timings.predicted_n)),
    totalMs: null,
  };
}

/** Seconds as Groq has them in its usage, and Cerebras in `time_info`. */
function secondsOf(times: JsonObject | null, usage: Usage | null): Told {
  return {
    queueMs: timeOf(times?.queue_time, 1000),
    loadMs: null,
    promptMs: timeOf(times?.prompt_time, 1000),
    promptTokens: uncached(usage?.inputTokens ?? null, usage?.cachedInputTokens ?? null),
    decodeMs: timeOf(times?.completion_time, 1000),
    decodeTokens: usage?.outputTokens ?? null,
    totalMs: timeOf(times?.total_time, 1000),
  };
}

/** Counts alone are no account of time. */
function observed(source: ServerTimes["source"], told: Told): ServerTimes | null {
  const { queueMs, loadMs, promptMs, decodeMs, totalMs } = told;
  return [queueMs, loadMs, promptMs, decodeMs, totalMs].every((time) => time === null) ? null : { source, ...told };
}

/** No answer takes this long: a time above it is a server's mistake. */
const LONGEST_MS = 1e9;

function timeOf(value: unknown, toMs: number): number | null {
  if (typeof value !== "number" || !(value >= 0) || value * toMs > LONGEST_MS) return null;
  return Math.round(value * toMs * 1e6) / 1e6; // whole nanoseconds: no digits that only the conversion made
}

const uncached = (input: number | null, cached: number | null) =>
  input === null || cached === null || cached > input ? null : input - cached;

const afterFirst = (tokens: number | null) => (tokens === null ? null : Math.max(0, tokens - 1));
