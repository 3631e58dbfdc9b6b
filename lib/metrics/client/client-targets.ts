import type { ClientOfTarget, EventLoopStats, Session, Target } from "../../types/index.js";

/** Kinds of target whose model computes in the measuring process itself. */
const COMPUTES_HERE: ReadonlySet<string> = new Set(["llama", "transformers"]);

/**
 * Whether a target's engine computes in the measuring process. Such an engine may hold up the event loop and the processor
 * by its own work, which is then what is measured and no fault of the client. A module of a user's own says so by
 * `inProcess: true`; without it, it is treated as one that waits for something outside.
 *
 * @example
 * computesInProcess({ kind: "openai", name: "a" }); // => false
 */
export function computesInProcess(target: Target): boolean {
  const { kind, inner, inProcess } = target;
  if (kind === "compressing" && isTarget(inner)) return computesInProcess(inner);
  return COMPUTES_HERE.has(kind) || inProcess === true;
}

const isTarget = (value: unknown): value is Target =>
  typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string" && "name" in value;

/** What the client had to do with one target over all sessions; null when no session tells (older runs, or none measured). */
export function clientOfTarget(sessions: readonly Session[], target: string): ClientOfTarget | null {
  return together(
    sessions.flatMap((session) => ofTarget(session.client, target)),
    target,
  );
}

/** What one event loop that stamped had to do with a target. */
export interface StampingLoop {
  readonly target: ClientOfTarget;
  /** The sending process it is the loop of; null where the measuring process sent by itself. */
  readonly senderProcessId: number | null;
}

/**
 * The event loops on which a target's trials were stamped: that of the measuring process, over all sessions in which it sent by
 * itself, and each sending process's by its own. A stall of one process is not averaged away by the others.
 */
export function stampingLoops(sessions: readonly Session[], target: string): readonly StampingLoop[] {
  const alone = sessions.filter((session) => session.client?.senders === undefined);
  const own = clientOfTarget(alone, target);
  const senders = sessions.flatMap((session) => session.client?.senders ?? []);
  return [
    ...(own === null ? [] : [{ target: own, senderProcessId: null }]),
    ...senders.flatMap((sender) =>
      ofTarget(sender, target).map((one) => ({ target: one, senderProcessId: sender.processId })),
    ),
  ];
}

const ofTarget = (loop: EventLoopStats | null | undefined, target: string): readonly ClientOfTarget[] =>
  loop?.targets.filter((one) => one.target === target) ?? [];

function together(told: readonly ClientOfTarget[], target: string): ClientOfTarget | null {
  if (told.length === 0) return null;
  const total = (of: (one: ClientOfTarget) => number) => told.reduce((sum, one) => sum + of(one), 0);
  return {
    target,
    requests: total((one) => one.requests),
    busyMs: total((one) => one.busyMs),
    inHandMs: total((one) => one.inHandMs),
    stalls: total((one) => one.stalls),
    stalledMs: total((one) => one.stalledMs),
    longestStallMs: Math.max(...told.map((one) => one.longestStallMs)),
  };
}
