import { inspect } from "node:util";
import { cleanText } from "../../text/escape.js";
import { firstOf } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import type { Run, Trial } from "../../types/index.js";

/**
 * The run, which Node and a notebook now print in a few lines in place of its whole manifest. Nothing else changes: what
 * prints it is no field of it, so that it is copied, compared and written as JSON as before. Its trials are those that it has
 * now.
 */
export async function shownShortly(run: Run): Promise<Run> {
  const trials = await run.trials();
  return Object.defineProperty(run, inspect.custom, { enumerable: false, value: () => runText(run, trials) });
}

/** A run in a few lines: what it is called, how it ended, what it holds, where it lies, and what to call next. */
function runText({ manifest, directory }: Run, trials: readonly Trial[]): string {
  const { name, state, stateReason, verdict, targets, warnings } = manifest;
  const ended = stateReason === null ? state : `${state} (${stateReason})`;
  const lines = [
    `Run "${name}": ${ended}${verdict === undefined ? "" : `, ${verdict.verdict}`}`,
    `  targets: ${firstOf(targets.map((target) => target.name))}`,
    `  trials: ${trialsText(manifest.plannedTrials, trials)}`,
    ...(verdict?.notes?.length ? [`  notes: ${verdict.notes.length}, in run.manifest.verdict.notes`] : []),
    ...(warnings.length === 0 ? [] : [`  warnings: ${warnings.length}, in run.manifest.warnings`]),
    `  directory: ${directory}`,
    `  next: ${nextText(state)}`,
  ];
  return lines.map((line) => cleanText(line)).join("\n"); // names and reasons may hold what moves a terminal's cursor
}

function trialsText(planned: number, trials: readonly Trial[]): string {
  const measured = trials.filter((trial) => trial.phase === "measured");
  const of = (kind: Trial["outcome"]["kind"]) => measured.filter((trial) => trial.outcome.kind === kind).length;
  const warmups = trials.length - measured.length;
  const parts = [
    `${of("answered")} answered`,
    ...(of("failed") === 0 ? [] : [`${of("failed")} failed`]),
    ...(of("aborted") === 0 ? [] : [`${of("aborted")} aborted`]),
    ...(of("not-sent") === 0 ? [] : [`${of("not-sent")} not sent`]),
    ...(warmups === 0 ? [] : [countText(warmups, "warm-up")]),
  ];
  return `${parts.join(", ")}; ${planned} planned`;
}

function nextText(state: Run["manifest"]["state"]): string {
  if (state === "running") return "it is still being measured; open it again when it has ended";
  const look = "summarize(run), writeReport(run); its manifest is run.manifest";
  return state === "finished" ? look : `resumeRun(run.directory) sends what is missing; or ${look}`;
}
