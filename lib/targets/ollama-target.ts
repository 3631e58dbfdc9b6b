import * as v from "valibot";
import { checkedLater, filledText, oneOf, trueOrFalse } from "../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../arguments/options.js";
import type { Target } from "../types/index.js";
import { metricsAddress, type PlainJson, plainObject, refuseSecrets, serverAddress } from "./http-settings.js";
import { refuseIncomplete } from "./secrets/incomplete-target.js";
import { type ReasoningText, reasoningText, tokenizer } from "./settings.js";

/** Settings of {@link ollamaTarget}. */
export interface OllamaSettings {
  /** Where Ollama listens. @default "http://127.0.0.1:11434" */
  readonly host?: string;
  readonly model: string;
  /** What results are called by. @default the model */
  readonly name?: string;
  /** `generate` sends one prompt, `chat` a conversation of one turn. @default "generate" */
  readonly api?: "generate" | "chat";
  /** How long the model stays loaded after a request: `"10m"`, or seconds; 0 unloads at once. @default Ollama's own */
  readonly keepAlive?: string | number;
  /** Model options such as `{ num_ctx: 2048, num_thread: 1 }`. Changing num_ctx or num_thread loads the model again. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether the model thinks before it answers, or how much: not every model can, and some know true and false only. @default Ollama's own */
  readonly think?: Think;
  /** `"json"`, or the JSON Schema of the answer. @default none */
  readonly format?: "json" | Readonly<Record<string, unknown>>;
  /** True sends the prompt without the model's template; only with `generate`. @default false */
  readonly raw?: boolean;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
  /**
   * Counts the tokens of answers where the server tells none: the path of a `tokenizer.json`, of its folder or of a GGUF file, or the
   * name of a model. Its counts are named `tokenizer` and never mixed with a server's. @default none
   */
  readonly tokenizer?: string;
  /** False lets a run begin although the server has no such model: its requests then fail one by one. @default true */
  readonly requireModel?: boolean;
  /**
   * Where the server tells its own metrics in Prometheus's text format, as `"http://127.0.0.1:8000/metrics"`: they are read with the samples
   * of the machine, in a thread of their own. @default not read
   */
  readonly metricsUrl?: string;
}

/** Whether, or how much, a model in Ollama thinks. */
export type Think = boolean | "low" | "medium" | "high";

/** A target of kind `ollama`: what {@link ollamaTarget} makes and its driver reads. */
export interface OllamaTarget extends Target {
  readonly kind: "ollama";
  readonly host: string;
  readonly model: string;
  readonly api: "generate" | "chat";
  readonly keepAlive: string | number | null;
  readonly options: { readonly [option: string]: PlainJson };
  readonly raw: boolean;
  /** Absent where a thought is taken out of the text. */
  readonly reasoningText?: "keep";
  /** Absent where only the server counts. */
  readonly tokenizer?: string;
  readonly requireModel: boolean;
  /** Absent where it is left to Ollama. */
  readonly think?: Think;
  /** Absent where answers are free text. */
  readonly format?: "json" | { readonly [field: string]: PlainJson };
  /** Absent where no metrics are read. */
  readonly metricsUrl?: string;
}

const durationText = 'a duration like "10m" or a number of seconds';

const ollamaFields = {
  host: v.nullish(checkedLater<string>(), "http://127.0.0.1:11434"),
  model: filledText(),
  name: v.nullish(filledText()),
  api: v.nullish(oneOf("generate", "chat"), "generate"),
  keepAlive: v.nullish(v.custom<string | number>(isDuration, durationText), null),
  options: v.nullish(checkedLater<Readonly<Record<string, unknown>>>(), {}),
  think: v.nullish(oneOf(true, false, "low", "medium", "high"), null),
  format: v.nullish(checkedLater<"json" | Readonly<Record<string, unknown>>>(), null),
  raw: v.nullish(trueOrFalse, false),
  reasoningText,
  tokenizer,
  requireModel: v.nullish(trueOrFalse, true),
  metricsUrl: v.nullish(checkedLater<string>(), null),
} satisfies FieldsOf<OllamaSettings>;
const ollamaSettings = settings(ollamaFields);
const caller = "ollamaTarget";

/**
 * A model in Ollama, through its own API.
 * @throws when a setting has the wrong form.
 * @example
 * bb.ollamaTarget({ model: "smollm2" }).host; // => "http://127.0.0.1:11434"
 */
export function ollamaTarget(given: OllamaSettings): OllamaTarget {
  return readOllamaTarget({ ...given });
}

/** Checks settings of any shape, such as a target that came back from a manifest: there null means not set. */
export function readOllamaTarget(stored: Readonly<Record<string, unknown>>): OllamaTarget {
  refuseIncomplete(caller, stored);
  const given = checkedOptions(caller, ollamaSettings, stored);
  const { model, api, keepAlive, raw, think, format, requireModel, metricsUrl } = given;
  if (raw && api !== "generate")
    throw new Error(`${caller} expected raw only with api "generate", got it with "${api}"`);
  return {
    kind: "ollama",
    name: given.name ?? model,
    host: serverAddress(caller, "host", withScheme(given.host)),
    model,
    api,
    keepAlive,
    options: modelOptions(given.options),
    raw,
    ...given.reasoningText,
    ...given.tokenizer,
    requireModel,
    ...(think === null ? {} : { think }),
    ...(format === null ? {} : { format: checkedFormat(format) }),
    ...(metricsUrl === null ? {} : { metricsUrl: metricsAddress(caller, metricsUrl) }),
  };
}

/** Where the fields of a request belong that Ollama passes over in silence when they stand among the options. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  think: "it is a setting of its own, as in ollamaTarget({ model, think: false })",
  format: 'it is a setting of its own, as in ollamaTarget({ model, format: "json" })',
  keep_alive: "it is the setting keepAlive",
  keepAlive: "it is a setting of its own",
  raw: "it is a setting of its own",
  model: "it is a setting of its own",
  name: "it is a setting of its own",
  prompt: "it belongs to the case",
  system: "it belongs to the case",
  messages: "they come from the case",
  stream: "the driver sets it",
  options: "it is the options already",
  ...Object.fromEntries(
    ["template", "suffix", "images", "tools", "context", "logprobs", "top_logprobs", "truncate", "shift"].map(
      (field) => [field, "it is no option of a model, and Ollama would pass it over"],
    ),
  ),
};

function modelOptions(value: unknown): { readonly [option: string]: PlainJson } {
  const options = plainObject(caller, "options", value);
  for (const field of Object.keys(options))
    if (Object.hasOwn(ELSEWHERE, field))
      throw new Error(`${caller} expected options without "${field}": ${ELSEWHERE[field]}`);
  refuseSecrets(caller, "options", options, keyBehindGateway);
  return options;
}

const keyBehindGateway = () =>
  "Ollama takes no key; behind a gateway that wants one, ask its /v1 with openaiTarget and apiKeyEnv";

function checkedFormat(value: unknown): "json" | { readonly [field: string]: PlainJson } {
  if (value === "json") return "json";
  if (typeof value === "string")
    throw new Error(`${caller} expected format to be "json" or a JSON Schema, got another text`);
  const schema = plainObject(caller, "format", value);
  refuseSecrets(caller, "format", schema, keyBehindGateway);
  return schema;
}

/** `localhost`, as OLLAMA_HOST is written, is an address too, and means Ollama's own port. */
function withScheme(host: unknown): unknown {
  if (typeof host !== "string" || host === "" || host.includes("://")) return host;
  return /:\d+(\/|$)/.test(host) ? `http://${host}` : `http://${host}:11434`;
}

function isDuration(value: unknown): boolean {
  if (typeof value === "string") return /^-?(\d+|(\d+(\.\d+)?(ms|s|m|h))+)$/.test(value);
  return Number.isFinite(value);
}
