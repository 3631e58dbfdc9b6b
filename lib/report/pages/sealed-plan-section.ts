import { compareTargets } from "../../comparison/compare-targets.js";
import { planItems } from "../../findings/plan-departures.js";
import { catalogue, isCompared } from "../../metrics/catalogue.js";
import { cleanText } from "../../text/escape.js";
import { numberText } from "../../text/number-text.js";
import type { SealedPlan, Trial } from "../../types/index.js";
import { measuredByTarget } from "../figures/options.js";
import { sentence } from "./paired-verdict.js";
import type { ReportInput, Section } from "./report-input.js";

/** The plan that was sealed before the run, its answer, and the plan beside what was done; nothing for a run without one. */
export function sealedPlanSections({ manifest, trials }: ReportInput): readonly Section[] {
  const plan = manifest.sealedPlan;
  if (plan === undefined) return [];
  const items = planItems(manifest, trials);
  const departed = items.filter((item) => item.departed).length;
  const rows = items.map((item) => ({ ...item, departed: item.departed ? "yes" : "no" }));
  return [
    {
      title: "Sealed plan",
      blocks: [
        { kind: "text", text: `${cleanText(plan.question)} ${decidedBy(plan)}` },
        { kind: "list", items: outcomes(plan, trials) },
        { kind: "text", text: departed === 0 ? "The run kept to its plan." : departures(departed) },
        { kind: "table", rows, caption: `The plan (sha256 ${plan.sha256.slice(0, 12)}) and the run`, limit: 100 },
      ],
    },
  ];
}

function decidedBy({ metric, margin }: SealedPlan): string {
  const words = isCompared(metric) ? catalogue[metric].words : cleanText(metric);
  return `What decides: ${words}; a change of more than ${numberText(margin * 100)} % counts.`;
}

const departures = (count: number): string =>
  `The run departed from its plan in ${count === 1 ? "one point" : `${count} points`}: what was found is not what was planned to be found.`;

/** Each planned target against the planned baseline, by the planned metric and margin. */
function outcomes({ targets, metric, margin }: SealedPlan, trials: readonly Trial[]): readonly string[] {
  const measured = measuredByTarget(trials);
  const [baseline, ...others] = targets.map(({ name }) => name);
  if (!isCompared(metric)) return [`${cleanText(metric)} is not a metric of this version.`];
  if (baseline === undefined || others.length === 0) return ["One target was planned, so nothing is compared."];
  return others.map((candidate) => {
    const missing = [baseline, candidate].find((name) => !measured.has(name));
    if (missing !== undefined)
      return `${cleanText(missing)} was not measured, so ${cleanText(candidate)} cannot be compared.`;
    const compared = compareTargets(trials, { baseline, candidate, metric, noiseThreshold: margin });
    return sentence(compared, [], "comparisons");
  });
}
