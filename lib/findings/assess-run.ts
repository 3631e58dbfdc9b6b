import * as v from "valibot";
import { checkManifest } from "../arguments/check-runs.js";
import { checkedLater, numberFrom, texts } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { comparedMetric } from "../metrics/catalogue.js";
import type { Finding, FindingSeverity, RunValidity, RunVerdict, Trial } from "../types/index.js";
import { findingCodes } from "./codes.js";
import { type AssessedManifest, findingsOf, type Yardstick } from "./findings.js";

/** What a run must hold to. */
export interface AssessOptions extends Yardstick {
  /** The run's manifest: what the client saw of itself, how the run ended, its clock. Without it only the trials are assessed. */
  readonly manifest?: AssessedManifest;
}

const assessOptions = settings({
  manifest: v.optional(checkedLater<AssessedManifest>()),
  errorBudget: v.optional(numberFrom(0, 1)),
  metric: v.optional(comparedMetric),
  problems: v.optional(texts),
});

/**
 * Assesses a run in one word, with every reason. Of several words the first of these is the verdict:
 *
 * `client-limited`: what was measured is the client and not the engine alone. `invalid`: nothing should be concluded from the run:
 * more failures than the error budget, prompts that a server cut, answers outside 90-110 % of the length of the first target's,
 * unequal cache hits, a clock that stepped, a run that did not finish, no measured trials, and the problems handed in. `too-few`:
 * nothing is wrong, but a target has fewer than ten trials. `drifting`: the metric changed while the run went on, so that its
 * absolute values are of no steady state; arms that took turns share the drift, and a comparison of them holds. `valid`: none of these.
 *
 * Whatever it is, the run is kept and shown. Notes decide nothing. Each reason and note is a finding; `docs/findings.md` explains
 * their codes. Throws nothing but for arguments of the wrong type.
 *
 * @example
 * (await bb.inspect.assessRun(run)).reasons;
 */
export function assessRun<Source extends TrialSource>(
  source: Source,
  options: AssessOptions = {},
): FromTrials<Source, Required<RunVerdict>> {
  return withTrials("assessRun", source, (trials, run) =>
    assessed(trials, run === null ? options : { manifest: run.manifest, ...options }),
  );
}

function assessed(trials: readonly Trial[], options: AssessOptions): Required<RunVerdict> {
  const { manifest, ...yardstick } = checkedOptions("assessRun", assessOptions, options);
  if (manifest !== undefined) checkManifest("assessRun", manifest, ["targets", "sessions", "load", "state"]);
  return verdictOf(findingsOf(manifest === undefined ? { trials } : { trials, manifest }, yardstick));
}

const WORDS: Partial<Readonly<Record<FindingSeverity, RunValidity>>> = {
  client: "client-limited",
  invalid: "invalid",
  few: "too-few",
  drift: "drifting",
};

/**
 * The verdict that a list of findings comes to, the gravest first: those that decide are its reasons. Its notes are the notes that say
 * something about the answers; those on the plan and the machine are left to the report.
 */
export function verdictOf(findings: readonly Finding[]): Required<RunVerdict> {
  const deciding = findings.filter(({ severity }) => WORDS[severity] !== undefined);
  const notes = findings.filter(({ severity, code }) => severity === "note" && findingCodes[code] === "verdict");
  const [gravest] = deciding;
  return {
    kind: "run-judgement",
    verdict: (gravest && WORDS[gravest.severity]) ?? "valid",
    reasons: deciding.map(({ text }) => text),
    notes: notes.map(({ text }) => text),
    findings: [...deciding, ...notes],
  };
}
