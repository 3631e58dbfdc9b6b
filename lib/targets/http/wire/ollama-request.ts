import type { DriverRequest } from "../../../types/index.js";
import type { OllamaTarget } from "../../ollama-target.js";
import { joinedPrompt, openaiMessages } from "./openai-request.js";

/** The generation's settings as Ollama's options, then the target's own. What is null is left to the model's defaults. */
function ollamaOptions({ options }: OllamaTarget, { generation }: DriverRequest): Record<string, unknown> {
  const { maxTokens, temperature, topK, topP, repetitionPenalty, seed, stop } = generation;
  const fields = {
    num_predict: maxTokens,
    temperature,
    top_k: topK,
    top_p: topP,
    repeat_penalty: repetitionPenalty,
    seed,
    stop: stop.length === 0 ? null : [...stop],
    ...options,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function commonFields(target: OllamaTarget, request: DriverRequest) {
  const { think, format, keepAlive } = target;
  return {
    model: target.model,
    stream: true as const,
    options: ollamaOptions(target, request),
    ...(keepAlive === null ? {} : { keep_alive: keepAlive }),
    ...(think === undefined ? {} : { think }),
    ...(format === undefined ? {} : { format }),
  };
}

/** The body of a request to /api/generate. */
export function generateRequest(target: OllamaTarget, request: DriverRequest) {
  const common = commonFields(target, request);
  if (target.raw) return { ...common, prompt: joinedPrompt(request), raw: true };
  const { system, prompt } = request;
  return { ...common, prompt, ...(system === null ? {} : { system }) };
}

/** The body of a request to /api/chat. */
export function chatRequest(target: OllamaTarget, request: DriverRequest) {
  return { ...commonFields(target, request), messages: openaiMessages(request) };
}

/** What of a request this API cannot do. */
export function ollamaWarnings(target: OllamaTarget, { system, generation }: DriverRequest): readonly string[] {
  const warnings: string[] = [];
  if (generation.ignoreEndOfSequence) warnings.push("ignore_end_of_sequence_unsupported");
  if (target.raw && system !== null) warnings.push("system_prompt_joined");
  return warnings;
}
