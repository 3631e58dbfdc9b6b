import { checkManifest, checkTrials } from "../arguments/check-runs.js";
import { texts, trueOrFalse } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type ComparedMetric, comparedMetric } from "../metrics/catalogue.js";
import type { FindingCode, Trial } from "../types/index.js";
import { type AssessedManifest, findingsOf } from "./findings.js";

/** Which part of a run is compared with what. */
export interface ComparedPart {
  readonly targets: readonly string[];
  readonly metric: ComparedMetric;
  /** The other arm is of another run: then no arm shares a drift of this one. */
  readonly apart: boolean;
}

const comparedPart = settings({ targets: texts, metric: comparedMetric, apart: trueOrFalse });

/** What makes a run invalid whatever is compared. The comparison itself finds the rest, for its own metric. */
const OF_THE_RUN: readonly FindingCode[] = ["not-finished", "clock-stepped", "failed-trials"];

/**
 * What counts against comparing targets of a run: those reasons of its verdict that concern them.
 *
 * It did not finish, its clock stepped, the client was what it measured, a target failed more often than the error budget, and,
 * where the other arm is of another run, a target that was not steady. Lengths, cut prompts, caches and turns are checked by
 * the comparison itself, for the metric that is compared. Give them as `problems` to `compareTargets` or `compareRuns`. Pure;
 * none for a run against which nothing is known.
 *
 * @example
 * const problems = runProblems(await run.trials(), run.manifest, { targets: ["a", "b"], metric: "latencyMs", apart: false });
 */
export function runProblems(trials: readonly Trial[], manifest: AssessedManifest, part: ComparedPart): string[] {
  checkTrials("runProblems", trials);
  checkManifest("runProblems", manifest, ["targets", "sessions", "load", "state"]);
  const { targets, metric, apart } = checkedOptions("runProblems", comparedPart, part);
  const own = trials.filter(({ target }) => targets.includes(target));
  const evidence = { ...manifest, targets: manifest.targets.filter(({ name }) => targets.includes(name)) };
  return findingsOf({ trials: own, manifest: evidence }, { metric })
    .filter(
      ({ severity, code }) =>
        severity === "client" ||
        (severity === "invalid" && OF_THE_RUN.includes(code)) ||
        (severity === "drift" && apart),
    )
    .map(({ text }) => text);
}
