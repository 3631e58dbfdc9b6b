import { checkOptions, type SettingNames } from "../statistics/checked-arguments.js";
import type { Target } from "../types.js";
import {
  filledText,
  oneOf,
  type PlainJson,
  plainHeaders,
  plainObject,
  refuseSecret,
  serverAddress,
} from "./http-settings.js";
import { positiveInteger, type ReasoningText, reasoningText } from "./settings.js";

/** Settings of {@link openaiTarget}. */
export interface OpenaiSettings {
  /** Where the API begins, with its `/v1`: `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** What results are called by. @default the model */
  readonly name?: string;
  /** The environment variable that holds the API key. Only its name is ever written down. */
  readonly apiKeyEnv?: string;
  /** `completions` sends the prompt without a chat template. @default "chat" */
  readonly api?: "chat" | "completions";
  /** Extra request headers. Never secrets: they are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Extra fields of the request body; one that is null takes that field out, such as `stream_options: null`. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /**
   * `separate` takes a thought at the head of the text (`<think>…</think>`) for reasoning, so that the answer alone is scored;
   * `keep` leaves the text as it came. @default "separate"
   */
  readonly reasoningText?: ReasoningText;
  /** Process id of a server on this machine, for its memory and processor time. */
  readonly serverPid?: number;
}

/** A target of kind `openai`: what {@link openaiTarget} makes and its driver reads. */
export interface OpenaiTarget extends Target {
  readonly kind: "openai";
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKeyEnv: string | null;
  readonly api: "chat" | "completions";
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: { readonly [field: string]: PlainJson };
  readonly reasoningText: ReasoningText;
  readonly serverPid: number | null;
}

const SETTINGS: SettingNames<OpenaiSettings> = {
  baseUrl: true,
  model: true,
  name: true,
  apiKeyEnv: true,
  api: true,
  headers: true,
  extraBody: true,
  reasoningText: true,
  serverPid: true,
};
const OWN_FIELDS = ["model", "messages", "prompt", "stream"];

/**
 * A model behind an API in the OpenAI form: llama.cpp's server, vLLM, Ollama's /v1, OpenAI itself and many others.
 * @throws when a setting has the wrong form, and when a header or the address would carry a secret into the manifest.
 * @example
 * openaiTarget({ baseUrl: "http://127.0.0.1:8080/v1/", model: "smollm2" }).baseUrl; // => "http://127.0.0.1:8080/v1"
 */
export function openaiTarget(settings: OpenaiSettings): OpenaiTarget {
  checkOptions("openaiTarget", settings, SETTINGS);
  return readOpenaiTarget({ ...settings });
}

/** Checks settings of any shape, such as a target that came back from a manifest: there null means not set. */
export function readOpenaiTarget(settings: Readonly<Record<string, unknown>>): OpenaiTarget {
  const maker = "openaiTarget";
  checkOptions(maker, settings, SETTINGS);
  const { name, apiKeyEnv, api, headers, extraBody, serverPid } = settings;
  const model = filledText(maker, "model", settings.model);
  return {
    kind: "openai",
    name: filledText(maker, "name", name ?? model),
    baseUrl: serverAddress(maker, "baseUrl", settings.baseUrl),
    model,
    apiKeyEnv: environmentName(maker, apiKeyEnv ?? null),
    api: oneOf(maker, "api", api ?? "chat", ["chat", "completions"]),
    headers: plainHeaders(maker, headers ?? {}),
    extraBody: checkedBody(maker, extraBody ?? {}),
    reasoningText: reasoningText(maker, settings.reasoningText),
    serverPid: (serverPid ?? null) === null ? null : positiveInteger(maker, "serverPid", serverPid),
  };
}

/** The message never shows the value: a key pasted here by mistake must not be printed. */
function environmentName(maker: string, value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) return value;
  throw new Error(
    `${maker} expected apiKeyEnv to be the name of an environment variable like "OPENAI_API_KEY", got something else. ` +
      "Give the name of the variable, not the key",
  );
}

function checkedBody(maker: string, value: unknown): { readonly [field: string]: PlainJson } {
  const body = plainObject(maker, "extraBody", value);
  for (const field of OWN_FIELDS) {
    if (field in body) throw new Error(`${maker} expected extraBody without "${field}": the driver sets it`);
  }
  for (const field of Object.keys(body)) refuseSecret(maker, "extraBody", field);
  if ("n" in body && body.n !== 1 && body.n !== null)
    throw new Error(
      `${maker} expected extraBody.n to be 1, got ${JSON.stringify(body.n)}: a trial is one answer, use repetitions`,
    );
  return body;
}
