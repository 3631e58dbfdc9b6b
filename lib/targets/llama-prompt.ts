import type { GgufMetadata } from "node-llama-cpp";
import type { DriverRequest } from "../types/index.js";
import { requestMessages } from "./request-messages.js";

/** How a case becomes the text that a model of this file was trained to continue. */
export interface ChatPrompt {
  /** Where the template came from: the model file, or `none` when it has none and the prompt is sent as it is. */
  readonly template: "gguf" | "none";
  render(request: Pick<DriverRequest, "prompt" | "system" | "messages">): string;
}

/**
 * The chat template that the model file carries, rendered as Hugging Face's own Jinja does it, so that a prompt here is
 * the prompt of llama.cpp's server. A template may add a default system prompt; say `system` to have another.
 */
export async function chatPrompt(metadata: GgufMetadata): Promise<ChatPrompt> {
  const source = metadata.tokenizer.chat_template;
  if (!source)
    return { template: "none", render: ({ prompt, system }) => (system === null ? prompt : `${system}\n\n${prompt}`) };
  const { Template } = await import("@huggingface/jinja");
  const template = new Template(source);
  return {
    template: "gguf",
    render(request) {
      const messages = requestMessages(request).map((turn) => ({ ...turn }));
      return template.render({ messages, add_generation_prompt: true, bos_token: "", eos_token: "" });
    },
  };
}
