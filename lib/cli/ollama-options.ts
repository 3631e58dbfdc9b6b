import type { Command } from "commander";
import { ollamaTarget, type Target } from "../index.js";

/** The command-line options of Ollama's own API. */
export interface OllamaOptions {
  /** True where no address was given. */
  readonly ollama?: string | true;
  readonly model?: string;
  readonly think?: string;
  readonly format?: string;
}

/** Adds the settings of `ollamaTarget` to a command; their values are read later. */
export function addOllamaOptions(command: Command): Command {
  return command
    .option("--ollama [address]", "Ollama by its own API, which tells its own times (default: 127.0.0.1:11434)")
    .option("--think <how>", "whether the model in Ollama thinks, or how much: true, false, low, medium, high")
    .option("--format <format>", "of the answer of Ollama: json, or a JSON Schema");
}

/**
 * The target that the options of Ollama describe; null where there is no `--ollama`. `others` are the settings of another server
 * that were given, by name.
 * @throws when an option has another form, or belongs to another server; no message repeats a value.
 */
export function ollamaFrom(
  { ollama, model, think, format }: OllamaOptions,
  read: { readonly reasoningText?: "separate" | "keep"; readonly tokenizer?: string },
  others: object,
): Target | null {
  const own = {
    ...(think === undefined ? {} : { think: thinkFrom(think) }),
    ...(format === undefined ? {} : { format: formatFrom(format) }),
  };
  if (ollama === undefined) {
    const [alone] = Object.keys(own);
    if (alone !== undefined) throw new Error(`expected --ollama with the setting ${alone}, which is of Ollama`);
    return null;
  }
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new Error(`expected --ollama without the setting ${other}: for Ollama's /v1 leave --ollama out`);
  if (model === undefined) throw new Error("expected --model with --ollama, got none: `ollama list` names the models");
  return ollamaTarget({ model, api: "chat", ...(ollama === true ? {} : { host: ollama }), ...own, ...read });
}

const THINK = { true: true, false: false, low: "low", medium: "medium", high: "high" } as const;

function thinkFrom(how: string): (typeof THINK)[keyof typeof THINK] {
  const found = Object.entries(THINK).find(([name]) => name === how);
  if (found === undefined) throw new Error(`expected --think to be one of ${Object.keys(THINK).join(", ")}`);
  return found[1];
}

function formatFrom(text: string): "json" | Readonly<Record<string, unknown>> {
  if (text === "json") return text;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {} // what JSON.parse says of a fault repeats the text around it
  throw new Error("expected --format to be json or a JSON Schema");
}
