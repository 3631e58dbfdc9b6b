import type { Tool } from "ollama";
import { isRecord } from "../../../arguments/describe-value.js";
import type { DriverRequest, Message, ToolDefinition } from "../../../types/index.js";
import type { OllamaTarget } from "../../ollama-target.js";
import { requestMessages } from "../../request-messages.js";
import { joinedPrompt } from "./openai-request.js";

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
    ...formatField(request),
  };
}

/** The case's form of an answer as Ollama has it: `json`, or a JSON Schema. */
function formatField({ responseFormat }: DriverRequest): { readonly format?: string | object } {
  if (responseFormat === undefined || responseFormat.type === "text") return {};
  const { json_schema: named } = responseFormat;
  const schema = isRecord(named) ? named.schema : undefined;
  return { format: isRecord(schema) ? schema : "json" };
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
  const { tools } = request;
  const messages = requestMessages(request).map(ollamaMessage);
  return { ...commonFields(target, request), messages, ...(tools === undefined ? {} : { tools: tools.map(asTool) }) };
}

/** Both APIs describe a tool alike. */
const asTool = (tool: ToolDefinition) => tool as unknown as Tool;

/** A turn with its images beside its text, as base64. */
function ollamaMessage({ role, content, parts = [] }: Message) {
  const images = parts.flatMap((part) =>
    part.type === "text" ? [] : [part.image_url.url.replace(/^data:[^,]*,/, "")],
  );
  return { role, content, ...(images.length === 0 ? {} : { images }) };
}

/** What of a request this API cannot do. */
export function ollamaWarnings(target: OllamaTarget, { system, generation }: DriverRequest): readonly string[] {
  const warnings: string[] = [];
  if (generation.ignoreEndOfSequence) warnings.push("ignore_end_of_sequence_unsupported");
  if (target.raw && system !== null) warnings.push("system_prompt_joined");
  return warnings;
}
