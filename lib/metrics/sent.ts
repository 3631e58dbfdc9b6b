import type { Trial } from "../types/index.js";

/** Whether a request was sent: a turn of a conversation that ended before it was not. */
export const wasSent = ({ outcome }: Pick<Trial, "outcome">): boolean => outcome.kind !== "not-sent";

/** Whether a trial belongs to what was measured: sent, and not to warm up. Every number is made of these. */
export const isMeasured = ({ phase, outcome }: Pick<Trial, "phase" | "outcome">): boolean =>
  phase === "measured" && outcome.kind !== "not-sent";

/**
 * Whether a trial stays as it is when its run is taken up again. What was aborted is sent again, and so are the turns that were not
 * sent because of it.
 */
export const isFinal = ({ outcome }: Pick<Trial, "outcome">): boolean =>
  outcome.kind !== "aborted" && !(outcome.kind === "not-sent" && outcome.cause === "aborted");
