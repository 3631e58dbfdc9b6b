import type { Arm } from "../metrics/paired-cases.js";
import type { Trial } from "../types/index.js";
import { armsOf } from "./arms.js";
import { unlikeArms } from "./unlike-arms.js";

/** How every warning about unlike arms begins: a resume drops those of before and writes those of the whole run. */
export const armsDiffer = "not comparable: ";

/**
 * The warnings of a manifest about unlike targets: one sentence for each difference of a target from the first that was measured,
 * naming the metrics that must not be compared. Warm-ups and failed trials do not enter. Pure; none for a run of one target.
 */
export function armWarnings(trials: readonly Trial[]): string[] {
  const [first, ...others] = armsOf(trials);
  return first === undefined ? [] : others.flatMap((other) => warningsOf(first, other));
}

const warningsOf = (first: Arm, other: Arm): string[] =>
  unlikeArms(first, other).map(
    ({ text, touches }) => `${armsDiffer}${other.name} against ${first.name} in ${touches.join(", ")}: ${text}`,
  );
