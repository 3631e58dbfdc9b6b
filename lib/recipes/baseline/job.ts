import path from "node:path";
import * as v from "valibot";
import { checkedCases } from "../../arguments/check-runs.js";
import { caseSetField, filledText, target, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { outputsDirectory } from "../../project.js";
import type { Figure } from "../../report/figure.js";
import { writeFigures } from "../../report/write-figures.js";
import type { RunOptions } from "../../run/options.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import type { CaseSet, Run, Target } from "../../types/index.js";
import { type MemoryPass, measureMemory } from "../memory-pass.js";
import { checkModelFiles, checkOutputs } from "../preflight.js";
import { type ArmMetrics, armMetrics } from "./arms.js";
import type { BaselineMemoryReading } from "./figure-input.js";
import { baselineFigures } from "./figures.js";
import { baselineResults } from "./files.js";
import { type Improvement, improvementsOf } from "./improvements.js";

/** What {@link runBaseline} is asked. */
export interface BaselineOptions extends Pick<RunOptions, "seed" | "onProgress" | "signal" | "generation"> {
  readonly baseline: Target;
  /** One or more, each with a name of its own. */
  readonly optimized: readonly Target[];
  readonly cases: CaseSet;
  /** @default 32 */
  readonly maxTokens?: number;
  /** @default 2 */
  readonly repetitions?: number;
  /** Where the files and the run folders go. @default outputs/baseline of the project */
  readonly directory?: string;
}

const baselineOptions = settings({
  baseline: target,
  optimized: v.array(target, "a list of targets"),
  cases: caseSetField,
  maxTokens: v.optional(wholeNumber(1), 32),
  repetitions: v.optional(wholeNumber(1), 2),
  directory: v.optional(filledText("a path"), path.join(outputsDirectory, "baseline")),
  seed: runFields.seed,
  generation: runFields.generation,
  onProgress: runFields.onProgress,
  signal: runFields.signal,
});

/** What {@link runBaseline} gives back. */
export interface BaselineResult {
  readonly run: Run;
  /** The run that saw each arm's memory in a process of its own; null when there was nothing to see. */
  readonly memoryRun: Run | null;
  readonly baseline: ArmMetrics;
  readonly optimized: readonly ArmMetrics[];
  readonly improvements: readonly Improvement[];
  readonly figures: readonly Figure[];
  readonly results: string;
  /** The pictures as PNG; the same as SVG are beside them. */
  readonly plots: readonly string[];
}

/**
 * Measures a baseline against optimized settings and writes `benchmark_results.json` and `benchmark_plots/`. The arms take
 * turns in one process, so that a drift of the machine meets all of them alike; memory is read in a short second run with a
 * process for each, because arms that share a process share its memory.
 * @throws before anything is loaded, when a setting, a model or the folder is not usable.
 * @example
 * (await bb.recipes.baseline({ baseline: target, optimized: [other], cases, repetitions: 3 })).improvements;
 */
export async function runBaseline(options: BaselineOptions): Promise<BaselineResult> {
  const given = checkedOptions("recipes.baseline", baselineOptions, options);
  const { baseline, optimized, cases, maxTokens, repetitions, onProgress, signal, seed } = given;
  checkedCases("recipes.baseline", cases);
  const targets = [baseline, ...optimized];
  if (optimized.length === 0) throw new Error("expected at least one optimized target, got none");
  const directory = path.resolve(given.directory);
  await checkModelFiles(targets);
  await checkOutputs(directory, ["benchmark_results.json", ...plotFiles]);
  const common = { directory, cases, generation: { ...given.generation, maxTokens }, seed, targets, signal };
  const run = await runBenchmark({
    ...common,
    name: "baseline",
    history: "last-turn",
    repetitions,
    order: "interleaved",
    errorBudget: 1,
    onProgress,
  });
  const finished = run.manifest.state === "finished";
  const apart = finished ? await measureMemory({ ...common, name: "baseline-memory" }) : null;
  return writeResults(run, apart, directory);
}

const plotNames = [
  "time_comparison",
  "token_comparison",
  "memory_comparison",
  "improvements",
  "comprehensive_dashboard",
] as const;
const plotFiles = plotNames.flatMap((name) => [`benchmark_plots/${name}.png`, `benchmark_plots/${name}.svg`]);

async function writeResults(run: Run, apart: MemoryPass | null, directory: string): Promise<BaselineResult> {
  const { baseline, optimized, improvements, figures } = await readBaseline(run, apart);
  const results = path.join(directory, "benchmark_results.json");
  const runFolders = [run, ...(apart === null ? [] : [apart.run])].map((one) => path.basename(one.directory));
  const beforeLoadMb = toMb(apart?.beforeLoadBytes ?? null);
  await writeAtomically(
    results,
    baselineResults({ manifest: run.manifest, baseline, optimized, improvements, beforeLoadMb, runFolders }),
  );
  const plots = await writeFigures(path.join(directory, "benchmark_plots"), figures);
  return { run, memoryRun: apart?.run ?? null, baseline, optimized, improvements, figures, results, plots };
}

const toMb = (bytes: number | null) => (bytes === null ? null : bytes / 1e6);

/** The arms, the improvements and the five figures of a run of {@link runBaseline}, read from its rows. */
export async function readBaseline(run: Run, apart: MemoryPass | null) {
  const { manifest } = run;
  const trials = await run.trials();
  const beforeLoadBytes = apart?.beforeLoadBytes ?? null;
  const arms = manifest.targets.map(({ name }) =>
    armMetrics({ name, trials, cases: manifest.cases, memory: apart?.memory.get(name) ?? null, beforeLoadBytes }),
  );
  const [baseline, ...optimized] = arms;
  if (baseline === undefined) throw new Error(`the run in ${run.directory} has no arms`);
  const improvements = optimized.flatMap((arm) => improvementsOf(baseline, arm, trials));
  const memory = apart === null ? null : memoryReading(apart);
  return {
    baseline,
    optimized,
    improvements,
    figures: baselineFigures({ arms, improvements, memory, notes: notesOn(run) }),
  };
}

function memoryReading({ run: { manifest }, memory, beforeLoadBytes }: MemoryPass): BaselineMemoryReading {
  return {
    isolation: manifest.isolation,
    intervalMs: manifest.telemetry?.intervalMs ?? null,
    prompts: manifest.cases.length,
    readings: [...memory.values()].map(({ samples }) => samples),
    beforeLoadMb: toMb(beforeLoadBytes),
  };
}

function notesOn({ manifest }: Run): readonly string[] {
  const { repetitions, generation, state, stateReason, order, warmups } = manifest;
  const broken = state === "finished" ? [] : [`The run did not finish: ${stateReason ?? state}.`];
  const times = repetitions === 1 ? "once" : `${repetitions} times`;
  const turns = order === "interleaved" ? "Arms took turns" : "One arm after the other";
  const left = warmups > 0 ? "; warm-ups left out" : "";
  return [`${turns}; each prompt ${times}, up to ${generation.maxTokens} tokens${left}.`, ...broken];
}
