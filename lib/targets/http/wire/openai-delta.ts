import type { Answer } from "./answer.js";
import { isNoText, type JsonObject, objectOf, textOf } from "./json-value.js";
import { readToolCalls } from "./tool-calls.js";

/** What a choice of an event held. */
export type Held = "text" | "role" | "empty" | "bad";

/** One stretch of text of an event. */
interface Said {
  readonly kind: "answer" | "reasoning";
  text: string;
}

/** The parts of a delta (or of a whole message) in the order in which they are thought and said. */
export function readDelta(answer: Answer, value: unknown, tokens: number | null): Held {
  const delta = objectOf(value);
  if (delta === null) return value === undefined || value === null ? "empty" : "bad";
  const held = readSaid(answer, delta, delta.content, tokens);
  const counted = held === "text" && tokens !== null ? 0 : tokens; // the event's tokens are told once
  const calls = delta.tool_calls ?? oldCall(delta);
  const called = calls !== undefined && readToolCalls(answer, calls, counted);
  if (held !== "empty") return held;
  if (called) return "text";
  return typeof delta.role === "string" ? "role" : "empty";
}

/** Reasoning in whatever field it stands, then the text: a string or a list of parts, of which only an unknown one is bad. */
export function readSaid(answer: Answer, holder: JsonObject, content: unknown, tokens: number | null): Held {
  const said: Said[] = [];
  const reasoning = reasoningOf(holder);
  if (reasoning !== null) said.push({ kind: "reasoning", text: reasoning });
  const known = Array.isArray(content) ? addParts(said, content) : !isNoText(content);
  const text = textOf(content) ?? (said.some(({ kind }) => kind === "answer") ? null : textOf(holder.refusal));
  if (text !== null) said.push({ kind: "answer", text });
  const last = said.length - 1;
  said.forEach((one, at) => {
    answer.text(one.kind, one.text, at === last || tokens === null ? tokens : 0);
  });
  if (!known) return "bad";
  return said.length > 0 ? "text" : "empty";
}

/**
 * Reasoning beside the text. Servers that send it in two forms at once send the same text, so the first form counts:
 * `reasoning_content` (DeepSeek, llama.cpp, vLLM, SGLang), `reasoning` (OpenRouter, Groq, vLLM), `thinking`, then the lists
 * `reasoning_details` (OpenRouter) and `thinking_blocks` (LiteLLM).
 */
export function reasoningOf(holder: JsonObject): string | null {
  return (
    thoughtText(holder.reasoning_content) ??
    thoughtText(holder.reasoning) ??
    thoughtText(holder.thinking) ??
    thoughtText(holder.reasoning_details) ??
    thoughtText(holder.thinking_blocks)
  );
}

const DEEPEST_THOUGHT = 4;

/**
 * The text of a thought: a string, a part that holds one, or a list of these. A part has it in `text`, `thinking`, `summary`,
 * `reasoning` or `content`; one that is encrypted or redacted has none.
 */
function thoughtText(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return textOf(value);
  if (value === undefined || value === null || depth > DEEPEST_THOUGHT) return null;
  if (Array.isArray(value)) return textOf(value.map((one) => thoughtText(one, depth + 1) ?? "").join(""));
  const part = objectOf(value);
  if (part === null) return null;
  const { text, thinking, summary, reasoning, content } = part;
  for (const held of [text, thinking, summary, reasoning, content]) {
    const found = thoughtText(held, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Parts of a content that is a list: OpenAI's, Mistral's (`thinking`, `reference`), Databricks' (`reasoning`), Anthropic's names. */
const TEXT_PARTS = ["text", "output_text"];
const THOUGHT_PARTS = [
  "thinking",
  "reasoning",
  "reasoning_text",
  "summary_text",
  "reasoning.text",
  "reasoning.summary",
];
/** They hold no text of the model: what it may not show, and which of the documents it was given it means. */
const SILENT_PARTS = ["redacted_thinking", "reasoning.encrypted", "reference"];

/** Adds the parts, neighbors of one kind as one. False where one of them is not known: what it said would be lost. */
function addParts(said: Said[], parts: readonly unknown[]): boolean {
  let known = true;
  for (const raw of parts) {
    const part = objectOf(raw);
    const type = textOf(part?.type) ?? "";
    if (part !== null && THOUGHT_PARTS.includes(type)) add(said, "reasoning", thoughtText(part));
    else if (part !== null && TEXT_PARTS.includes(type) && !isNoText(part.text)) add(said, "answer", textOf(part.text));
    else if (part !== null && type === "refusal" && !isNoText(part.refusal)) add(said, "answer", textOf(part.refusal));
    else if (!SILENT_PARTS.includes(type)) known = false;
  }
  return known;
}

function add(said: Said[], kind: Said["kind"], text: string | null): void {
  const last = said.at(-1);
  if (text === null) return;
  if (last?.kind === kind) last.text += text;
  else said.push({ kind, text });
}

/** A call in the form from before `tool_calls`, which some servers still speak: at most one, without an index. */
function oldCall({ function_call: call }: JsonObject): readonly object[] | undefined {
  return objectOf(call) === null ? undefined : [{ index: 0, function: call }];
}

/** The text of a choice's delta that holds text of the answer and nothing else that is read. */
export function plainDelta(choice: JsonObject): string | null {
  const delta = objectOf(choice.delta);
  if (delta === null || (delta.tool_calls ?? delta.function_call ?? null) !== null) return null;
  return reasoningOf(delta) === null ? textOf(delta.content) : null;
}
