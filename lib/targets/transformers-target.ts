import path from "node:path";
import * as v from "valibot";
import { filledText, trueOrFalse, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { Target } from "../types/index.js";
import { type ReasoningText, reasoningText } from "./settings.js";

/** Settings of {@link transformersTarget}. */
export interface TransformersSettings {
  /**
   * The folder of a model (`config.json`, `tokenizer.json`, `tokenizer_config.json`, `onnx/…`): its path, or its name in the
   * weights folder. Or `owner/name` of a hub, which is downloaded at the first use.
   */
  readonly model: string;
  /** What results are called by; the model's own name by default. */
  readonly name?: string;
  /** True takes `onnx/…_quantized.onnx` (8 bit), false the full weights. @default true */
  readonly quantized?: boolean;
  /** False evaluates the whole text again for every token: what a cache of keys and values saves. @default true */
  readonly useKvCache?: boolean;
  /** Most tokens of prompt and answer together. @default the model's own limit */
  readonly contextSize?: number;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
}

const transformersSettings = settings({
  model: filledText("a folder or a name"),
  name: v.optional(filledText()),
  quantized: v.optional(trueOrFalse, true),
  useKvCache: v.optional(trueOrFalse, true),
  contextSize: v.optional(wholeNumber(1)),
  reasoningText,
});

/**
 * An ONNX model for text generation inside the measuring process, through @xenova/transformers: decoder-only
 * architectures such as GPT-2, Llama or Qwen 2. On the processor; one answer is written at a time, and others wait.
 * @throws when a setting has the wrong type or is out of range.
 * @example
 * bb.transformersTarget({ model: "Xenova/distilgpt2" }).name; // => "distilgpt2"
 */
export function transformersTarget(given: TransformersSettings): Target {
  const checked = checkedOptions("transformersTarget", transformersSettings, given);
  const { model, name, quantized, useKvCache, contextSize, reasoningText } = checked;
  return {
    kind: "transformers",
    name: name ?? path.basename(model),
    model,
    quantized,
    useKvCache,
    contextSize: contextSize ?? null,
    ...reasoningText,
  };
}
