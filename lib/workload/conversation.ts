import type { Case, History, Message } from "../types/index.js";

/** What of a case is sent. */
type Asked = Pick<Case, "prompt" | "system" | "messages">;

/** How many user turns a case has: 1 for a prompt. */
export function userTurns({ messages }: Pick<Case, "messages">): number {
  return messages === undefined ? 1 : Math.max(1, askedAt(messages).length);
}

/** How many requests a case is: one for each of its user turns, or one for all of them. */
export const requestsOf = (one: Pick<Case, "messages">, history: History): number =>
  history === "last-turn" ? 1 : userTurns(one);

/** Whether a case is a conversation whose turns may be sent one by one. */
export const hasTurns = (one: Pick<Case, "messages">): boolean => userTurns(one) > 1;

/**
 * A case as one of its user turns, from 1, asks it: everything up to that turn, which is its prompt. `answers` are what was answered to
 * the turns before; null takes the answers that the case holds. The first turn has no history and may be a prompt alone.
 *
 * @example
 * turnOf({ prompt: "b", system: null, messages: [{ role: "user", content: "a" }, { role: "user", content: "b" }] }, 2, ["x"]).messages.length; // => 3
 */
export function turnOf<One extends Asked>(one: One, turn: number, answers: readonly string[] | null): One {
  return turnsInOrder(one)(turn, answers);
}

/**
 * Makes what `turnOf` gives for one turn after the other. Each goes on from the one before it, so that a conversation of thousands of
 * turns is not gone through again for each.
 */
export function turnsInOrder<One extends Asked>(
  one: One,
): (turn: number, answers: readonly string[] | null) => One & { readonly messages: readonly Message[] } {
  const { messages = [] } = one;
  const places = askedAt(messages);
  let said: readonly Message[] = messages.slice(0, places[0]); // before the turn `told` + 1
  let told = 0;
  return (turn, answers) => {
    const at = places[turn - 1];
    const asked = at === undefined ? undefined : messages[at];
    if (at === undefined || asked === undefined)
      throw new Error(`expected a turn from 1 to ${places.length} of the conversation, got ${turn}`);
    if (answers === null) return { ...one, prompt: asked.content, messages: messages.slice(0, at + 1) };
    for (; told < turn - 1; told++) said = [...said, ...exchange(messages[places[told] ?? -1], answers[told])];
    return { ...one, prompt: asked.content, messages: [...said, asked] };
  };
}

/** A question and its answer. */
function exchange(question: Message | undefined, answer: string | undefined): readonly Message[] {
  if (question === undefined || answer === undefined) throw new Error("expected an answer to each of the turns before");
  return [question, { role: "assistant", content: answer }];
}

/**
 * The plan index of the first turn of the conversation that an entry or a trial belongs to, which names the conversation within its
 * run: its turns have indices one after the other.
 */
export const conversationOf = (planIndex: number, turn: number): number => planIndex - turn + 1;

/** The first user turn after which a case holds no answer although another question follows; null where all have one. */
export function turnWithoutAnswer({ messages = [] }: Pick<Case, "messages">): number | null {
  const places = askedAt(messages);
  const found = places.findIndex((at, index) => index < places.length - 1 && messages[at + 1]?.role !== "assistant");
  return found < 0 ? null : found + 1;
}

function askedAt(messages: readonly Message[]): readonly number[] {
  return messages.flatMap(({ role }, at) => (role === "user" ? [at] : []));
}
