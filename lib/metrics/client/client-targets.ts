import type { ClientOfTarget, Session, Target } from "../../types.js";

/** Kinds of target whose model computes in the measuring process itself. */
const COMPUTES_HERE: ReadonlySet<string> = new Set(["llama", "transformers"]);

/**
 * Whether a target's engine computes in the measuring process. Such an engine may hold up the event loop and the processor
 * by its own work, which is then what is measured and no fault of the client. A module of a user's own says so by
 * `inProcess: true`; without it, it is taken for one that waits for something outside.
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
  const told = sessions.flatMap((session) => session.client?.targets.filter((one) => one.target === target) ?? []);
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
