import type { Command } from "commander";
import { openaiTarget, type Target } from "../index.js";
import { addOllamaOptions, type OllamaOptions, ollamaFrom } from "./ollama-options.js";

/** The command-line options of an OpenAI-compatible server, or of Ollama. */
export interface ServerOptions extends OllamaOptions {
  readonly baseUrl?: string;
  readonly model?: string;
  readonly apiKeyEnv?: string;
  readonly apiKeyHeader?: string;
  readonly header?: readonly string[];
  readonly query?: readonly string[];
  readonly extraBody?: string;
  readonly maxTokensField?: string;
  readonly tokenizer?: string;
  readonly reasoningText?: string;
  readonly metricsUrl?: string;
  /** False with `--no-stream`. */
  readonly stream: boolean;
}

/**
 * Adds the settings of `openaiTarget` and `ollamaTarget` to a command. Their values are read later, so that no message of the parser repeats one.
 * `without` ends the help of the first: what becomes of a command without a server.
 */
export function addServerOptions(command: Command, without = "; without it, the embedded model answers"): Command {
  const several = (text: string, before: readonly string[] = []) => [...before, text];
  command
    .option("--base-url <url>", `an OpenAI-compatible server${without}`)
    .option("--model <name>", "the server's model, or a GGUF file for the embedded engine")
    .option("--api-key-env <variable>", "name of the environment variable that holds the key")
    .option("--api-key-header <name>", "the header that carries the key, such as api-key (default: Authorization)")
    .option("--header <line>", "another header, such as 'X-Title: my bench', never a key; repeatable", several)
    .option("--query <pair>", "added to every URL, such as api-version=2024-10-21; repeatable", several)
    .option("--extra-body <json>", `more fields of the request, such as '{"top_k": 20}'; null removes one`)
    .option("--max-tokens-field <name>", "the server's name for the token limit: max_tokens or max_completion_tokens")
    .option("--tokenizer <path>", "a tokenizer.json or a GGUF file: counts answers where the server tells no usage")
    .option(
      "--reasoning-text <how>",
      "separate a leading <think>…</think> from the answer, or keep it (default: separate)",
    )
    .option(
      "--metrics-url <url>",
      "where the server tells its own metrics (Prometheus), as http://127.0.0.1:8000/metrics",
    )
    .option("--no-stream", "request whole answers: no time to first token, no decode speed");
  return addOllamaOptions(command);
}

/**
 * The target that a command line describes; null where it names no server.
 * @throws when it names no model, or an option has another form; no message repeats a value.
 */
export function serverFrom(given: ServerOptions): Target | null {
  const { baseUrl, model, apiKeyEnv, apiKeyHeader, maxTokensField, metricsUrl, reasoningText, tokenizer, stream } =
    given;
  const settings = {
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    ...(apiKeyHeader === undefined ? {} : { apiKeyHeader }),
    ...(given.header === undefined ? {} : { headers: pairs("--header", given.header, ":", "'X-Title: my bench'") }),
    ...(given.query === undefined ? {} : { query: pairs("--query", given.query, "=", "api-version=2024-10-21") }),
    ...(given.extraBody === undefined ? {} : { extraBody: jsonObject(given.extraBody) }),
    ...(maxTokensField === undefined ? {} : { maxTokensField: limitField(maxTokensField) }),
    ...(metricsUrl === undefined ? {} : { metricsUrl }),
    ...(stream ? {} : { stream }),
  };
  const read = {
    ...(reasoningText === undefined ? {} : { reasoningText: thoughtFrom(reasoningText) }),
    ...(tokenizer === undefined ? {} : { tokenizer }),
  };
  const ollama = ollamaFrom(given, read, { ...(baseUrl === undefined ? {} : { baseUrl }), ...settings });
  if (ollama !== null) return ollama;
  if (baseUrl === undefined) {
    const [alone] = Object.keys({ ...settings, ...read });
    if (alone !== undefined) throw new Error(`expected --base-url with the setting ${alone}, which is of a server`);
    return null;
  }
  if (model === undefined)
    throw new Error("expected --model with --base-url, got none: name the model that the server serves");
  return openaiTarget({ baseUrl, model, ...settings, ...read });
}

function pairs(option: string, lines: readonly string[], mark: string, example: string): Record<string, string> {
  const found = lines.map((line): [string, string] => {
    const at = line.indexOf(mark);
    if (at < 1) throw new Error(`expected ${option} as ${example}, got one without "${mark}" after a name`);
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(found);
}

/** What JSON.parse says of a fault repeats the text around it. */
function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  throw new Error(`expected --extra-body to be a JSON object, as '{"top_k": 20}'`);
}

function thoughtFrom(how: string): "separate" | "keep" {
  if (how === "separate" || how === "keep") return how;
  throw new Error("expected --reasoning-text to be separate or keep");
}

function limitField(name: string): "max_tokens" | "max_completion_tokens" {
  if (name === "max_tokens" || name === "max_completion_tokens") return name;
  throw new Error("expected --max-tokens-field to be max_tokens or max_completion_tokens");
}
