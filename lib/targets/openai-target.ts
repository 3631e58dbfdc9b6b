import * as v from "valibot";
import { checkedLater, filledText, oneOf, trueOrFalse, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, type FieldsOf, settings } from "../arguments/options.js";
import type { Target } from "../types/index.js";
import {
  headerName,
  keyElsewhere,
  metricsAddress,
  type PlainJson,
  plainHeaders,
  plainObject,
  plainQuery,
  refuseSecrets,
  serverAddress,
} from "./http-settings.js";
import { refuseIncomplete } from "./secrets/incomplete-target.js";
import { type ReasoningText, reasoningText, tokenizer } from "./settings.js";

/** Settings of {@link openaiTarget}. */
export interface OpenaiSettings {
  /** Where the API begins, with its `/v1`: `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** What results are called by. @default the model */
  readonly name?: string;
  /** The environment variable that holds the API key. Only its name is ever written down. */
  readonly apiKeyEnv?: string;
  /** The header that carries the key as it is, such as `api-key`. @default the key goes as `Authorization: Bearer …` */
  readonly apiKeyHeader?: string;
  /** `completions` sends the prompt without a chat template. @default "chat" */
  readonly api?: "chat" | "completions";
  /**
   * False asks for the whole answer at once, for a server that cannot stream: latency and counts are measured, the time to the first
   * token and the decode speed are null, and of the timeouts those before the first token do not hold. @default true
   */
  readonly stream?: boolean;
  /** Added to the address of every request, such as `{ "api-version": "2024-10-21" }`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The field of the body that holds the longest answer. @default "max_tokens" */
  readonly maxTokensField?: MaxTokensField;
  /** Extra request headers. Never secrets: they are refused. Of a name that is not a known one the value is not stored. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Extra fields of the request body; one that is null takes that field out, such as `stream_options: null`. Never secrets: they are
   * refused. Of a name that is not a known one, at any depth, the value is not stored.
   */
  readonly extraBody?: Readonly<Record<string, unknown>>;
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
  /** Process id of a server on this machine, for its memory and processor time. */
  readonly serverPid?: number;
  /**
   * Where the server tells its own metrics in Prometheus's text format, as `"http://127.0.0.1:8000/metrics"`: they are read with the samples
   * of the machine, in a thread of their own. The key and the headers go there only where it has the target's own origin. @default not read
   */
  readonly metricsUrl?: string;
}

/** What servers call the longest answer; newer models of OpenAI know the second name only. */
export type MaxTokensField = "max_tokens" | "max_completion_tokens";

/** A target of kind `openai`: what {@link openaiTarget} makes and its driver reads. */
export interface OpenaiTarget extends Target {
  readonly kind: "openai";
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKeyEnv: string | null;
  /** Absent where the key goes as `Authorization`. */
  readonly apiKeyHeader?: string;
  readonly api: "chat" | "completions";
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: { readonly [field: string]: PlainJson };
  /** Absent where a thought is taken out of the text. */
  readonly reasoningText?: "keep";
  /** Absent where only the server counts. */
  readonly tokenizer?: string;
  readonly serverPid: number | null;
  /** Absent where answers are streamed. */
  readonly stream?: false;
  /** Absent where addresses have none. */
  readonly query?: Readonly<Record<string, string>>;
  /** Absent where it is `max_tokens`. */
  readonly maxTokensField?: MaxTokensField;
  /** Absent where no metrics are read. */
  readonly metricsUrl?: string;
}

const openaiFields = {
  baseUrl: checkedLater<string>('an address like "http://127.0.0.1:8080"'),
  model: filledText(),
  name: v.nullish(filledText()),
  apiKeyEnv: v.nullish(checkedLater<string>(), null),
  apiKeyHeader: v.nullish(checkedLater<string>(), null),
  api: v.nullish(oneOf("chat", "completions"), "chat"),
  stream: v.nullish(trueOrFalse, true),
  query: v.nullish(checkedLater<Readonly<Record<string, string>>>(), {}),
  maxTokensField: v.nullish(oneOf("max_tokens", "max_completion_tokens"), "max_tokens"),
  headers: v.nullish(checkedLater<Readonly<Record<string, string>>>(), {}),
  extraBody: v.nullish(checkedLater<Readonly<Record<string, unknown>>>(), {}),
  reasoningText,
  tokenizer,
  serverPid: v.nullish(wholeNumber(1), null),
  metricsUrl: v.nullish(checkedLater<string>(), null),
} satisfies FieldsOf<OpenaiSettings>;
const openaiSettings = settings(openaiFields);
const caller = "openaiTarget";
const OWN_FIELDS = ["model", "messages", "prompt", "stream"];

/**
 * A model behind an API in the OpenAI form: llama.cpp's server, vLLM, Ollama's /v1, OpenAI itself and many others.
 * @throws when a setting has the wrong form, and when a header or the address would carry a secret into the manifest.
 * @example
 * bb.openaiTarget({ baseUrl: "http://127.0.0.1:8080/v1/", model: "smollm2" }).baseUrl; // => "http://127.0.0.1:8080/v1"
 */
export function openaiTarget(given: OpenaiSettings): OpenaiTarget {
  return readOpenaiTarget({ ...given });
}

/** Checks settings of any shape, such as a target that came back from a manifest: there null means not set. */
export function readOpenaiTarget(stored: Readonly<Record<string, unknown>>): OpenaiTarget {
  refuseIncomplete(caller, stored);
  const given = checkedOptions(caller, openaiSettings, stored);
  return {
    kind: "openai",
    name: given.name ?? given.model,
    baseUrl: serverAddress(caller, "baseUrl", given.baseUrl, 'give it as query: { "api-version": "…" }'),
    model: given.model,
    apiKeyEnv: environmentName(caller, given.apiKeyEnv),
    api: given.api,
    headers: plainHeaders(caller, given.headers),
    extraBody: checkedBody(caller, given.extraBody),
    ...given.reasoningText,
    ...given.tokenizer,
    serverPid: given.serverPid,
    ...whereSet(given),
  };
}

/** The settings that are in a target only when set: targets of older runs do not have them. */
function whereSet(given: v.InferOutput<typeof openaiSettings>) {
  const { stream, maxTokensField, metricsUrl, apiKeyHeader, apiKeyEnv, headers } = given;
  const query = plainQuery(caller, given.query);
  return {
    ...(stream ? {} : { stream }),
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(metricsUrl === null ? {} : { metricsUrl: metricsAddress(caller, metricsUrl) }),
    ...(maxTokensField === "max_tokens" ? {} : { maxTokensField }),
    ...(apiKeyHeader === null ? {} : { apiKeyHeader: keyHeader(caller, apiKeyHeader, apiKeyEnv, headers) }),
  };
}

function keyHeader(caller: string, header: string, apiKeyEnv: string | null, headers: object): string {
  const name = headerName(caller, "apiKeyHeader", header);
  if (apiKeyEnv === null)
    throw new Error(
      `${caller} expected apiKeyHeader beside apiKeyEnv: name the environment variable that holds the key`,
    );
  if (Object.keys(headers).some((other) => other.toLowerCase() === name.toLowerCase()))
    throw new Error(`${caller} expected headers without "${name}": the key goes there`);
  return name;
}

/** The message never shows the value: a key pasted here by mistake must not be printed. */
function environmentName(caller: string, value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) return value;
  throw new Error(
    `${caller} expected apiKeyEnv to be the name of an environment variable like "OPENAI_API_KEY", got something else. ` +
      "Give the name of the variable, not the key",
  );
}

function checkedBody(caller: string, value: unknown): { readonly [field: string]: PlainJson } {
  const body = plainObject(caller, "extraBody", value);
  for (const field of OWN_FIELDS) {
    const who = field === "stream" ? "it is a setting of its own" : "the driver sets it";
    if (field in body) throw new Error(`${caller} expected extraBody without "${field}": ${who}`);
  }
  refuseSecrets(caller, "extraBody", body, keyElsewhere);
  if ("n" in body && body.n !== 1 && body.n !== null)
    throw new Error(
      `${caller} expected extraBody.n to be 1, got ${JSON.stringify(body.n)}: a trial is one answer, use repetitions`,
    );
  return body;
}
