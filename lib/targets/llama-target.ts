import { checkOptions } from "../arguments/options.js";
import type { Target } from "../types/index.js";
import { filledText, trueOrFalse } from "./http-settings.js";
import { positiveInteger, type ReasoningText, reasoningText, trueFalseOrAuto, wholeNumber } from "./settings.js";

/** Settings of {@link llamaTarget}. */
export interface LlamaSettings {
  /** A known name (`smollm2-135m-instruct-q4_1`), the path of a GGUF file, or `hf:user/repository:quantisation`. */
  readonly model: string;
  /** What results are called by; the model's own name when left out. */
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
   * file counts a second time where the engine packs weights anew for the processor. @default true
   */
  readonly useMmap?: boolean;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
}

/**
 * A GGUF model inside the measuring process, through llama.cpp (node-llama-cpp): no server, no account.
 * @throws when a setting has the wrong type or is out of range.
 * @example
 * bb.llamaTarget({ model: "smollm2-135m-instruct-q4_1" }).kind; // => "llama"
 */
export function llamaTarget(settings: LlamaSettings): Target {
  checkOptions("llamaTarget", settings, settingNames);
  const {
    model,
    contextSize = 1024,
    gpuLayers = 0,
    useKvCache = true,
    flashAttention = "auto",
    useMmap = true,
  } = settings;
  if (typeof model !== "string" || model === "")
    throw new Error(`llamaTarget expected model to be a name or a path, got ${JSON.stringify(model)}`);
  for (const [name, value] of Object.entries({ useKvCache, useMmap })) trueOrFalse("llamaTarget", name, value);
  return {
    kind: "llama",
    name: filledText("llamaTarget", "name", settings.name ?? baseName(model)),
    model,
    contextSize: positiveInteger("llamaTarget", "contextSize", contextSize),
    threads: settings.threads === undefined ? null : positiveInteger("llamaTarget", "threads", settings.threads),
    gpuLayers: wholeNumber("llamaTarget", "gpuLayers", gpuLayers),
    useKvCache,
    flashAttention: trueFalseOrAuto("llamaTarget", "flashAttention", flashAttention),
    useMmap,
    ...reasoningText("llamaTarget", settings.reasoningText),
  };
}

const settingNames = {
  model: true,
  name: true,
  contextSize: true,
  threads: true,
  gpuLayers: true,
  useKvCache: true,
  flashAttention: true,
  useMmap: true,
  reasoningText: true,
} as const;

const baseName = (model: string) =>
  model
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.gguf$/i, "") || model;
