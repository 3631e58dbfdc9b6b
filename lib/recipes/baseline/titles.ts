import { shortName } from "../../text/label-text.js";
import { numberText } from "../../text/number-text.js";
import type { ArmMetrics } from "./arms.js";
import { failureOf } from "./figure-input.js";

/** What a title may speak of: the unit after the numbers, and the word for less and for more of it. */
const SPOKEN = {
  totalSeconds: { unit: " s", less: "less time", more: "more time" },
  totalTokens: { unit: "", less: "fewer tokens", more: "more tokens" },
  peakMemoryMb: { unit: " MB", less: "less memory", more: "more memory" },
} as const;

/**
 * The title of a comparison, written from the numbers: of the optimized arms the one that is furthest below the baseline, or
 * the nearest above it where none is below.
 */
export function againstBaseline(arms: readonly ArmMetrics[], metric: keyof typeof SPOKEN): string {
  const [baseline, ...others] = arms;
  const before = baseline?.[metric] ?? null;
  const known = others.flatMap((arm) => {
    const after = arm[metric];
    return after === null ? [] : [{ name: shortName(arm.name), after }];
  });
  const [best] = known.sort((a, b) => a.after - b.after);
  if (baseline === undefined || before === null || best === undefined) return notCompared(arms, metric);
  const { unit, less, more } = SPOKEN[metric];
  const change = before > 0 ? ((best.after - before) / before) * 100 : 0;
  const text = (value: number) => `${numberText(value)}${unit}`;
  const words = Math.abs(change) < 0.05 ? "the same" : `${numberText(Math.abs(change))} % ${change < 0 ? less : more}`;
  return `${best.name}: ${text(best.after)} against ${text(before)}, ${words}`;
}

/** Whose value is not known, and what failed there. */
function notCompared(arms: readonly ArmMetrics[], metric: keyof typeof SPOKEN): string {
  const [baseline, ...others] = arms;
  const unknown = baseline?.[metric] == null ? baseline : others.find((arm) => arm[metric] === null);
  const name = shortName(baseline?.name ?? "The baseline");
  const why = unknown === undefined ? null : failureOf(unknown);
  if (unknown === undefined || why === null) return `${name} cannot be compared: a value is not known`;
  return unknown === baseline
    ? `${name} cannot be compared: ${why}`
    : `${name} cannot be compared: of ${shortName(unknown.name)}, ${why}`;
}
