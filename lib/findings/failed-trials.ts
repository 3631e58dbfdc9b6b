import type { Arm } from "../metrics/paired-cases.js";
import type { Finding } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";
import { tally } from "./trial-warnings.js";

/** A share of failed trials that a run may have, and whose limit that is. */
export interface Budget {
  readonly share: number;
  readonly whose: string;
}

const percent = (share: number) => `${Number((share * 100).toPrecision(12))} %`;

/** The budget that was asked for, else the run's own. One of 1 lets a run go on whatever fails; that does not make its numbers good. */
export function budgetOf(asked: number | undefined, own: number | null): Budget {
  if (asked !== undefined) return { share: asked, whose: `the error budget of ${percent(asked)}` };
  const share = thresholds.errorBudget;
  const usual = `the ${percent(share)} that Benchbook lets a run lose`;
  if (own === null) return { share, whose: usual };
  return own >= 1
    ? { share, whose: `${usual} (its own error budget of ${percent(own)} only keeps it going)` }
    : { share: own, whose: `the run's own error budget of ${percent(own)}` };
}

/** That trials of a target failed: beyond its error budget it is not a sample of its answers, within it a note. */
export function failedTrials({ name, trials }: Arm, { share, whose }: Budget): Finding[] {
  const classes = new Map<string, number>();
  for (const { outcome } of trials)
    if (outcome.kind === "failed") classes.set(outcome.class, (classes.get(outcome.class) ?? 0) + 1);
  const failed = [...classes.values()].reduce((sum, count) => sum + count, 0);
  if (failed === 0) return [];
  const often = `${name} failed ${failed} of ${trials.length} times`;
  if (failed > share * trials.length)
    return [finding("failed-trials", "invalid", name, `${often}: more than ${whose}`)];
  const text = `${often} (${tally(classes)}): they have no latency, so the latencies are of the successful only`;
  return [finding("failed-trials", "note", name, text)];
}
