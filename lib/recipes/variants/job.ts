import path from "node:path";
import * as v from "valibot";
import { checkedCases } from "../../arguments/check-runs.js";
import { caseSetField, filledText, functionOf, target, text, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { outputsDirectory } from "../../project.js";
import type { RunOptions } from "../../run/options.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import { scoreRun } from "../../scoring/score-run.js";
import { scorer } from "../../scoring/scorer.js";
import { semanticSimilarity } from "../../scoring/semantic-similarity.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import type { CaseSet, EngineInfo, Run, Target, Trial } from "../../types/index.js";
import { type MemoryPass, measureMemory, memoryByProcess } from "../memory-pass.js";
import { checkModelFiles, checkOutputs } from "../preflight.js";
import { variantsPage } from "./page.js";
import { type VariantRow, variantRows, variantsCsv } from "./rows.js";
import { type VariantSummary, variantSummaries } from "./summary.js";
import { defaultVariants, makeVariantWeights, variantModels } from "./weights.js";

/** Options of {@link runVariants}. */
export interface VariantsOptions extends Pick<RunOptions, "seed" | "onProgress" | "signal" | "generation"> {
  /** Targets of any kind. @default F16, Q8_0 and Q4_0 of the shipped weights, made the first time */
  readonly variants?: readonly Target[];
  /** Name of the variant that the others' answers are compared with. @default the first */
  readonly reference?: string;
  readonly cases: CaseSet;
  /** @default 64 */
  readonly maxTokens?: number;
  /** @default 1 */
  readonly repetitions?: number;
  /** `target` holds one variant in memory at a time; then a drift of the machine can look like a difference. @default "run" */
  readonly isolation?: "run" | "target";
  /** Where the files and the run folders go. @default outputs/variants of the project */
  readonly directory?: string;
  /** Hears a line of progress for each file that is made. */
  readonly onLine?: (line: string) => void;
}

const variantsOptions = settings({
  variants: v.optional(v.array(target, "a list of targets")),
  reference: v.optional(text),
  cases: caseSetField,
  maxTokens: v.optional(wholeNumber(1), 64),
  repetitions: runFields.repetitions,
  isolation: runFields.isolation,
  directory: v.optional(filledText("a path"), path.join(outputsDirectory, "variants")),
  seed: runFields.seed,
  generation: runFields.generation,
  onProgress: runFields.onProgress,
  signal: runFields.signal,
  onLine: v.optional(functionOf<(line: string) => void>()),
});

/** What {@link runVariants} gives back. */
export interface VariantsResult {
  readonly run: Run;
  /** The run that saw each variant's memory in a process of its own; null when there was nothing to see. */
  readonly memoryRun: Run | null;
  readonly rows: readonly VariantRow[];
  readonly summaries: readonly VariantSummary[];
  readonly csv: string;
  readonly report: string;
}

const scorerName = "similarityToReference";
/**
 * Measures variants of a model over the same prompts and writes `raw_results.csv` and `report.md`: speed with the variants
 * taking turns in one process, memory in a short second run with a process for each, and the cosine similarity of every answer
 * with the reference variant's.
 * @throws before anything is loaded, when a model, the reference or the folder is not usable.
 * @example
 * (await bb.recipes.variants({ variants: [target, other], reference: target.name, cases })).summaries;
 */
export async function runVariants(options: VariantsOptions): Promise<VariantsResult> {
  const given = checkedOptions("recipes.variants", variantsOptions, options);
  const { variants = defaultVariants(), cases, isolation, maxTokens, repetitions, onProgress, signal, seed } = given;
  checkedCases("recipes.variants", cases);
  const reference = referenceOf(variants, given.reference);
  const directory = path.resolve(given.directory);
  if (given.variants !== undefined) await checkModelFiles(variants);
  await checkOutputs(directory, ["raw_results.csv", "report.md"]);
  if (given.variants === undefined) await makeVariantWeights(given.onLine);
  const common = { directory, cases, generation: { ...given.generation, maxTokens }, seed, signal };
  const run = await runBenchmark({
    ...common,
    name: "variants",
    history: "last-turn",
    targets: variants,
    repetitions,
    isolation,
    telemetry: { intervalMs: isolation === "target" ? 50 : 250 },
    errorBudget: 1,
    onProgress,
  });
  const finished = run.manifest.state === "finished";
  const apart =
    finished && isolation === "run"
      ? await measureMemory({ ...common, name: "variants-memory", targets: variants })
      : null;
  return writeResults({ run, apart, isolation, reference, directory });
}

function referenceOf(variants: readonly Target[], wanted: string | undefined): string {
  const names = variants.map(({ name }) => name);
  const reference = wanted ?? names[0];
  if (reference !== undefined && names.includes(reference)) return reference;
  throw new Error(
    `expected the reference to be one of the variants (${names.join(", ")}), got ${JSON.stringify(wanted ?? null)}`,
  );
}

interface Measured {
  readonly run: Run;
  readonly apart: MemoryPass | null;
  readonly isolation: "run" | "target";
  readonly reference: string;
  readonly directory: string;
}

async function writeResults({ run, apart, isolation, reference, directory }: Measured): Promise<VariantsResult> {
  const trials = await run.trials();
  const scores = await scoreRun(run, [similarityTo(reference, trials)]);
  const memory = apart?.memory ?? (isolation === "target" ? await memoryByProcess(run) : new Map());
  const { manifest } = run;
  const rows = variantRows({
    trials,
    cases: manifest.cases,
    engines: enginesOf(run),
    memory,
    scores,
    scorer: scorerName,
  });
  const summaries = variantSummaries(rows, trials, reference);
  const remarks = remarksOn(manifest.targets, apart);
  const engines = [...enginesOf(run).values()];
  const runFolders = [run, ...(apart === null ? [] : [apart.run])].map((one) => path.basename(one.directory));
  const text = variantsPage({ manifest, trials, engines, rows, summaries, reference, runFolders, remarks });
  const [csv, report] = [path.join(directory, "raw_results.csv"), path.join(directory, "report.md")];
  await writeAtomically(csv, variantsCsv(rows));
  await writeAtomically(report, text);
  return { run, memoryRun: apart?.run ?? null, rows, summaries, csv, report };
}

/** In the order of the targets, whichever process opened them. */
function enginesOf({ manifest }: Run): ReadonlyMap<string, EngineInfo> {
  const told = new Map(manifest.sessions.flatMap(({ engines }) => engines.map((engine) => [engine.target, engine])));
  return new Map(
    manifest.targets.flatMap(({ name }) => {
      const engine = told.get(name);
      return engine === undefined ? [] : [[name, engine] as const];
    }),
  );
}

/** The reference itself is 1 by definition; a failed answer on either side leaves nothing to compare. */
function similarityTo(reference: string, trials: readonly Trial[]) {
  const key = ({ caseId, repetition }: Trial) => `${repetition} ${caseId}`;
  const answers = new Map(
    trials.flatMap((trial) =>
      trial.target === reference && trial.phase === "measured" && trial.outcome.kind === "answered"
        ? [[key(trial), trial.outcome.text] as const]
        : [],
    ),
  );
  return scorer(scorerName, async ({ trial, text }) => {
    if (trial.target === reference) return { value: 1, passed: null, reason: "the reference itself" };
    const expected = answers.get(key(trial));
    const value = expected === undefined ? null : await semanticSimilarity(text, expected);
    const reason = value === null ? `${reference} gave no answer to compare with` : `with ${reference}'s answer`;
    return { value, passed: null, reason };
  });
}

function remarksOn(targets: readonly Target[], apart: MemoryPass | null): readonly string[] {
  const made = targets.some(({ model }) => variantModels.includes(String(model)));
  const widened =
    "The F16, Q8_0 and Q4_0 files are made from the shipped Q4_1 weights: F16 and Q8_0 are widened from Q4_1 and hold nothing that " +
    "Q4_1 had lost, so the reference here is not the original 16-bit model; Q4_0 is rounded a second time, but for its head, which keeps 8 bits.";
  const memory =
    "Memory was read in a second run, one fresh process for each variant, every 50 ms from when it was loaded until it had " +
    "answered the longest prompt once.";
  return [...(made ? [widened] : []), ...(apart === null ? [] : [memory])];
}
