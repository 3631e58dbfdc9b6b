import * as v from "valibot";
import { checkManifest, checkRun, checkTrials } from "../arguments/check-runs.js";
import { checkRecord, checkRows } from "../arguments/check-values.js";
import { checkedLater } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import type { ComparedMetric } from "../metrics/catalogue.js";
import type { Arm } from "../metrics/paired-cases.js";
import { countText } from "../text/number-text.js";
import type { Finding, FindingSeverity, Manifest, Run, Sample, Trial } from "../types/index.js";
import { armsOf } from "./arms.js";
import { busyAtStart, busyDuring } from "./busy-machine.js";
import { clientLimits } from "./client-limits.js";
import { clockSteps } from "./clock-step.js";
import { finding } from "./codes.js";
import { countedOtherwise } from "./counted-otherwise.js";
import { connectionFindings, deliveryFindings } from "./delivery.js";
import { drifting } from "./drift.js";
import { type Budget, budgetOf, failedTrials } from "./failed-trials.js";
import { heatFindings } from "./heat.js";
import { notInterleaved } from "./interleaving.js";
import { departedFromPlan, type PlannedManifest } from "./plan-departures.js";
import { repeatedAnswersDiffer } from "./repeated-answers.js";
import { missingTrials, notFinished } from "./run-end.js";
import { crowdedCores, limitsOfArm, planFindings, recordFindings } from "./setup-findings.js";
import { thresholds } from "./thresholds.js";
import { codedWarnings, otherWarnings, promptCut } from "./trial-warnings.js";
import { turnsNotSent } from "./turns-not-sent.js";
import { unlikeArms } from "./unlike-arms.js";

/** The parts of a manifest that a run is assessed by; further parts are looked at where they are known. */
export type AssessedManifest = Pick<
  Manifest,
  "targets" | "sessions" | "load" | "state" | "stateReason" | "errorBudget"
> &
  Partial<Manifest>;

/** What is known of a run. Without its manifest only the trials speak; without samples nothing is known of its machine meanwhile. */
export interface RunEvidence {
  readonly trials: readonly Trial[];
  readonly manifest?: AssessedManifest;
  readonly samples?: readonly Sample[];
}

const runEvidence = settings({
  trials: checkedLater<readonly Trial[]>("a list of trials"),
  manifest: v.optional(checkedLater<AssessedManifest>()),
  samples: v.optional(checkedLater<readonly Sample[]>()),
});

/** By what a run is assessed. */
export interface Yardstick {
  /** The largest share of failed trials of a target; the manifest's, or 0.1 by default. */
  readonly errorBudget?: number;
  /** The metric in which the run must be steady; `latencyMs` by default. */
  readonly metric?: ComparedMetric;
  /** What else counts against the run, such as a server that was restarted. */
  readonly problems?: readonly string[];
}

/**
 * Everything that counts against relying on the numbers of a run, as a list with a code for each.
 *
 * The verdict on a run, the refusal of a comparison and a report's threats are all filters of this list. The gravest stand first. Each
 * code is explained, with its threshold, in `docs/findings.md`. Pure for trials; of a run it reads the files, and resolves to the list.
 * @throws when it is given neither a run nor trials.
 *
 * @example
 * (await bb.inspect.findings(run)).map(({ code, text }) => `${code}: ${text}`);
 * bb.inspect.findings({ trials, manifest: run.manifest }).filter(({ severity }) => severity === "invalid");
 */
export function findings(run: Run): Promise<Finding[]>;
/** The same for trials at hand, without reading files. */
export function findings(evidence: RunEvidence): Finding[];
/** Either of the two. */
export function findings(given: Run | RunEvidence): Finding[] | Promise<Finding[]> {
  checkRecord("findings", "run", given, "a run, or { trials, manifest, samples } of one");
  if ("directory" in given) return findingsOfRun(given);
  checkedOptions("findings", runEvidence, given);
  checkTrials("findings", given.trials);
  if (given.samples !== undefined)
    checkRows("findings", "samples", given.samples, "a list of samples, as await run.samples() gives");
  if (given.manifest !== undefined) checkManifest("findings", given.manifest, ["targets", "sessions", "load", "state"]);
  return findingsOf(given);
}

async function findingsOfRun(run: Run): Promise<Finding[]> {
  checkRun("findings", run);
  return findingsOf({ trials: await run.trials(), manifest: run.manifest, samples: await run.samples() });
}

/** The list, by another yardstick than the run's own. */
export function findingsOf(evidence: RunEvidence, yardstick: Yardstick = {}): Finding[] {
  const { trials, manifest, samples = [] } = evidence;
  const arms = armsOf(trials);
  const all = [
    ...clientLimits(trials, manifest ?? { targets: arms.map(({ name }) => ({ kind: "unknown", name })), sessions: [] }),
    ...(yardstick.problems ?? []).map((text) => finding("known-problem", "invalid", null, text)),
    ...(manifest === undefined ? [] : [...notFinished(manifest), ...clockSteps(manifest.sessions)]),
    ...(arms.length === 0 ? [finding("no-measured-trials", "invalid", null, "no measured trials")] : []),
    ...armFindings(arms, budgetOf(yardstick.errorBudget, manifest?.errorBudget ?? null), yardstick.metric),
    ...turnsNotSent(trials),
    ...(manifest === undefined ? [] : repeatedAnswersDiffer(trials, manifest)),
    ...[deliveryFindings, connectionFindings, codedWarnings, limitsOfArm].flatMap((of) => arms.flatMap(of)),
    ...(manifest === undefined ? [] : manifestFindings(manifest, trials, samples)),
    ...otherWarnings(trials),
  ];
  return all.toSorted((a, b) => gravestFirst.indexOf(a.severity) - gravestFirst.indexOf(b.severity));
}

/** Severities in the order in which they decide. */
export const gravestFirst: readonly FindingSeverity[] = ["client", "invalid", "few", "drift", "refuses", "note"];

/** What the measured trials of each target, and of each against the first, say. */
function armFindings(arms: readonly Arm[], budget: Budget, metric: ComparedMetric = "latencyMs"): Finding[] {
  const [first, ...others] = arms;
  return [
    ...arms.flatMap((arm) => failedTrials(arm, budget)),
    ...arms.flatMap(promptCut),
    ...(first === undefined ? [] : others.flatMap((other) => unlikeFirst(first, other))),
    ...(first === undefined ? [] : others.flatMap((other) => notInterleaved(first, other)).map(againstFirst)),
    ...arms.flatMap(tooFewTrials),
    ...arms.flatMap((arm) => drifting(arm, metric)),
  ];
}

const againstFirst = (one: Finding): Finding => ({
  ...one,
  text: `${one.about} against the first target: ${one.text}`,
});

const unlikeFirst = (first: Arm, other: Arm): Finding[] =>
  unlikeArms(first, other).map(({ code, text }) => againstFirst(finding(code, "invalid", other.name, text)));

/** That a target has too few trials for a verdict, and how many it takes. */
function tooFewTrials({ name, trials }: Arm): Finding[] {
  if (trials.length >= thresholds.fewestTrials) return [];
  const text = `${name} has ${countText(trials.length, "trial")}: at least ${thresholds.fewestTrials} are needed`;
  return [finding("too-few-trials", "few", name, text)];
}

function manifestFindings(manifest: AssessedManifest, trials: readonly Trial[], samples: readonly Sample[]): Finding[] {
  return [
    ...(manifest.sealedPlan === undefined ? [] : departedFromPlan(manifest as PlannedManifest, trials)),
    ...missingTrials(trials, manifest),
    ...planFindings(manifest),
    ...countedOtherwise(trials, manifest),
    ...crowdedCores(manifest),
    ...busyAtStart(manifest),
    ...busyDuring(manifest, samples),
    ...heatFindings(trials, manifest, samples),
    ...recordFindings(manifest),
  ];
}
