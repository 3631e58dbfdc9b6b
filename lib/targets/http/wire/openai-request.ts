import type { OpenAI } from "openai";
import type { DriverRequest, Message } from "../../../types/index.js";
import type { MaxTokensField, OpenaiTarget } from "../../openai-target.js";
import { requestMessages } from "../../request-messages.js";

/** The settings of the answer in the OpenAI form. What is null is left out, and the server's own default holds. */
function generationFields(limitField: MaxTokensField, { generation }: DriverRequest): Record<string, unknown> {
  const { maxTokens, temperature, topP, topK, repetitionPenalty, seed, stop, ignoreEndOfSequence } = generation;
  return {
    [limitField]: maxTokens,
    temperature,
    top_p: topP,
    seed,
    stop: stop.length === 0 ? null : [...stop],
    // Not OpenAI's own: llama.cpp knows repeat_penalty, vLLM repetition_penalty, both know top_k and ignore_eos.
    top_k: topK,
    repeat_penalty: repetitionPenalty,
    repetition_penalty: repetitionPenalty,
    ignore_eos: ignoreEndOfSequence ? true : null,
  };
}

/** What the case itself asks of the answer: it is closer to the question than the target's own fields. */
const caseFields = ({ tools, responseFormat }: DriverRequest): Record<string, unknown> => ({
  ...(tools === undefined ? {} : { tools }),
  ...(responseFormat === undefined ? {} : { response_format: responseFormat }),
});

/** The fields of a request body beside the prompt: the generation's, then the target's own, and no null. */
export function openaiFields(target: OpenaiTarget, request: DriverRequest): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    ...generationFields(target.maxTokensField ?? "max_tokens", request),
    stream_options: target.stream === false ? null : { include_usage: true },
    ...target.extraBody,
    ...caseFields(request),
  };
  // OpenAI's newer models know the limit by its newer name only, and refuse both together.
  if (target.extraBody.max_completion_tokens !== undefined) fields.max_tokens = null;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** The conversation: its turns, or the system prompt where there is one and the prompt. */
export const openaiMessages = (request: DriverRequest) => requestMessages(request).map(openaiMessage);

type OpenaiMessage = OpenAI.ChatCompletionMessageParam;

/** A turn as the API takes it: with parts in place of its text where it has images. */
function openaiMessage({ role, content, parts }: Message): OpenaiMessage {
  if (role !== "user" || parts === undefined) return { role, content };
  return {
    role,
    content: parts.map((part) =>
      part.type === "text"
        ? part
        : { type: "image_url", image_url: part.image_url as OpenAI.ChatCompletionContentPartImage.ImageURL },
    ),
  };
}

/** A plain prompt has no place for a system prompt: it goes first, and the trial says so. */
export function joinedPrompt({ system, prompt }: DriverRequest): string {
  return system === null ? prompt : `${system}\n\n${prompt}`;
}
