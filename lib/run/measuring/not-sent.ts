import type { NotSentCause, PlanEntry, Trial } from "../../types/index.js";
import { noPhases, planned, unseen } from "./trial-recorder.js";

/** The trial of a turn that will not be sent, since its conversation has ended. */
export function notSent(entry: PlanEntry, session: number, atMs: number, cause: NotSentCause, reason: string): Trial {
  return {
    ...planned(entry),
    session,
    intendedAtMs: atMs,
    dispatchedAtMs: atMs,
    ...unseen,
    endAtMs: atMs,
    ...noPhases,
    arrivals: [],
    streamed: true,
    usage: null,
    respondedModel: null,
    outcome: { kind: "not-sent", cause, reason, text: "", reasoning: null, warnings: [] },
  };
}
