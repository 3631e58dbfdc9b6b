import { fileURLToPath } from "node:url";
import { rewriteReports } from "../report/write-report.js";
import { openRun } from "../store/run-folder/open-run.js";
import { sealMeasuredRun } from "../store/run-folder/seal-measured-run.js";
import type { Manifest, PlanEntry, Run, Target } from "../types/index.js";
import { warmupCases } from "../workload/warmup-cases.js";
import { describeMachine } from "./machine.js";
import type { Begun } from "./measuring/conversations.js";
import { requestNeeds } from "./measuring/request-needs.js";
import type { RoundsLeft } from "./measuring/rounds.js";
import { forkMeasuringProcess, type JobEnd, type MeasuringHandle } from "./measuring-handle.js";
import { completed, type Job } from "./messages.js";
import { maxInFlight } from "./places.js";
import type { RunProgress } from "./progress.js";
import { watchedServers } from "./telemetry/watched-servers.js";

/** The compiled entry of the measuring process. */
const script = fileURLToPath(new URL("./measuring/process.js", import.meta.url));

/** A run, or the rest of one, to be measured now. */
export interface RunExecution {
  readonly manifest: Manifest;
  readonly entries: readonly PlanEntry[];
  /** How many measured entries the whole plan has. */
  readonly measuredEntries: number;
  /** What is left of blocks that are stopped by time, where they were begun before. */
  readonly roundsLeft: ReadonlyMap<number, RoundsLeft>;
  /** What earlier sessions left of conversations that they began, by the plan index of the first turn. */
  readonly begun: ReadonlyMap<number, Begun>;
  readonly firstSession: number;
  readonly alreadyStored: number;
  /** Makes (or takes over) the run's folder, once every engine has opened. */
  readonly begin: () => Promise<string>;
  readonly onProgress: (progress: RunProgress) => void;
  readonly signal: AbortSignal;
}

/** Opens the engines, measures, seals the folder and returns the run: finished, or broken off with its reason. */
export async function executeRun(execution: RunExecution): Promise<Run> {
  const { manifest, signal } = execution;
  describeMachine().catch(() => {}); // begun now, it is known when the engines are open
  const needs = requestNeeds(manifest.cases);
  const open = (handle: MeasuringHandle, targets: readonly Target[]) =>
    handle.open(targets, maxInFlight(manifest.load), manifest.processes ?? 1, needs);
  const fresh = manifest.isolation === "target";
  if (fresh) await checkEach(manifest.targets, open);
  const kept = fresh ? null : keptProcess();
  if (kept) await open(kept, manifest.targets);
  const directory = await execution.begin();
  let end: JobEnd | null = null;
  let session = execution.firstSession;
  let stored = execution.alreadyStored;
  let measuredBefore: string | null = null;
  for (const targets of fresh ? eachWithWork(execution) : [manifest.targets]) {
    const handle = kept ?? forkMeasuringProcess(script);
    try {
      if (!kept) await open(handle, targets);
      const job = {
        ...jobOf(execution, directory, targets, session++, stored),
        measuredBefore,
        machine: await describeMachine(),
      };
      end = await handle.measure(job, execution.onProgress, signal);
      if (end.kind === "measured") execution.onProgress(end.progress);
    } finally {
      if (handle !== lasting) handle.end();
    }
    if (end.kind !== "measured" || end.ended !== completed) break;
    stored = end.progress.completed;
    measuredBefore = targets.at(-1)?.name ?? null;
  }
  if (end?.kind === "not-measured") throw new Error(`nothing was measured in ${directory}: ${end.message}`);
  const reason = end?.kind === "crashed" ? end.message : end?.ended === completed ? null : (end?.ended ?? "stopped");
  await sealMeasuredRun(directory, { state: reason === null ? "finished" : "broken-off", stateReason: reason });
  if (execution.firstSession > 1) await rewriteReports(directory); // those that it got before it went on
  return openRun(directory);
}

/** The targets one by one; those with nothing left to measure need no process. */
const eachWithWork = ({ manifest, entries }: RunExecution): readonly (readonly Target[])[] =>
  manifest.targets.filter(({ name }) => entries.some((entry) => entry.target === name)).map((target) => [target]);

/** With a fresh process for each target, a target that cannot be opened is still found before anything is sent. */
async function checkEach(
  targets: readonly Target[],
  open: (handle: MeasuringHandle, targets: readonly Target[]) => Promise<unknown>,
): Promise<void> {
  for (const target of targets) {
    const handle = forkMeasuringProcess(script);
    try {
      await open(handle, [target]);
    } finally {
      handle.end();
    }
  }
}

let lasting: MeasuringHandle | null = null;
let lastingEnvironment = "";

/**
 * The measuring process of this kernel: the one that has the models loaded, or another while that one is busy. A variable that was
 * set since, such as an API key, takes a new one: a process keeps the environment that it was started with.
 */
function keptProcess(): MeasuringHandle {
  if (lasting?.alive && lasting.busy) return forkMeasuringProcess(script);
  const environment = JSON.stringify(process.env);
  if (lasting?.alive && lastingEnvironment === environment) return lasting;
  lasting?.end();
  lastingEnvironment = environment;
  lasting = forkMeasuringProcess(script);
  return lasting;
}

function jobOf(
  { manifest, entries, measuredEntries, roundsLeft, begun }: RunExecution,
  directory: string,
  targets: readonly Target[],
  session: number,
  alreadyStored: number,
): Omit<Job, "machine" | "measuredBefore"> {
  const names = new Set(targets.map((target) => target.name));
  return {
    directory,
    runId: manifest.runId,
    session,
    entries: entries.filter((entry) => names.has(entry.target)),
    plannedTrials: manifest.plannedTrials,
    alreadyStored,
    load: manifest.load,
    measuredEntries,
    roundsLeft: [...roundsLeft],
    seed: manifest.seed,
    retry: manifest.retry ?? null,
    promptNonce: manifest.promptNonce ?? false,
    history: manifest.history ?? "last-turn",
    thinkTimeMs: manifest.thinkTimeMs ?? 0,
    begun: [...begun],
    cases: [...warmupCases, ...manifest.cases],
    generation: manifest.generation,
    timeouts: manifest.timeouts,
    errorBudget: manifest.errorBudget,
    storeText: manifest.storeText,
    sampleEveryMs: manifest.telemetry?.intervalMs ?? null,
    servers: watchedServers(targets, manifest.telemetry),
    coolDown: manifest.coolDown ?? null,
  };
}
