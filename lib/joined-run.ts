// Part of the door: joins workload, run, store and notebook into runs.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { maker } from "./joined-maker.js";
import { arrivalsTest } from "./metrics/arrivals/arrivals-test.js";
import { clientSummary } from "./metrics/client/client-summary.js";
import { armsDiffer, armWarnings } from "./metrics/compare/arm-warnings.js";
import { judgeRun } from "./metrics/compare/judge-run.js";
import { trialsAsSealed } from "./metrics/decode/all-but-one.js";
import { goodputOfRun } from "./metrics/goodput.js";
import { summarize } from "./metrics/summarize.js";
import { interruptible } from "./notebook/interruptible.js";
import { inNotebook } from "./notebook/kernel.js";
import { showProgress } from "./notebook/progress.js";
import { benchbookVersion, outputsDirectory, projectRoot } from "./project-root.js";
import { shownShortly } from "./report/run-text.js";
import type { RunOptions } from "./run/options.js";
import type { ResumeRooms } from "./run/resume-run.js";
import { runBenchmark as measureRun } from "./run/run-benchmark.js";
import { checkFunction, checkPath, checkRecord, got } from "./statistics/checked-arguments.js";
import { checkWritable, createRunFolder } from "./store/folder/create-run-folder.js";
import type { Derivations, RunContent } from "./store/folder/derived-files.js";
import { isSealed, openRunFolder } from "./store/folder/open-run-folder.js";
import { refuseUnsealable, sealRun } from "./store/folder/seal-run.js";
import { storedTarget } from "./targets/secrets/stored-target.js";
import type { Run, RunVerdict } from "./types.js";
import { wholeCases } from "./workload/case-file/case-set.js";
import { planOf } from "./workload/plan-run.js";
import { warmupCases } from "./workload/warmup-cases.js";

/** Files of a run folder that follow from its journal alone: made when a run is sealed, made again by `verifyRun`. */
export const derivations: Derivations = { "summary.json": summaryJson };

/** Keys of those files that hold a judgement by rules. */
export const judgements: readonly string[] = ["verdict", "asNamed"];

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
  const goodput = manifest.limits ? { goodput: goodputOfRun(trials, manifest) } : {};
  // Runs from before the client was recorded keep the form in which they were sealed, byte for byte; so do runs without limits.
  const summary = { ...head, ...(schema === 1 ? {} : client), summaries: summarize(trials), ...goodput };
  return `${JSON.stringify(summary, null, 2)}\n`;
}

/** The verdict on a run as it is sealed. */
export function judgeContent({ manifest, trials }: Pick<RunContent, "manifest" | "trials">): RunVerdict {
  return judgeRun(trials, { manifest });
}

/** The warnings of a run, with what its trials say about its arms; what they said before a resume is made anew. */
const warnings = ({ manifest, trials }: RunContent): readonly string[] => [
  ...manifest.warnings.filter((warning) => !warning.startsWith(armsDiffer)),
  ...armWarnings(trials),
];

/** A run as a notebook and a script get it: printed, it is a few lines. */
const opened = async (directory: string): Promise<Run> => shownShortly(await openRunFolder(directory));

/** What a run needs of the other rooms. */
export const runRooms: ResumeRooms = {
  script: fileURLToPath(new URL("./measuring-process.js", import.meta.url)),
  warmupCases,
  plan: planOf,
  storedTarget,
  wholeCases,
  planAgain: planOf,
  isSealed,
  refuseUnsealable,
  createRunFolder,
  checkWritable,
  sealRun: async (directory, { state, stateReason }) => {
    const ended = { state: state === "finished" ? state : "broken-off", stateReason } as const;
    await sealRun(directory, { ...ended, derive: derivations, judge: judgeContent, warnings, maker: maker() });
  },
  openRun: opened,
  interruptible,
  showProgress: (name) => (inNotebook() ? showProgress(name) : null),
  outputsDirectory,
  benchbookVersion: benchbookVersion(),
  commit: () =>
    promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: projectRoot }).then(
      ({ stdout }) => stdout.trim(),
      () => null, // not a checkout, or no git
    ),
};

/**
 * Measures every case on every target and keeps everything: warm-ups first, then the plan in its order, in a process of
 * its own. Returns the run when it has ended, also when it broke off: then `run.manifest.state` is `broken-off`,
 * `stateReason` says why, and everything measured is kept.
 * @throws before anything is sent, when an option is wrong, a target cannot be opened or the folder cannot be written.
 * @example
 * const measured = await runBenchmark({ name: "first", targets: [target], cases, warmups: 1, repetitions: 5, seed: 7 });
 */
export async function runBenchmark(options: RunOptions): Promise<Run> {
  checkRecord("runBenchmark", "settings", options, "in braces, as in { targets: [target], cases }");
  checkHearing("runBenchmark", options);
  return measureRun(options, runRooms);
}

/** Refuses what cannot be called or listened to, before anything is measured. */
export function checkHearing(caller: string, { onProgress, signal }: Pick<RunOptions, "onProgress" | "signal">): void {
  if (onProgress !== undefined && onProgress !== null) checkFunction(caller, "onProgress", onProgress);
  if (signal === undefined || typeof signal?.addEventListener === "function") return;
  throw new Error(`${caller} expected signal to be that of an AbortController, got ${got(signal)}`);
}

/**
 * Opens a run folder, finished or broken off. What its journal's problems are is in `manifest.warnings`.
 * @throws when the folder holds no run, or one of a newer schema.
 * @example
 * const first = await openRun("outputs/first-20261122-181943-771837cb");
 */
export async function openRun(directory: string): Promise<Run> {
  checkPath("openRun", "directory", directory);
  return opened(directory);
}
