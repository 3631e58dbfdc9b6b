import type { Case, History, NotSentCause, PlanEntry, Trial } from "../../types/index.js";
import { conversationOf, turnsInOrder } from "../../workload/conversation.js";
import type { Clock } from "../clock.js";
import type { OneRequest, Sender } from "./sender.js";

/** What an earlier session left of a conversation: the answers so far, or why it does not go on. */
export type Begun =
  | { readonly kind: "answered"; readonly answers: readonly string[]; readonly promptNonce?: string }
  | { readonly kind: "ended"; readonly cause: NotSentCause; readonly reason: string };

/** How the turns of conversations follow each other. */
export interface Conversing {
  /** Whose answers stand before a turn; the model's own by default. */
  readonly history?: History;
  /** How long a conversation waits between an answer and its next turn. */
  readonly thinkTimeMs?: number;
  /** What earlier sessions left, by the plan index of a conversation's first turn. */
  readonly begun?: ReadonlyMap<number, Begun>;
}

/** When a conversation, or a single request, is sent. */
export interface When {
  /** Null where the plan wants it as soon as there is a free place. */
  readonly intendedAtMs: number | null;
  /** From then on no further turn is sent. */
  readonly untilMs?: number;
  /** Waits for a place in flight for one request. */
  readonly inPlace?: <Result>(send: () => Promise<Result>) => Promise<Result>;
}

/** What sends and keeps single requests. */
export interface TurnSending {
  readonly run: (one: OneRequest) => Promise<Trial>;
  readonly keepNotSent: (entry: PlanEntry, cause: NotSentCause, reason: string) => void;
  readonly clock: Pick<Clock, "now" | "sleepUntil">;
  readonly signal: AbortSignal;
}

/**
 * Sends the turns of a conversation one after the other, each when the answer before it has ended and the think time is over. A turn
 * that is not answered ends it: those after it are kept as not sent. A stop of the run between two turns leaves the rest to a
 * resume, and so does the end of the time of a load.
 */
export async function converse(
  turns: readonly PlanEntry[],
  one: Case,
  sender: Sender,
  when: When,
  sending: TurnSending & Conversing,
): Promise<void> {
  const { clock, signal, run, history = "real", thinkTimeMs = 0 } = sending;
  const { untilMs = Infinity, inPlace = (send) => send() } = when;
  const begun = begunOf(turns, sending.begun);
  if (begun.kind === "ended") return keepRest(turns, begun.cause, begun.reason, sending);
  const answers = [...begun.answers];
  const ask = turnsInOrder(one);
  const conversation: OneRequest["conversation"] = { promptNonce: begun.promptNonce };
  let { intendedAtMs } = when;
  for (const [at, entry] of turns.entries()) {
    if (signal.aborted || clock.now() >= untilMs) return;
    const asked = ask(entry.turn ?? 1, history === "recorded" ? null : answers);
    const trial = await inPlace(async () =>
      signal.aborted ? null : run({ entry, case: asked, sender, intendedAtMs, conversation }),
    );
    if (trial === null || at === turns.length - 1) return;
    const ended = endedBy(trial, entry);
    if (ended !== null) return keepRest(turns.slice(at + 1), ended.cause, ended.reason, sending);
    answers.push(trial.outcome.text);
    const nextAtMs = trial.endAtMs + thinkTimeMs;
    if (nextAtMs >= untilMs) return;
    intendedAtMs = intendedAtMs === null ? null : nextAtMs;
    const aheadMs = intendedAtMs === null ? 0 : (sender.aheadMs ?? 0);
    await clock.sleepUntil(nextAtMs - aheadMs, signal, aheadMs > 0 ? "about" : "exact");
  }
}

function begunOf(turns: readonly PlanEntry[], begun: Conversing["begun"]): Begun {
  const [first] = turns;
  const known = first === undefined ? undefined : begun?.get(conversationOf(first.index, first.turn ?? 1));
  return known ?? { kind: "answered", answers: [] };
}

/** Why no turn follows a trial; null where one does. */
export function endedBy(
  { outcome }: Pick<Trial, "outcome">,
  { turn }: Pick<PlanEntry, "turn">,
): Omit<Extract<Begun, { kind: "ended" }>, "kind"> | null {
  switch (outcome.kind) {
    case "answered":
      return null;
    case "failed":
      return { cause: "failed", reason: `turn ${turn} of the conversation failed (${outcome.class})` };
    case "aborted":
      return { cause: "aborted", reason: `turn ${turn} of the conversation was aborted (${outcome.reason})` };
    case "not-sent":
      return { cause: outcome.cause, reason: outcome.reason };
  }
}

function keepRest(
  turns: readonly PlanEntry[],
  cause: NotSentCause,
  reason: string,
  { keepNotSent }: TurnSending,
): void {
  for (const entry of turns) keepNotSent(entry, cause, reason);
}
