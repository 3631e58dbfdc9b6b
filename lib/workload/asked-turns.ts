import type { Case, History, Trial } from "../types/index.js";
import { conversationOf, turnOf } from "./conversation.js";

/** What was answered to each turn of each conversation, by the plan index of its first turn. */
export type AnswersByTurn = ReadonlyMap<number, readonly string[]>;

/** The answers in trials, as they are stored; a conversation ends at its first turn without one. */
export function answersByTurn(trials: readonly Trial[]): AnswersByTurn {
  const answers = new Map<number, string[]>();
  for (const { planIndex, turn, outcome } of trials) {
    if (turn === undefined || outcome.kind !== "answered") continue;
    const first = conversationOf(planIndex, turn);
    const known = answers.get(first) ?? [];
    answers.set(first, known);
    known[turn - 1] = outcome.text;
  }
  return answers;
}

/** A case as one trial of it asked: all of it, or the turn that was sent after the answers before it. */
export function askedIn(
  one: Case,
  trial: Pick<Trial, "planIndex" | "turn">,
  history: History,
  answers: AnswersByTurn,
): Case {
  const { planIndex, turn } = trial;
  if (turn === undefined) return one;
  return turnOf(one, turn, history === "recorded" ? null : (answers.get(conversationOf(planIndex, turn)) ?? []));
}
