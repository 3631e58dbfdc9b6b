import { countText } from "../text/number-text.js";
import type { Finding, NotSentCause, Trial } from "../types/index.js";
import { finding } from "./codes.js";

const CAUSES: Readonly<Record<NotSentCause, string>> = {
  failed: "after an earlier turn failed",
  aborted: "after an earlier turn was aborted",
  "no-history": "since the run did not keep the answers before them",
};

/** How many turns of each target were not sent, and why. They are no failures, and the later turns have fewer trials for it. */
export function turnsNotSent(trials: readonly Trial[]): Finding[] {
  const targets = new Map<string, Map<NotSentCause, number>>();
  for (const { target, outcome } of trials) {
    if (outcome.kind !== "not-sent") continue;
    const causes = targets.get(target) ?? new Map<NotSentCause, number>();
    targets.set(target, causes.set(outcome.cause, (causes.get(outcome.cause) ?? 0) + 1));
  }
  return [...targets].map(([target, causes]) => {
    const why = [...causes].map(([cause, count]) => `${count} ${CAUSES[cause]}`).join(", ");
    const count = [...causes.values()].reduce((sum, of) => sum + of, 0);
    const text = `${target}: ${countText(count, "turn")} of conversations not sent (${why}): no failures, but later turns have fewer trials`;
    return finding("turns-not-sent", "note", target, text);
  });
}
