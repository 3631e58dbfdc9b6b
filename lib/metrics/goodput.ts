import * as v from "valibot";
import { text } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import type { Manifest, Trial } from "../types/index.js";
import { type Limits, type Standing, standingOf, statedLimits } from "./limits.js";
import { durationSeconds, measuredStretches } from "./measured-time.js";
import { isMeasured } from "./sent.js";
import { metricsOf } from "./trial-metrics.js";

/** How much of the served load was good enough. */
export interface Goodput {
  readonly kind: "goodput";
  readonly limits: Limits;
  /** Measured trials, failed ones among them. */
  readonly trials: number;
  /** Successful trials within every limit. */
  readonly good: number;
  /** Good as a share of all measured trials; null without measured trials. */
  readonly share: number | null;
  readonly durationSeconds: number | null;
  readonly goodRequestsPerSecond: number | null;
  readonly goodRequestsPerMinute: number | null;
  /** For each stated limit: how many trials are beyond it, and how many have no value to hold against it. */
  readonly over: Readonly<Record<string, number>>;
  readonly notObserved: Readonly<Record<string, number>>;
}

/**
 * Goodput: successful trials within every stated limit, divided by the duration, and their share of all measured trials.
 *
 * Failures stay in the denominator, and a trial whose value was not observed is not within its limit. Warm-ups never
 * enter. With `target` only that target's trials count, and the duration leaves out the turns of the others: pass the
 * whole run. Limits that are left out are those that the run was measured with. Throws RangeError for an unknown limit or one
 * that is not a positive number, and when no limit is stated.
 *
 * @example
 * (await bb.goodput(run, { responseTimeMs: 2000 })).share;
 */
export function goodput<Source extends TrialSource>(
  source: Source,
  limits?: Limits,
  options: { readonly target?: string } = {},
): FromTrials<Source, Goodput> {
  return withTrials("goodput", source, (trials, run) =>
    goodputOf(trials, limits ?? (run?.manifest.limits as Limits), options),
  );
}

const goodputOptions = settings({ target: v.optional(text) });

function goodputOf(trials: readonly Trial[], limits: Limits, options: { readonly target?: string }): Goodput {
  const { target } = checkedOptions("goodput", goodputOptions, options);
  const stated = statedLimits(limits);
  const isCounted = (trial: Trial) => target === undefined || trial.target === target;
  const measured = trials.filter((trial) => isMeasured(trial) && isCounted(trial));
  const seconds = durationSeconds(measuredStretches(trials, isCounted));
  const metrics = measured.map((trial) => metricsOf(trial));
  const good = measured.filter((trial) => isGood(trial, stated)).length;
  const counts = (wanted: Standing) =>
    Object.fromEntries(
      stated.map(([name, limit]) => [name, metrics.filter((m) => standingOf(name, m[name], limit) === wanted).length]),
    );
  return {
    kind: "goodput",
    limits,
    trials: measured.length,
    good,
    share: measured.length === 0 ? null : good / measured.length,
    durationSeconds: seconds,
    goodRequestsPerSecond: seconds === null ? null : good / seconds,
    goodRequestsPerMinute: seconds === null ? null : (good / seconds) * 60,
    over: counts("beyond"),
    notObserved: counts("not-observed"),
  };
}

/** Whether a trial was answered within every one of these limits. */
export function isGood(trial: Trial, stated: ReturnType<typeof statedLimits>): boolean {
  if (trial.outcome.kind !== "answered") return false;
  const values = metricsOf(trial);
  return stated.every(([name, limit]) => standingOf(name, values[name], limit) === "within");
}

/** The goodput of one target of a run. */
export interface TargetGoodput extends Goodput {
  readonly target: string;
}

/** The goodput of each target by the limits of its run, from all of its trials; none for a run without limits. */
export function goodputByTarget(
  trials: readonly Trial[],
  { limits, targets }: Pick<Manifest, "limits" | "targets">,
): TargetGoodput[] {
  if (limits === undefined || limits === null) return [];
  return targets.map(({ name }) => ({ target: name, ...goodputOf(trials, limits, { target: name }) }));
}
