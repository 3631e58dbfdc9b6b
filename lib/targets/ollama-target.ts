import { checkOptions, type SettingNames } from "../statistics/checked-arguments.js";
import type { Target } from "../types.js";
import { filledText, oneOf, type PlainJson, plainObject, serverAddress, trueOrFalse } from "./http-settings.js";
import { type ReasoningText, reasoningText } from "./settings.js";

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
  /** Model options such as `{ num_ctx: 2048, num_thread: 1 }`. Changing num_ctx or num_thread loads the model anew. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** True sends the prompt without the model's template; only with `generate`. @default false */
  readonly raw?: boolean;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
  /** False lets a run begin although the server has no such model: its requests then fail one by one. @default true */
  readonly requireModel?: boolean;
}

/** A target of kind `ollama`: what {@link ollamaTarget} makes and its driver reads. */
export interface OllamaTarget extends Target {
  readonly kind: "ollama";
  readonly host: string;
  readonly model: string;
  readonly api: "generate" | "chat";
  readonly keepAlive: string | number | null;
  readonly options: { readonly [option: string]: PlainJson };
  readonly raw: boolean;
  readonly reasoningText: ReasoningText;
  readonly requireModel: boolean;
}

const SETTINGS: SettingNames<OllamaSettings> = {
  host: true,
  model: true,
  name: true,
  api: true,
  keepAlive: true,
  options: true,
  raw: true,
  reasoningText: true,
  requireModel: true,
};

/**
 * A model in Ollama, through its own API.
 * @throws when a setting has the wrong form.
 * @example
 * ollamaTarget({ model: "smollm2" }).host; // => "http://127.0.0.1:11434"
 */
export function ollamaTarget(settings: OllamaSettings): OllamaTarget {
  checkOptions("ollamaTarget", settings, SETTINGS);
  return readOllamaTarget({ ...settings });
}

/** Checks settings of any shape, such as a target that came back from a manifest: there null means not set. */
export function readOllamaTarget(settings: Readonly<Record<string, unknown>>): OllamaTarget {
  const maker = "ollamaTarget";
  checkOptions(maker, settings, SETTINGS);
  const model = filledText(maker, "model", settings.model);
  const api = oneOf(maker, "api", settings.api ?? "generate", ["generate", "chat"]);
  const raw = trueOrFalse(maker, "raw", settings.raw ?? false);
  if (raw && api !== "generate")
    throw new Error(`${maker} expected raw only with api "generate", got it with "${api}"`);
  return {
    kind: "ollama",
    name: filledText(maker, "name", settings.name ?? model),
    host: serverAddress(maker, "host", withScheme(settings.host ?? "http://127.0.0.1:11434")),
    model,
    api,
    keepAlive: duration(maker, settings.keepAlive ?? null),
    options: plainObject(maker, "options", settings.options ?? {}),
    raw,
    reasoningText: reasoningText(maker, settings.reasoningText),
    requireModel: trueOrFalse(maker, "requireModel", settings.requireModel ?? true),
  };
}

/** `localhost`, as OLLAMA_HOST is written, is an address too, and means Ollama's own port. */
function withScheme(host: unknown): unknown {
  if (typeof host !== "string" || host === "" || host.includes("://")) return host;
  return /:\d+(\/|$)/.test(host) ? `http://${host}` : `http://${host}:11434`;
}

function duration(maker: string, value: unknown): string | number | null {
  if (value === null) return null;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "string" && /^-?(\d+|(\d+(\.\d+)?(ms|s|m|h))+)$/.test(value)) return value;
  throw new Error(
    `${maker} expected keepAlive to be a duration like "10m" or a number of seconds, got ${JSON.stringify(value)}`,
  );
}
