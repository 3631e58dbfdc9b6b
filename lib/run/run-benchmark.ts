import { randomUUID } from "node:crypto";
import { newestSchema } from "../metrics/catalogue.js";
import { interruptible } from "../notebook/interruptible.js";
import { inNotebook } from "../notebook/kernel.js";
import { showProgress } from "../notebook/progress.js";
import { benchbookVersion, outputsDirectory, projectCommit } from "../project.js";
import { checkWritable, createRunFolder } from "../store/run-folder/create-run-folder.js";
import { storedTarget } from "../targets/secrets/stored-target.js";
import type { Manifest, Plan, Run, Target } from "../types/index.js";
import { planOf } from "../workload/plan-run.js";
import { configHashesOf } from "./config-hashes.js";
import { executeRun } from "./execute-run.js";
import { redactCases } from "./measuring/redact.js";
import { measuredCount } from "./measuring/rounds.js";
import type { RunOptions } from "./options.js";
import type { RunProgress } from "./progress.js";
import { readPlan, refuseOtherPlan } from "./seal-plan.js";
import { type RunSettings, runSettings } from "./settings.js";

/**
 * Measures every case on every target and keeps everything: warm-ups first, then the plan in its order, in a process of
 * its own. Returns the run when it has ended, also when it broke off: then `run.manifest.state` is `broken-off`,
 * `stateReason` says why, and everything measured is kept.
 * @throws before anything is sent, when an option is wrong, a target cannot be opened or the folder cannot be written.
 * @example
 * const measured = await bb.runBenchmark({ name: "first", targets: [target], cases, warmups: 1, repetitions: 5, seed: 7 });
 */
export async function runBenchmark(options: RunOptions): Promise<Run> {
  const asked = runSettings(options);
  const sealed = options.plan === undefined ? {} : { sealedPlan: await readPlan("runBenchmark", options.plan) };
  if (sealed.sealedPlan !== undefined) refuseOtherPlan(sealed.sealedPlan, asked.targets);
  const plan = planOf(asked);
  const settings = { ...asked, load: plan.load };
  const parent = options.directory ?? outputsDirectory;
  await checkWritable(parent);
  const stored = { ...settings, targets: settings.targets.map(storedTarget) };
  const manifest = { ...manifestOf(stored, plan, benchbookVersion(), await projectCommit()), ...sealed };
  return withProgress(options, settings.name, (onProgress, signal) =>
    executeRun({
      manifest: { ...manifest, targets: settings.targets, cases: settings.cases.cases },
      entries: plan.entries,
      measuredEntries: measuredCount(plan),
      roundsLeft: new Map(),
      begun: new Map(),
      firstSession: 1,
      alreadyStored: 0,
      begin: async () => (await createRunFolder(parent, manifest)).directory,
      onProgress,
      signal,
    }),
  );
}

/** Joins the caller's signal with the interrupt of a notebook or a terminal, and shows progress where it can be seen. */
export async function withProgress(
  options: Pick<RunOptions, "onProgress" | "signal">,
  name: string,
  task: (onProgress: (progress: RunProgress) => void, signal: AbortSignal) => Promise<Run>,
): Promise<Run> {
  const line = options.onProgress === undefined && inNotebook() ? showProgress(name) : null;
  let last: RunProgress | null = null;
  const onProgress = (progress: RunProgress) => {
    last = progress;
    line?.show(progress);
    options.onProgress?.(progress);
  };
  try {
    const run = await interruptible((interrupted) =>
      task(onProgress, options.signal ? AbortSignal.any([options.signal, interrupted]) : interrupted),
    );
    line?.end(last, run.manifest.stateReason ?? "done");
    return run;
  } catch (error) {
    line?.end(last, "failed");
    throw error;
  }
}

function manifestOf(settings: RunSettings, plan: Plan, benchbookVersion: string, commit: string | null): Manifest {
  const { cases, ...rest } = settings;
  const { cases: _, ...caseSet } = cases;
  const plannedTrials = plan.entries.length;
  return {
    schema: 1,
    runId: randomUUID(),
    createdAt: new Date().toISOString(),
    state: "running",
    stateReason: null,
    benchbookVersion,
    commit,
    ...rest,
    order: plan.order,
    caseSet,
    cases: redactCases(cases.cases, settings.storeText),
    plannedTrials,
    configHashes: configHashesOf({ ...rest, order: plan.order, cases: cases.cases, plannedTrials }),
    sessions: [],
    warnings: settings.targets.flatMap(warningsOf),
    summarySchema: newestSchema,
    files: {},
  };
}

/** What is known to spoil a measurement before it begins. */
function warningsOf(target: Target): readonly string[] {
  return typeof target.keepAlive === "number" && target.keepAlive === 0
    ? [`${target.name}: keepAlive 0 unloads the model after each request, so every answer pays for loading`]
    : [];
}
