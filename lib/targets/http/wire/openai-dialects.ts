import type { Answer } from "./answer.js";
import type { Dialect } from "./dialect.js";
import { type JsonObject, jsonOf, objectOf, textOf } from "./json-value.js";
import { type Held, plainDelta, readDelta, readSaid, reasoningOf } from "./openai-delta.js";
import { keepUsage, readUsage, tokensOfEvent } from "./openai-usage.js";

/** OpenAI chat completions, as OpenAI, llama.cpp, vLLM, Ollama's /v1 and many others stream them. */
export const openaiChat: Dialect = {
  format: "server-sent-events",
  readEvent: (answer, event) => readChunk(answer, event, readDeltaOfChoice),
  plainText: (event) => plainTextOf(event, plainDelta),
  isChunk: isPiece,
  readWhole: (answer, body) => readChunk(answer, body, readMessageOfChoice),
};

/** OpenAI completions: the prompt goes in as it is, without a chat template (Ollama applies one all the same). */
export const openaiCompletions: Dialect = {
  format: "server-sent-events",
  readEvent: (answer, event) => readChunk(answer, event, readPlain),
  plainText: (event) => plainTextOf(event, plainText),
  isChunk: isPiece,
  readWhole: (answer, body) => readChunk(answer, body, readWholePlain),
};

type ReadChoice = (answer: Answer, choice: JsonObject, tokens: number | null) => Held;

function readChunk(answer: Answer, event: JsonObject, readChoice: ReadChoice): void {
  if (answer.model === null) answer.model = textOf(event.model);
  const usage = readUsage(event);
  if (usage !== null) keepUsage(answer, usage);
  const { choices } = event;
  if (!Array.isArray(choices)) {
    if (usage !== null) answer.mark("usage");
    else answer.bad(jsonOf(event));
  } else if (choices.length === 0) answer.mark(usage === null ? "empty" : "usage");
  else {
    const tokens = tokensOfEvent(answer, usage);
    for (const raw of choices) readOneChoice(answer, objectOf(raw), tokens, readChoice);
  }
}

/** A whole answer has a message, or of completions the reason of its end. */
function isPiece({ choices }: JsonObject): boolean {
  const choice = Array.isArray(choices) ? objectOf(choices[0]) : null;
  if (choice === null) return false;
  return objectOf(choice.delta) !== null || (typeof choice.text === "string" && textOf(choice.finish_reason) === null);
}

/** A trial is one answer: further choices (`n` above 1) are recorded as events and their text is left out. */
function readOneChoice(answer: Answer, choice: JsonObject | null, tokens: number | null, readChoice: ReadChoice): void {
  if (choice === null) return void answer.bad("a choice that is no object");
  if (typeof choice.index === "number" && choice.index !== 0) {
    answer.warnings.add("extra_choices_ignored");
    return void answer.mark("empty");
  }
  const held = readChoice(answer, choice, tokens);
  const finishReason = textOf(choice.finish_reason);
  if (finishReason !== null) answer.finishReason ??= finishReason;
  if (held === "bad") answer.bad(jsonOf(choice));
  else if (held !== "text") answer.mark(finishReason === null ? held : "end");
}

function readDeltaOfChoice(answer: Answer, choice: JsonObject, tokens: number | null): Held {
  return readDelta(answer, choice.delta, tokens);
}

/** Of a whole answer the usage counts all of it, so it is not the count of one event. */
function readMessageOfChoice(answer: Answer, choice: JsonObject): Held {
  return readDelta(answer, choice.message, null);
}

function readWholePlain(answer: Answer, choice: JsonObject): Held {
  return readPlain(answer, choice, null);
}

function readPlain(answer: Answer, choice: JsonObject, tokens: number | null): Held {
  return readSaid(answer, choice, choice.text, tokens);
}

function plainText(choice: JsonObject): string | null {
  return reasoningOf(choice) === null ? textOf(choice.text) : null;
}

/** The text of an event of one choice that holds text of the answer, and neither an end nor counts. */
function plainTextOf(event: JsonObject, textOfChoice: (choice: JsonObject) => string | null): string | null {
  const { choices } = event;
  if (!Array.isArray(choices) || choices.length !== 1 || readUsage(event) !== null) return null;
  const choice = objectOf(choices[0]);
  if (choice === null || (choice.index ?? 0) !== 0 || textOf(choice.finish_reason) !== null) return null;
  return textOfChoice(choice);
}
