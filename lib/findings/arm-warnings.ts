import type { Trial } from "../types/index.js";
import { cacheConcerns, lengthBound, lengthConcerns, promptBound } from "./fairness.js";

/** How every warning about unlike arms begins, so that it can be told from others and made again. */
export const armsDiffer = "not comparable: ";

/**
 * What makes the targets of a run unlike before anything is compared: answers whose lengths differ by more than 10 %, and
 * prompt tokens of which one target found more in a cache. One sentence for each target against the first that was measured,
 * naming the metrics that must not be compared. Warm-ups and failed trials do not enter. Pure; none for a run of one target.
 */
export function armWarnings(trials: readonly Trial[]): string[] {
  const measured = trials.filter((trial) => trial.phase === "measured");
  const of = (target: string) => measured.filter((trial) => trial.target === target);
  const [first = "", ...others] = new Set(measured.map((trial) => trial.target));
  return others.flatMap((name) => {
    const between = `${armsDiffer}${name} against ${first}`;
    const say = (metrics: readonly string[]) => (concern: { readonly text: string }) =>
      `${between} in ${metrics.join(", ")}: ${concern.text}`;
    return [
      ...lengthConcerns(of(first), of(name), "latencyMs")
        .filter(({ refuses }) => refuses)
        .map(say(lengthBound)),
      ...cacheConcerns(of(first), of(name), "timeToFirstTokenMs").map(say(promptBound)),
    ];
  });
}
