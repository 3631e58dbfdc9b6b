import { createHash } from "node:crypto";
import { checkRecord, checkText } from "../../arguments/check-values.js";
import type { Case, Message, Trial } from "../../types/index.js";
import { answersByTurn } from "../../workload/asked-turns.js";
import { conversationOf, turnOf } from "../../workload/conversation.js";

/**
 * A number of 15 digits, drawn again for every sending: a pure function of the seed, the plan's entry, the session and how
 * often the entry was sent before. Digits, since vocabularies cut them evenly, so that prompts stay of equal length.
 */
export function promptNonce(seed: number, planIndex: number, session: number, attempt: number): string {
  const digest = createHash("sha256").update(`${seed}/prompt nonce/${planIndex}/${session}/${attempt}`).digest();
  return String(digest.readBigUInt64BE(0) % 10n ** 15n).padStart(15, "0");
}

/**
 * The prompt and system message, and the turns of a conversation, as they were sent in a trial: those of its case, and where the run asked for `promptNonce`
 * with the trial's nonce before the first of them, so that nothing before it can be found in a prompt cache but what the
 * model's own chat template begins with. Of a later turn of a conversation also what was said before: that takes the run's trials, or
 * `"recorded"` where the run had the answers of its cases as the history. Throws when they are left out then.
 *
 * @example
 * bb.inspect.sentPrompt({ prompt: "Hello", system: null }, { promptNonce: "012345678901234" }).prompt; // => "[012345678901234] Hello"
 * @example
 * bb.inspect.sentPrompt({ prompt: "Hello", system: "Be brief." }, { promptNonce: "012345678901234" }).prompt; // => "Hello"
 */
export function sentPrompt(
  one: Asked,
  trial: Pick<Trial, "promptNonce"> & Partial<Pick<Trial, "turn" | "planIndex">>,
  history?: "recorded" | readonly Trial[],
): Asked {
  checkRecord("sentPrompt", "case", one, "a case of the run, one of run.manifest.cases");
  checkText("sentPrompt", "case.prompt", one.prompt);
  checkRecord("sentPrompt", "trial", trial, "one of those that await run.trials() gives");
  return withNonce(askedBy(one, trial, history), trial.promptNonce);
}

/** What of a case is sent. */
type Asked = Pick<Case, "prompt" | "system" | "messages">;

function askedBy(
  one: Asked,
  { turn, planIndex = 0 }: Partial<Pick<Trial, "turn" | "planIndex">>,
  history: "recorded" | readonly Trial[] = [],
): Asked {
  if (turn === undefined) return one;
  if (history === "recorded") return turnOf(one, turn, null);
  const answers = answersByTurn(history).get(conversationOf(planIndex, turn)) ?? [];
  if (answers.length >= turn - 1) return turnOf(one, turn, answers);
  throw new Error(
    `sentPrompt expected the run's trials, which hold the ${turn - 1} answers before turn ${turn}: ` +
      'give them as third argument, or "recorded" where the case holds the history of the run',
  );
}

/** The prompt, the system message and the turns of a request, with a nonce before the first of them. */
export function withNonce({ prompt, system, messages }: Asked, nonce: string | undefined): Asked {
  const marked = (text: string) => (nonce === undefined ? text : `[${nonce}] ${text}`);
  if (messages !== undefined && (hasHistory(messages) || messages.some(({ parts }) => parts !== undefined))) {
    const [first, ...rest] = messages;
    const turns = first === undefined || nonce === undefined ? messages : [markedTurn(first, marked), ...rest];
    return { prompt, system: system === null ? null : marked(system), messages: turns };
  }
  return system === null ? { prompt: marked(prompt), system } : { prompt, system: marked(system) };
}

/** A turn with a mark before its text; where it has parts, before the first text among them. */
function markedTurn(turn: Message, marked: (text: string) => string): Message {
  const { parts } = turn;
  const content = marked(turn.content);
  if (parts === undefined) return { ...turn, content };
  const first = parts.findIndex(({ type }) => type === "text");
  const begun = parts.map((part, at) =>
    at === first && part.type === "text" ? { ...part, text: marked(part.text) } : part,
  );
  return { ...turn, content, parts: first < 0 ? [{ type: "text", text: marked("") }, ...parts] : begun };
}

/** Whether anything was said before the question but a system message: then a request is its turns, and not a prompt. */
export function hasHistory(messages: readonly Message[]): boolean {
  return messages.length > (messages[0]?.role === "system" ? 2 : 1);
}
