import type { KnownAnswer } from "../../metrics/client/known-errors.js";
import { openaiTarget } from "../../targets/openai-target.js";
import type { Load, Run, Trial } from "../../types/index.js";
import { caseSet } from "../../workload/case-file/case-set.js";
import { runBenchmark } from "../run-benchmark.js";
import type { TruthServer } from "./known-server/server-process.js";
import type { Timeline } from "./known-server/timeline.js";

/** Where a calibration runs. */
export interface CalibrationBench {
  readonly server: TruthServer;
  /** For the run folders, which are thrown away. */
  readonly directory: string;
}

/** One run of a calibration. */
export interface CalibrationRun {
  readonly name: string;
  readonly timeline: Timeline;
  readonly load: Load;
  readonly requests: number;
}

/**
 * Measures the server in a fresh process; each request asks for something else, so that the truth is found by its prompt.
 * @throws when the run breaks off or a request was not answered.
 */
export async function calibrationRun(bench: CalibrationBench, wanted: CalibrationRun): Promise<Run> {
  const { name, timeline, load, requests } = wanted;
  const baseUrl = `${bench.server.origin}/v1`;
  const target = openaiTarget({ baseUrl, model: "known", name, extraBody: { timeline: { ...timeline } } });
  const prompts = Array.from({ length: requests }, (_, index) => ({ prompt: `${name} ${index}` }));
  const run = await runBenchmark({
    name,
    targets: [target],
    cases: caseSet({ name, cases: prompts }),
    load,
    warmups: 2,
    isolation: "target", // a fresh process, so that the loaded models of this kernel stay where they are
    generation: { maxTokens: timeline.tokens },
    directory: bench.directory,
    onProgress: null,
  });
  const bad = (await run.trials()).find((trial) => trial.outcome.kind !== "answered");
  if (run.manifest.state !== "finished")
    throw new Error(`the calibration did not finish: ${run.manifest.stateReason ?? "unknown reason"}`);
  if (bad?.outcome.kind === "failed")
    throw new Error(`the calibration's own server was not read: ${bad.outcome.message}`);
  return run;
}

/** The trials of a run with what the server knows of each, without the first `warm`: they opened their connections. */
export async function withTruth(
  run: Run,
  { server }: CalibrationBench,
  warm: number,
): Promise<{ readonly trial: Trial; readonly truth: KnownAnswer }[]> {
  const truths = await server.truths();
  const prompts = new Map(run.manifest.cases.map((one) => [one.id, one.prompt]));
  return inOrder(await run.trials())
    .slice(warm)
    .flatMap((trial) => {
      const truth = truths.get(prompts.get(trial.caseId) ?? "");
      return truth === undefined ? [] : [{ trial, truth }];
    });
}

/** The measured trials in the order in which they were sent. */
export function inOrder(trials: readonly Trial[]): Trial[] {
  const measured = trials.filter((trial) => trial.phase === "measured");
  return measured.sort((a, b) => a.dispatchedAtMs - b.dispatchedAtMs);
}
