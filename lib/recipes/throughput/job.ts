import { access, constants, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { checkedLater, oneOf, target, text, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { RunOptions } from "../../run/options.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import type { CaseSet, Run, Target, Trial } from "../../types/index.js";
import { caseSet } from "../../workload/case-file/case-set.js";
import { checkThroughputGeneration, readThroughputConfig, type ThroughputGeneration } from "./config.js";
import { iterationsOf, throughputReport } from "./measured.js";
import { communityRow, type ThroughputReport, throughputJson } from "./page.js";
import { type ThroughputLength, type ThroughputModel, throughputTarget } from "./target.js";

/** What {@link runThroughput} is asked. Everything has a default. */
export interface ThroughputOptions extends ThroughputModel, Pick<RunOptions, "directory" | "onProgress" | "signal"> {
  /** A target of your own, instead of source, checkpoint, repository, device, threads and flash attention. */
  readonly target?: Target;
  /** A TOML file whose `[generation]` is taken where `generation` says nothing. */
  readonly config?: string;
  /** @default seed 1, deterministic, temperature 0.9, topK 40, topP 1, no penalty, with the cache */
  readonly generation?: Partial<ThroughputGeneration>;
  /** @default "Explain in a few sentences why the sky is blue." */
  readonly prompt?: string;
  /** Tokens generated before anything is measured; 0 for none. @default 16 */
  readonly warmupTokens?: number;
  /** Tokens of each measured iteration, exactly. @default 256 */
  readonly genTokens?: number;
  /** @default 3 */
  readonly iters?: number;
  /** Where the report goes as JSON. */
  readonly jsonOut?: string;
  /** Where its row for the community table goes. */
  readonly mdOut?: string;
}

const modelFields = {
  source: v.optional(oneOf("local", "hf")),
  checkpoint: v.optional(text),
  repoId: v.optional(text),
  device: v.optional(oneOf("cpu", "cuda", "auto")),
  threads: v.optional(wholeNumber(1)),
  flashAttention: v.optional(oneOf(true, false, "auto")),
};

const throughputOptions = settings({
  ...modelFields,
  target: v.optional(target),
  config: v.optional(text),
  generation: v.optional(checkedLater<Partial<ThroughputGeneration>>(), {}),
  prompt: v.optional(text, "Explain in a few sentences why the sky is blue."),
  warmupTokens: v.optional(wholeNumber(0), 16),
  genTokens: v.optional(wholeNumber(1), 256),
  iters: v.optional(wholeNumber(1), 3),
  jsonOut: v.optional(text),
  mdOut: v.optional(text),
  directory: runFields.directory,
  onProgress: runFields.onProgress,
  signal: runFields.signal,
});

/** What {@link runThroughput} gives. */
export interface ThroughputResult {
  readonly report: ThroughputReport;
  /** The report's row for the community table; null when no iteration gave its tokens. */
  readonly row: string | null;
  /** What kept an iteration out of the numbers, or made the result a bad one; empty when all went well. */
  readonly problems: readonly string[];
  readonly run: Run;
}

const defaults: ThroughputGeneration = {
  seed: null,
  deterministic: true,
  temperature: 0.9,
  topK: 40,
  topP: 1,
  repetitionPenalty: 1,
  useKvCache: true,
};

/**
 * How many tokens per second a model generates: `iters` times exactly `genTokens` tokens, after a warm-up that is not
 * counted. The end of the sequence does not cut a generation short. With `jsonOut` and `mdOut` its two files are
 * written, unless no iteration gave its tokens: then nothing is written and `problems` says why.
 * @throws before a model is loaded, when an option, the configuration, the model, or an output path is wrong.
 * @example
 * (await bb.recipes.throughput({ genTokens: 128, iters: 5, jsonOut: "outputs/bench_infer.json" })).row;
 */
export async function runThroughput(options: ThroughputOptions = {}): Promise<ThroughputResult> {
  const { prompt, warmupTokens, genTokens, iters } = checkedOptions("recipes.throughput", throughputOptions, options);
  const cases = oneCase(prompt, genTokens);
  const generation = await generationOf(options);
  for (const file of [options.jsonOut, options.mdOut]) if (file !== undefined) await refuseFolder(file);
  const target = await targetOf(options, { prompt, genTokens, useKvCache: generation.useKvCache });
  const run = await runBenchmark({
    ...runOptions(options, generation),
    targets: [target],
    cases,
    warmups: warmupTokens === 0 ? 0 : 1,
    repetitions: iters,
    generation: { ...sampling(generation), maxTokens: Math.max(1, warmupTokens), ignoreEndOfSequence: true },
  });
  const [trials, samples] = [await run.trials(), await run.samples()];
  const { manifest, directory } = run;
  const { source = "local" } = options;
  const asked = { source, generation, prompt, genTokens, warmupTokens };
  const report = throughputReport({ manifest, trials, samples, directory, ...asked });
  const row = report.results.iters === 0 ? null : communityRow(report);
  if (row !== null) await writeFiles(options, report, row);
  return { report, row, problems: problemsOf(run, trials, report), run };
}

/** The measured case says its own length, so that the run's length is that of the warm-up. */
const oneCase = (prompt: string, genTokens: number): CaseSet =>
  caseSet({ name: "infer", cases: [{ id: "generation", prompt, maxTokens: genTokens }] });

/** What was given beats the file, and the file beats the defaults. Without a seed, deterministic takes seed 1. */
async function generationOf({ config, generation = {}, target }: ThroughputOptions): Promise<ThroughputGeneration> {
  const given = checkThroughputGeneration(generation);
  const file = config === undefined ? {} : await readThroughputConfig(config);
  const own = typeof target?.useKvCache === "boolean" ? { useKvCache: target.useKvCache } : {};
  const all = { ...defaults, ...own, ...file, ...given };
  return { ...all, seed: all.seed ?? (all.deterministic ? 1 : null) };
}

/** A target of the caller's own keeps its settings; the cache can be switched where its kind can. */
async function targetOf(options: ThroughputOptions, length: ThroughputLength): Promise<Target> {
  const { target } = options;
  if (target === undefined) return throughputTarget(options, length);
  for (const name of Object.keys(modelFields) as (keyof ThroughputModel)[])
    if (options[name] !== undefined) throw new Error(`a target says its own ${name}: leave one of the two out`);
  if (typeof target.useKvCache === "boolean") return { ...target, useKvCache: length.useKvCache };
  if (length.useKvCache) return target;
  throw new Error(`useKvCache cannot be switched off for a target of kind "${target.kind}"`);
}

const runOptions = ({ directory, onProgress, signal }: ThroughputOptions, { seed }: ThroughputGeneration) => ({
  name: "infer",
  errorBudget: 0,
  timeouts: { totalMs: null }, // an answer without the cache may rightly take very long; silence still ends it
  ...(seed === null ? {} : { seed }),
  ...(directory === undefined ? {} : { directory }),
  ...(onProgress === undefined ? {} : { onProgress }),
  ...(signal === undefined ? {} : { signal }),
});

const sampling = ({ seed, temperature, topK, topP, repetitionPenalty }: ThroughputGeneration) => ({
  seed,
  temperature,
  topK,
  topP,
  repetitionPenalty,
});

function problemsOf(run: Run, trials: readonly Trial[], report: ThroughputReport): readonly string[] {
  const { problems } = iterationsOf(trials, report.generation.gen_tokens);
  const { state, stateReason } = run.manifest;
  const brokenOff = state === "finished" ? [] : [`the run did not finish: ${stateReason ?? "unknown reason"}`];
  const differ = report.generation.deterministic && report.results.same_tokens === false;
  return [...problems, ...brokenOff, ...(differ ? ["deterministic, and the iterations gave different tokens"] : [])];
}

async function writeFiles({ jsonOut, mdOut }: ThroughputOptions, report: ThroughputReport, row: string): Promise<void> {
  for (const [file, text] of [
    [jsonOut, throughputJson(report)],
    [mdOut, `${row}\n`],
  ]) {
    if (file === undefined || text === undefined) continue;
    await mkdir(path.dirname(path.resolve(file)), { recursive: true });
    await writeAtomically(file, text);
  }
}

/** @throws when a file cannot be written there: it is a folder, or what should be a folder above it is a file. */
async function refuseFolder(file: string): Promise<void> {
  const there = await stat(file).catch(() => null);
  if (there?.isDirectory()) throw new Error(`expected the path of a file to write, got the folder ${file}`);
  if (there !== null) return access(file, constants.W_OK);
  let above = path.dirname(path.resolve(file));
  while (!(await stat(above).catch(() => null))) above = path.dirname(above);
  if (!(await stat(above)).isDirectory()) throw new Error(`${file} cannot be written: ${above} is a file`);
  await access(above, constants.W_OK);
}
