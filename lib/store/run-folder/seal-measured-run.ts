import { armsDiffer, armWarnings } from "../../findings/arm-warnings.js";
import { assessRun } from "../../findings/assess-run.js";
import { clientSummary } from "../../findings/client-summary.js";
import { arrivalsTest } from "../../metrics/arrivals/arrivals-test.js";
import { trialsAsSealed } from "../../metrics/decode/all-but-one.js";
import { goodputByTarget } from "../../metrics/goodput.js";
import { summariesAsSealed } from "../../metrics/summaries-as-sealed.js";
import type { RunState, RunVerdict } from "../../types/index.js";
import { buildId } from "./build-id.js";
import type { Derivations, RunContent } from "./derived-files.js";
import { sealRun } from "./seal-run.js";

/** Files of a run folder that follow from its journal alone: written when a run is sealed, recomputed by `verifyRun`. */
export const derivations: Derivations = { "summary.json": summaryJson };

/** Keys of those files that hold a judgment by rules. */
export const judgments: readonly string[] = ["verdict", "asNamed"];

function summaryJson(content: RunContent): string {
  const { manifest } = content;
  const trials = trialsAsSealed(content.trials, manifest);
  const schema = manifest.summarySchema ?? 1;
  const { runId, state, stateReason, warnings } = manifest;
  const head = { schema, runId, state, stateReason, warnings };
  const client = {
    verdict: judgeContent(content),
    client: clientSummary(trials, manifest),
    arrivals: arrivalsTest(trials, manifest.load),
  };
  const goodput = manifest.limits ? { goodput: goodputByTarget(trials, manifest) } : {};
  // Runs from before the client was recorded keep the form in which they were sealed, byte for byte; so do runs without limits.
  const summary = {
    ...head,
    ...(schema === 1 ? {} : client),
    summaries: summariesAsSealed(trials, schema),
    ...goodput,
  };
  return `${JSON.stringify(summary, null, 2)}\n`;
}

/** The verdict on a run as it is sealed. */
export function judgeContent({ manifest, trials }: Pick<RunContent, "manifest" | "trials">): RunVerdict {
  return assessRun(trials, { manifest });
}

/** The warnings of a run, with what its trials say about its arms; what they said before a resume is rewritten. */
const warnings = ({ manifest, trials }: RunContent): readonly string[] => [
  ...manifest.warnings.filter((warning) => !warning.startsWith(armsDiffer)),
  ...armWarnings(trials),
];

/** Closes the folder of a run that has just been measured, finished or not. */
export async function sealMeasuredRun(
  directory: string,
  end: { state: RunState; stateReason: string | null },
): Promise<void> {
  const { stateReason } = end;
  const state = end.state === "finished" ? "finished" : "broken-off";
  await sealRun(directory, {
    state,
    stateReason,
    derive: derivations,
    judge: judgeContent,
    warnings,
    buildId: buildId(),
  });
}
