import type { Usage } from "../../../types/index.js";
import type { Answer } from "./answer.js";
import type { Dialect } from "./dialect.js";
import { countOf, isNoText, type JsonObject, jsonOf, objectOf, textOf } from "./json-value.js";
import { durationsOf } from "./server-times.js";
import { readToolCalls } from "./tool-calls.js";

/** Ollama's /api/generate: `{response, thinking?, done}` on each line. */
export const ollamaGenerate: Dialect = {
  format: "json-lines",
  readEvent: (answer, event) => readLine(answer, event, event, "response"),
  plainText: null, // each line has its own created_at
  isChunk: ({ done }) => done === false,
  readWhole: (answer, body) => readLine(answer, body, body, "response"),
};

/** Ollama's /api/chat: `{message: {role, content, thinking?, tool_calls?}, done}` on each line. */
export const ollamaChat: Dialect = {
  format: "json-lines",
  readEvent: (answer, event) => readLine(answer, event, objectOf(event.message), "content"),
  plainText: null, // each line has its own created_at
  isChunk: ({ done }) => done === false,
  readWhole: (answer, body) => readLine(answer, body, objectOf(body.message), "content"),
};

function readLine(answer: Answer, line: JsonObject, message: JsonObject | null, field: "response" | "content"): void {
  const done = line.done === true;
  if (!done && (message === null || typeof line.done !== "boolean")) return void answer.bad(jsonOf(line));
  if (answer.model === null) answer.model = textOf(line.model);
  const held = message !== null && readMessage(answer, message, field);
  const lost = isNoText(message?.[field]);
  if (lost) answer.bad(jsonOf(line));
  if (done) readEnd(answer, line);
  else if (!held && !lost) answer.mark("empty");
}

function readMessage(answer: Answer, message: JsonObject, field: "response" | "content"): boolean {
  const thinking = textOf(message.thinking);
  const text = textOf(message[field]);
  if (thinking !== null) answer.text("reasoning", thinking, null);
  if (text !== null) answer.text("answer", text, null);
  const called = message.tool_calls !== undefined && readToolCalls(answer, message.tool_calls, null);
  return thinking !== null || text !== null || called;
}

/** The last line: why it ended, and the counts. `eval_count` and `prompt_eval_count` can be missing, and then are null. */
function readEnd(answer: Answer, line: JsonObject): void {
  answer.finishReason ??= textOf(line.done_reason);
  const inputTokens = countOf(line.prompt_eval_count);
  const outputTokens = countOf(line.eval_count);
  const usage: Usage = {
    source: "server-timings",
    inputTokens,
    outputTokens,
    cachedInputTokens: countOf(line.prompt_eval_cached_count),
    reasoningTokens: null,
  };
  if (inputTokens !== null || outputTokens !== null) answer.usage = usage;
  answer.serverTimes = durationsOf(line, usage);
  answer.end();
}
