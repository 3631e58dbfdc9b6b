import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { firstOf } from "../../text/list-text.js";
import type { ContentPart, Message } from "../../types/index.js";
import type { Checked } from "./case-check.js";
import { imagePart } from "./case-images.js";
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
export function conversationFrom(raw: unknown, folder: string): Checked<Conversation> {
  if (!Array.isArray(raw) || raw.length === 0)
    return { problem: `expected messages to be a list of turns, got ${describeValue(raw)}` };
  const turns: Message[] = [];
  for (const [at, one] of raw.entries()) {
    const turn = messageFrom(one, folder);
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

const turnKeys = ["role", "content", "from", "value", "parts"];

function messageFrom(raw: unknown, folder: string): Checked<Message> {
  if (!isRecord(raw)) return { problem: `expected a turn { role, content }, got ${describeValue(raw)}` };
  const strange = Object.keys(raw).find((key) => !turnKeys.includes(key) && !isNothing(raw[key]));
  if (strange !== undefined) return { problem: `unknown key ${describeValue(strange)}; known are role, content` };
  const said = raw.role ?? raw.from;
  const role = roles.get(said);
  if (role === undefined)
    return { problem: `expected role to be system, user or assistant, got ${describeValue(said)}` };
  const content = contentOf(raw.parts ?? raw.content ?? raw.value, folder);
  if ("problem" in content) return content;
  if (role !== "user" && content.value.parts !== undefined)
    return { problem: `expected images in a turn of the user, got one in a turn of the ${role}` };
  return { value: { role, ...content.value } };
}

/** A text, or parts one after the other: `[{ type: "text", text }, { type: "image_url", image_url: { url } }]`. */
function contentOf(content: unknown, folder: string): Checked<Pick<Message, "content" | "parts">> {
  if (isText(content)) return { value: { content } };
  if (!Array.isArray(content) || content.length === 0)
    return { problem: `expected content to be a text that is not empty, got ${describeValue(content)}` };
  const parts: ContentPart[] = [];
  for (const raw of content) {
    const part = partFrom(raw, folder);
    if ("problem" in part) return part;
    parts.push(part.value);
  }
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  if (texts.length === 0) return { problem: "expected a question beside the images, got no text" };
  return { value: { content: texts.join(""), ...(texts.length === parts.length ? {} : { parts }) } };
}

function partFrom(raw: unknown, folder: string): Checked<ContentPart> {
  const { type, text, image_url } = isRecord(raw) ? raw : { type: raw, text: undefined, image_url: undefined };
  if (type === "text" && isText(text)) return { value: { type, text } };
  if (type === "image_url") return imagePart(image_url, folder);
  return { problem: `expected parts of the type "text" or "image_url", got ${describeValue(type)}` };
}

/** A turn with images after its text. */
export function withImages(turn: Message, images: unknown, folder: string): Checked<Message> {
  if (!Array.isArray(images))
    return { problem: `expected images to be a list of paths or URLs, got ${describeValue(images)}` };
  const parts: ContentPart[] = [...(turn.parts ?? [{ type: "text", text: turn.content }])];
  for (const [at, one] of images.entries()) {
    const part = imagePart(one, folder);
    if ("problem" in part) return { problem: `images[${at}]: ${part.problem}` };
    parts.push(part.value);
  }
  return { value: { ...turn, parts } };
}

const isNothing = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
