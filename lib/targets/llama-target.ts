import * as v from "valibot";
import { filledText, oneOf, trueOrFalse, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { Target } from "../types/index.js";
import { type ReasoningText, reasoningText } from "./settings.js";

/** Settings of {@link llamaTarget}. */
export interface LlamaSettings {
  /** A known name (`smollm2-135m-instruct-q4_1`), the path of a GGUF file, or `hf:user/repository:quantization`. */
  readonly model: string;
  /** What results are called by; the model's own name by default. */
  readonly name?: string;
  /** Tokens of prompt and answer together, for each request in flight. @default 1024 */
  readonly contextSize?: number;
  /** Threads of the engine. More than the free cores makes it many times slower. @default cores - 1, at least 1 */
  readonly threads?: number;
  /** Layers given to a GPU; 0 stays on the processor. @default 0 */
  readonly gpuLayers?: number;
  /** False evaluates the whole text again for every token: what a cache of keys and values saves. @default true */
  readonly useKvCache?: boolean;
  /** What the engine attends with; `auto` is the engine's own choice, and `details.flashAttention` what came of it. @default "auto" */
  readonly flashAttention?: boolean | "auto";
  /**
   * False reads the weights into memory instead of mapping their file. Then resident memory counts each weight once: a mapped
   * file counts a second time where the engine packs weights again for the processor. @default true
   */
  readonly useMmap?: boolean;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
}

const llamaSettings = settings({
  model: filledText("a name or a path"),
  name: v.optional(filledText()),
  contextSize: v.optional(wholeNumber(1), 1024),
  threads: v.optional(wholeNumber(1)),
  gpuLayers: v.optional(wholeNumber(0), 0),
  useKvCache: v.optional(trueOrFalse, true),
  flashAttention: v.optional(oneOf(true, false, "auto"), "auto"),
  useMmap: v.optional(trueOrFalse, true),
  reasoningText,
});

/**
 * A GGUF model inside the measuring process, through llama.cpp (node-llama-cpp): no server, no account.
 * @throws when a setting has the wrong type or is out of range.
 * @example
 * bb.llamaTarget({ model: "smollm2-135m-instruct-q4_1" }).kind; // => "llama"
 */
export function llamaTarget(given: LlamaSettings): Target {
  const { model, name, contextSize, threads, ...others } = checkedOptions("llamaTarget", llamaSettings, given);
  const { gpuLayers, useKvCache, flashAttention, useMmap, reasoningText } = others;
  return {
    kind: "llama",
    name: name ?? baseName(model),
    model,
    contextSize,
    threads: threads ?? null,
    gpuLayers,
    useKvCache,
    flashAttention,
    useMmap,
    ...reasoningText,
  };
}

const baseName = (model: string) =>
  model
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.gguf$/i, "") || model;
