import { stat } from "node:fs/promises";
import { sha256OfFile } from "../models/model-files.js";
import type { Driver, DriverRequest, DriverWorld, EngineInfo, Target } from "../types/index.js";
import { afterClose } from "./after-close.js";
import { opensThought } from "./leading-thought.js";
import { pool } from "./pool.js";
import { requestMessages } from "./request-messages.js";
import { textOnly } from "./text-only.js";
import { answerWithTransformers } from "./transformers-answer.js";
import { loadTransformersModel, type TransformersModel } from "./transformers-model.js";
import type { TransformersSettings } from "./transformers-target.js";

/**
 * Opens an ONNX model for text generation inside this process. Loads the library on first use.
 * @throws when there is no such model, or when it is not one that the library can generate text with.
 */
export async function openTransformersDriver(target: Target, world: DriverWorld): Promise<Driver> {
  const settings = target as Target & TransformersSettings;
  const startedAtMs = world.now();
  const loaded = await loadTransformersModel(settings, world);
  const trainContextSize = firstNumber(loaded.config, ["max_position_embeddings", "n_positions", "n_ctx"]);
  const contextSize = settings.contextSize ?? trainContextSize;
  const useKvCache = settings.useKvCache ?? true;
  const turn = pool(["turn"]);
  const info = { ...(await engineInfo(settings, loaded, trainContextSize)), contextSize };
  let closing: Promise<void> | null = null;
  return {
    info: { ...info, openMs: world.now() - startedAtMs },
    ...textOnly("the ONNX engine"),
    conversations: loaded.tokenizer.chat_template ? true : "its tokenizer has no chat template",
    send: async (request, observer, signal) =>
      closing
        ? afterClose(world.now())
        : answerWithTransformers({
            ...{ loaded, turn, contextSize, useKvCache, request, observer, signal },
            ...promptOf(loaded, request),
            now: world.now,
          }),
    close: () => {
      closing ??= turn.use(async () => void (await loaded.model.dispose()));
      return closing;
    },
  };
}

/**
 * A prompt as the library's own text-generation pipeline gives it to a model: through the tokenizer's chat template where
 * there is one, else as it stands, without special tokens.
 */
function promptOf({ tokenizer }: TransformersModel, request: DriverRequest) {
  const messages = requestMessages(request).map((turn) => ({ ...turn }));
  const text = tokenizer.chat_template
    ? String(tokenizer.apply_chat_template(messages, { tokenize: false, add_generation_prompt: true }))
    : messages.map((message) => message.content).join("\n\n");
  return { prompt: tokenizer.encode(text, null, { add_special_tokens: false }), startsInThought: opensThought(text) };
}

async function engineInfo(
  settings: Target & TransformersSettings,
  { file, libraryVersion, config, tokenizer }: TransformersModel,
  trainContextSize: number | null,
): Promise<Omit<EngineInfo, "openMs" | "contextSize">> {
  return {
    engine: "@xenova/transformers",
    engineVersion: libraryVersion,
    model: settings.model,
    modelPath: file,
    modelSha256: await sha256OfFile(file),
    modelBytes: (await stat(file)).size,
    quantisation: (settings.quantized ?? true) ? "INT8" : "F32",
    parameters: null, // an ONNX file does not say, and its graph may hold a weight more than once
    device: "cpu",
    threads: null,
    details: {
      useKvCache: settings.useKvCache ?? true,
      architecture: typeof config.model_type === "string" ? config.model_type : null,
      promptTemplate: tokenizer.chat_template ? "tokenizer" : "none",
      inFlight: "one at a time, the others wait",
      eventLoop: "blocked while a token is computed; timers and telemetry run between tokens",
      trainContextSize,
      layers: firstNumber(config, ["num_hidden_layers", "n_layer"]),
      heads: firstNumber(config, ["num_attention_heads", "n_head"]),
      embeddingSize: firstNumber(config, ["hidden_size", "n_embd"]),
    },
  };
}

function firstNumber(config: Readonly<Record<string, unknown>>, names: readonly string[]): number | null {
  for (const name of names) {
    const value = config[name];
    if (typeof value === "number") return value;
  }
  return null;
}
