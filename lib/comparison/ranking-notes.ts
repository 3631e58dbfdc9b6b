import { isMeasured } from "../metrics/sent.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { countText } from "../text/number-text.js";
import type { Trial } from "../types/index.js";
import type { CaseValues } from "./case-values.js";

/** The targets that have no value at all, and what is known about why. */
export function leftOutOf(trials: readonly Trial[], values: CaseValues, by: string) {
  const none = [...values].filter(([, cases]) => cases.size === 0).map(([target]) => target);
  return none.map((target) => {
    const own = trials.filter((trial) => trial.target === target && isMeasured(trial));
    const answered = own.filter(({ outcome }) => outcome.kind === "answered").length;
    const reason =
      answered === 0
        ? `none of its ${own.length} trials was answered`
        : `${by} was not observed in its ${countText(answered, "answer")}`;
    return { target, reason };
  });
}

/** What limits a ranking: too few targets or cases, and cases that not every target has a value for. */
export function notesOn(
  rows: readonly unknown[],
  { cases, lostCases }: { readonly cases: number; readonly lostCases: number },
): string[] {
  return [
    ...(rows.length === 0 ? ["No case has a value for every target, so nothing can be ranked"] : []),
    ...(rows.length === 1 ? ["One target has no rank: measure another one in the same run"] : []),
    ...(rows.length > 1 && cases < fewestClusters
      ? [`${countText(cases, "case")}: at least ${fewestClusters} are needed to say how sure the order is`]
      : []),
    ...(lostCases > 0 ? [`${countText(lostCases, "case")} left out, which some target has no value for`] : []),
  ];
}
