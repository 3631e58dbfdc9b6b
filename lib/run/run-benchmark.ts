import { randomUUID } from "node:crypto";
import type { CaseSet, CaseSetInput, Manifest, Plan, Run, Target } from "../types/index.js";
import { askedOf } from "./asked.js";
import { carryOut, type Measuring } from "./carry-out.js";
import { redactCases } from "./measuring/redact.js";
import { measuredCount } from "./measuring/rounds.js";
import type { RunOptions } from "./options.js";
import type { RunProgress } from "./progress.js";
import { type RunSettings, runSettings } from "./settings.js";

/** What starting a run needs of the other rooms; handed in by the door. */
export interface RunRooms extends Measuring {
  readonly plan: (settings: RunSettings) => Plan;
  /** A target as a manifest may hold it: without the values that may be secret. */
  readonly storedTarget: (target: Target) => Target;
  /** A case set as it may be written by hand, checked and filled in. */
  readonly wholeCases: (caller: string, cases: CaseSetInput) => CaseSet;
  /** @throws when the folder cannot be written, before anything is sent. */
  readonly createRunFolder: (parent: string, manifest: Manifest) => Promise<{ directory: string; manifest: Manifest }>;
  /** @throws when no run can be kept there, before any engine is opened. */
  readonly checkWritable: (parent: string) => Promise<void>;
  /** Ends a task gently at the first interrupt. */
  readonly interruptible: <T>(task: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  /** A line of progress where one can be shown; null where not. */
  readonly showProgress: (name: string) => ProgressLine | null;
  readonly outputsDirectory: string;
  readonly benchbookVersion: string;
  readonly commit: () => Promise<string | null>;
}

/** Where progress is shown. */
export interface ProgressLine {
  show(progress: RunProgress): void;
  /** Draws the last state, and what became of the run. */
  end(progress: RunProgress | null, ended: string): void;
}

/**
 * Measures every case on every target: warm-ups first, then the plan in its order, in a process of its own. Returns the
 * run when it has ended, also when it broke off: then `run.manifest.state` is `broken-off`, `stateReason` says why, and
 * everything measured is kept.
 * @throws before anything is sent, when an option is wrong, a target cannot be opened or the folder cannot be written.
 */
export async function runBenchmark(options: RunOptions, rooms: RunRooms): Promise<Run> {
  const asked = runSettings(options, rooms.wholeCases);
  const plan = rooms.plan(asked);
  const settings = { ...asked, load: plan.load };
  const parent = options.directory ?? rooms.outputsDirectory;
  await rooms.checkWritable(parent);
  const stored = { ...settings, targets: settings.targets.map(rooms.storedTarget) };
  const manifest = manifestOf(stored, plan, rooms.benchbookVersion, await rooms.commit());
  return withProgress(options, settings.name, rooms, (onProgress, signal) =>
    carryOut(
      {
        manifest: { ...manifest, targets: settings.targets, cases: settings.cases.cases },
        entries: plan.entries,
        measuredEntries: measuredCount(plan),
        roundsLeft: new Map(),
        firstSession: 1,
        alreadyStored: 0,
        begin: async () => {
          const { directory } = await rooms.createRunFolder(parent, manifest);
          return directory;
        },
        onProgress,
        signal,
      },
      rooms,
    ),
  );
}

/** Joins the caller's signal with the interrupt of a notebook or a terminal, and shows progress where it can be seen. */
export async function withProgress(
  options: Pick<RunOptions, "onProgress" | "signal">,
  name: string,
  rooms: Pick<RunRooms, "interruptible" | "showProgress">,
  task: (onProgress: (progress: RunProgress) => void, signal: AbortSignal) => Promise<Run>,
): Promise<Run> {
  const line = options.onProgress === undefined ? rooms.showProgress(name) : null;
  let last: RunProgress | null = null;
  const onProgress = (progress: RunProgress) => {
    last = progress;
    line?.show(progress);
    options.onProgress?.(progress);
  };
  try {
    const run = await rooms.interruptible((interrupted) =>
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
    asked: askedOf({ ...rest, order: plan.order, cases: cases.cases, plannedTrials }),
    sessions: [],
    warnings: settings.targets.flatMap(warningsOf),
    summarySchema: 3,
    files: {},
  };
}

/** What is known to spoil a measurement before it begins. */
function warningsOf(target: Target): readonly string[] {
  return typeof target.keepAlive === "number" && target.keepAlive === 0
    ? [`${target.name}: keepAlive 0 unloads the model after each request, so every answer pays for loading`]
    : [];
}
