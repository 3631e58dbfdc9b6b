import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { firstOf } from "../../text/list-text.js";
import type { Message } from "../../types/index.js";
import type { Checked } from "./case-check.js";
import { isText } from "./raw-value.js";

/** A conversation up to its last question, and the answer that was recorded after it. */
export interface Conversation {
  readonly messages: readonly Message[];
  readonly recorded: string | null;
}

const roles: ReadonlyMap<unknown, Message["role"]> = new Map([
  ["system", "system"],
  ["developer", "system"],
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["gpt", "assistant"],
  ["chatgpt", "assistant"],
  ["bing", "assistant"],
  ["bard", "assistant"],
  ["model", "assistant"],
]);

/**
 * Reads the turns of a conversation: `{ role, content }` or ShareGPT's `{ from, value }`; a content may be a list of text parts.
 * What follows the last question is not sent: one answer there is the recorded one.
 */
export function conversationFrom(raw: unknown): Checked<Conversation> {
  if (!Array.isArray(raw) || raw.length === 0)
    return { problem: `expected messages to be a list of turns, got ${describeValue(raw)}` };
  const turns: Message[] = [];
  for (const [at, one] of raw.entries()) {
    const turn = messageFrom(one);
    if ("problem" in turn) return { problem: `messages[${at}]: ${turn.problem}` };
    turns.push(turn.value);
  }
  const last = turns.map(({ role }) => role).lastIndexOf("user");
  if (last < 0) return { problem: "expected messages with a question, got none of the role user" };
  const misplaced = orderProblem(turns);
  if (misplaced !== null) return { problem: misplaced };
  const after = turns.slice(last + 1);
  const [answer] = after;
  if (after.length > 1 || answer?.role === "system")
    return { problem: `expected at most one answer after the last question, got ${after.length} turns` };
  return { value: { messages: turns.slice(0, last + 1), recorded: answer?.content ?? null } };
}

/** A chat template takes one system message, before everything else, and a conversation that the user begins. */
function orderProblem(turns: readonly Message[]): string | null {
  const systems = turns.flatMap(({ role }, at) => (role === "system" ? [at] : []));
  if (systems.length > 1)
    return `expected one system message, got ${systems.length} (messages ${firstOf(systems.map(String))}): join them into one`;
  const [system] = systems;
  if (system !== undefined && system > 0)
    return `expected the system message to stand first, got it at messages[${system}]: move it`;
  const begun = turns[systems.length];
  return begun?.role === "assistant"
    ? `expected the user's turn first, got the assistant's at messages[${systems.length}]: remove it, or put what it says into the system message`
    : null;
}

const turnKeys = ["role", "content", "from", "value"];

function messageFrom(raw: unknown): Checked<Message> {
  if (!isRecord(raw)) return { problem: `expected a turn { role, content }, got ${describeValue(raw)}` };
  const strange = Object.keys(raw).find((key) => !turnKeys.includes(key) && !isNothing(raw[key]));
  if (strange !== undefined) return { problem: `unknown key ${describeValue(strange)}; known are role, content` };
  const said = raw.role ?? raw.from;
  const role = roles.get(said);
  if (role === undefined)
    return { problem: `expected role to be system, user or assistant, got ${describeValue(said)}` };
  const content = textOf(raw.content ?? raw.value);
  return "problem" in content ? content : { value: { role, content: content.value } };
}

/** A text, or text parts one after the other: `[{ type: "text", text }]`. */
function textOf(content: unknown): Checked<string> {
  if (isText(content)) return { value: content };
  if (!Array.isArray(content) || content.length === 0)
    return { problem: `expected content to be a text that is not empty, got ${describeValue(content)}` };
  const texts: string[] = [];
  for (const part of content) {
    if (!isRecord(part) || part.type !== "text" || !isText(part.text))
      return { problem: `expected parts of the type "text", got ${describeValue(isRecord(part) ? part.type : part)}` };
    texts.push(part.text);
  }
  return { value: texts.join("") };
}

const isNothing = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
