import { isFinal } from "../metrics/sent.js";
import { storedText } from "../metrics/stored-text.js";
import { distinctTrials } from "../store/run-folder/distinct-trials.js";
import type { History, Manifest, Trial } from "../types/index.js";
import { conversationOf } from "../workload/conversation.js";
import { type Begun, endedBy } from "./measuring/conversations.js";

/**
 * What earlier sessions left of the conversations that they began, by the plan index of the first turn: the answers that the next
 * turn follows, or why there is none. A run that did not keep its answers cannot go on with one, unless the recorded answers of its
 * cases are the history.
 */
export function begunConversations(
  { history = "last-turn", storeText }: Pick<Manifest, "history" | "storeText">,
  trials: readonly Trial[],
): ReadonlyMap<number, Begun> {
  const conversations = new Map<number, Trial[]>();
  for (const trial of distinctTrials(trials)) {
    if (trial.turn === undefined || !isFinal(trial)) continue;
    const name = conversationOf(trial.planIndex, trial.turn);
    const turns = conversations.get(name);
    if (turns === undefined) conversations.set(name, [trial]);
    else turns.push(trial);
  }
  return new Map([...conversations].map(([name, turns]) => [name, leftOf(turns, history, storeText)]));
}

/** `turns` are the final trials of one conversation, in the order of its turns. */
function leftOf(turns: readonly Trial[], history: History, storeText: Manifest["storeText"]): Begun {
  const answers: string[] = [];
  for (const trial of turns) {
    const ended = endedBy(trial, trial);
    if (ended !== null) return { kind: "ended", ...ended };
    const text = history === "recorded" ? "" : storedText(trial);
    if (text === null) {
      const reason = `the run did not keep the answer to turn ${trial.turn} (storeText "${storeText}"), which the next turn follows`;
      return { kind: "ended", cause: "no-history", reason };
    }
    answers.push(text);
  }
  const nonce = turns[0]?.promptNonce;
  return { kind: "answered", answers, ...(nonce === undefined ? {} : { promptNonce: nonce }) };
}
