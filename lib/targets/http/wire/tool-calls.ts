import type { Answer } from "./answer.js";
import { countOf, jsonOf, objectOf, textOf } from "./json-value.js";

/**
 * Reads the tool calls of one event: in the OpenAI form fragments of `function.arguments` for each index, in Ollama's whole
 * calls with the arguments as an object. Name and arguments are output of the model, so they are text. True when there was any.
 *
 * Fragments of one call come one after the other on every server seen; where two calls alternate the joined text is mixed,
 * and the trial says so (`tool_calls_interleaved`).
 */
export function readToolCalls(answer: Answer, value: unknown, tokens: number | null): boolean {
  if (!Array.isArray(value)) return false;
  let any = false;
  value.forEach((raw, position) => {
    const call = objectOf(raw);
    const fn = objectOf(call?.function);
    if (fn === null) return;
    noteOrder(answer, countOf(call?.index) ?? position);
    const text = (textOf(fn.name) ?? "") + argumentsText(fn.arguments);
    if (text === "") return;
    answer.text("tool-call", text, any && tokens !== null ? 0 : tokens);
    any = true;
  });
  return any;
}

function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : jsonOf(value);
}

function noteOrder(answer: Answer, index: number): void {
  if (index !== answer.toolCallIndex && answer.toolCallsSeen.has(index)) answer.warnings.add("tool_calls_interleaved");
  answer.toolCallsSeen.add(index);
  answer.toolCallIndex = index;
}
